import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { accountApi } from '../../accountApi.ts';
import { ProblemError } from '../../api.ts';
import { DoorPage } from '../../components/doorPage.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { AccountForm } from './accountForm.tsx';

/** What the link from the terminal opens: the account and its Owner are made here, once. */
export function FirstRunPage() {
  useDocumentTitle('Create the account · WorkSights');
  // Kept from the first look: afterwards it need not stand in the address.
  const [token] = useState(() => window.location.hash.slice(1));
  const link = useQuery({
    queryKey: ['first-run', 'link'],
    queryFn: () => accountApi.checkFirstRun(token),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isRefused = link.error instanceof ProblemError && link.error.code === 'first_run_link';
  return (
    <DoorPage
      title="Create your account"
      line="You become its Owner. Three short steps follow, and each can wait."
    >
      {token === '' ? (
        <NoLink
          title="This address lacks its key"
          cause="The link on the terminal ends with # and a long key, which stands nowhere else."
          code="first_run_link"
        />
      ) : isRefused ? (
        <NoLink
          title="This link serves no more"
          cause="It was used, it is older than an hour, or an account exists here already."
          code="first_run_link"
        />
      ) : link.isError ? (
        <LoadFailed error={link.error} onRetry={() => void link.refetch()} />
      ) : link.isPending ? (
        <SkeletonRows count={5} height={56} />
      ) : (
        <AccountForm token={token} />
      )}
    </DoorPage>
  );
}

interface NoLinkProps {
  readonly title: string;
  readonly cause: string;
  readonly code: string;
}

function NoLink({ title, cause, code }: NoLinkProps) {
  return (
    <ProblemPanel
      tone="warn"
      title={title}
      cause={cause}
      fix="If there is an account, sign in. If there is none, start WorkSights again: it prints a new link."
      code={code}
      action={
        <Button component={Link} to="/sign-in" variant="default" size="compact-md">
          Sign in
        </Button>
      }
    />
  );
}
