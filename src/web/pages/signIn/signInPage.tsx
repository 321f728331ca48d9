import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { firstRunQuery, providersQuery } from '../../accountQueries.ts';
import { DoorPage } from '../../components/doorPage.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { castQuery, meQuery } from '../../queries.ts';
import { CastList } from './castList.tsx';
import { ProviderButtons } from './providerButtons.tsx';
import classes from './signInPage.module.css';
import { signInProblem } from './signInProblems.ts';
import { TokenForm } from './tokenForm.tsx';

// Only a path of our own: an address of elsewhere must not be reached through a link to our sign-in.
const isOwnPath = (to: string | undefined): to is string => to !== undefined && /^\/(?![/\\])/.test(to);

const ways = new Set([castQuery, providersQuery, firstRunQuery].map(({ queryKey }) => String(queryKey[0])));

/** The door: at the company's providers, by access token, and in a demo by one click as anyone of the cast. */
export function SignInPage() {
  useDocumentTitle('Sign in · WorkSights');
  const { to, error } = useSearch({ from: '/sign-in' });
  return (
    <DoorPage title="Sign in to WorkSights" line="One continuous timeline of who did what, when.">
      {error && <Refused code={error} />}
      <Ways to={isOwnPath(to) ? to : undefined} />
    </DoorPage>
  );
}

function Refused({ code }: { readonly code: string }) {
  const { title, cause, fix } = signInProblem(code);
  return (
    <div className={classes.problem}>
      <ProblemPanel title={title} cause={cause} fix={fix} code={code} />
    </div>
  );
}

function Ways({ to }: { readonly to: string | undefined }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const doors = useQuery(providersQuery);
  const firstRun = useQuery(firstRunQuery).data;
  const cast = useQuery({ ...castQuery, enabled: doors.data?.demo === true });
  const [hasToken, setHasToken] = useState(false);
  const signIn = useMutation({
    mutationFn: (start: () => Promise<void>) => start(),
    onSuccess: async () => {
      // Of whoever was here before nothing may be left; the ways in stand on this page.
      client.removeQueries({ predicate: ({ queryKey }) => !ways.has(String(queryKey[0])) });
      await client.fetchQuery(meQuery);
      if (to) await navigate({ href: to, replace: true });
      else await navigate({ to: '/timeline', replace: true });
    },
  });
  if (doors.isPending) return <SkeletonRows count={3} height={44} />;
  if (doors.isError) return <LoadFailed error={doors.error} onRetry={() => void doors.refetch()} />;
  if (firstRun?.needed) return <NoAccount />;
  const providers = doors.data.items;
  const people = cast.data?.items ?? [];
  const isTokenFirst = providers.length === 0;
  return (
    <>
      {people.length > 0 && <CastList people={people} disabled={signIn.isPending} onChoose={signIn.mutate} />}
      {providers.length > 0 && <ProviderButtons providers={providers} to={to} />}
      {isTokenFirst || hasToken ? (
        <TokenForm
          isFirst={isTokenFirst && people.length === 0}
          disabled={signIn.isPending}
          error={signIn.error}
          onSubmit={signIn.mutate}
        />
      ) : (
        <Button variant="subtle" fullWidth onClick={() => setHasToken(true)}>
          Use an access token instead
        </Button>
      )}
    </>
  );
}

function NoAccount() {
  return (
    <ProblemPanel
      tone="info"
      title="There is no account here yet"
      cause="This installation waits for its first account. When WorkSights started, it printed a link on its terminal that makes whoever opens it the Owner."
      fix="Open that link within an hour of the start. For a new one, start WorkSights again."
    />
  );
}
