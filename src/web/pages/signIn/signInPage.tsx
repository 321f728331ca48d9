import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Logo } from '../../components/logo.tsx';
import { castQuery, meQuery } from '../../queries.ts';
import { CastList } from './castList.tsx';
import classes from './signInPage.module.css';
import { TokenForm } from './tokenForm.tsx';

// Only a path of our own: an address of elsewhere must not be reached through a link to our sign-in.
const isOwnPath = (to: string | undefined): to is string => to !== undefined && /^\/(?![/\\])/.test(to);

/** The door: by access token, and in a demo by one click as anyone of the cast. */
export function SignInPage() {
  useDocumentTitle('Sign in · WorkSights');
  const { to } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const cast = useQuery(castQuery);
  const signIn = useMutation({
    mutationFn: (start: () => Promise<void>) => start(),
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== castQuery.queryKey[0] });
      await client.fetchQuery(meQuery);
      if (isOwnPath(to)) await navigate({ href: to, replace: true });
      else await navigate({ to: '/timeline', replace: true });
    },
  });
  const people = cast.data?.items ?? [];
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={40} />
          <h1>Sign in to WorkSights</h1>
          <p className="dim">One continuous timeline of who did what, when.</p>
        </div>
        {people.length > 0 && (
          <CastList people={people} disabled={signIn.isPending} onChoose={signIn.mutate} />
        )}
        <TokenForm
          isFirst={people.length === 0}
          disabled={signIn.isPending}
          error={signIn.error}
          onSubmit={signIn.mutate}
        />
      </div>
    </main>
  );
}
