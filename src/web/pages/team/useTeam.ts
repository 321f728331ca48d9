import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi, type UserChange } from '../../accountApi.ts';
import type { User } from '../../api.ts';
import { notice, noticeOfFailure, noticeWithUndo } from '../../components/notice.tsx';
import { meQuery, usersQuery } from '../../queries.ts';

/** Puts what changed of the team into everything that depends on it: who sees whom follows at once. */
export function useTeamRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      // Who is signed in is read once; all else is read again, the timeline of others among it.
      predicate: ({ queryKey }) => queryKey[0] !== 'providers' && queryKey[0] !== 'first-run',
    });
}

/** Changes one person and puts them into the list at once. */
export function useChangePerson() {
  const client = useQueryClient();
  const refresh = useTeamRefresh();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: UserChange }) => accountApi.changePerson(id, change),
    onSuccess: (changed) => {
      client.setQueryData(usersQuery.queryKey, (now) =>
        now?.map((each) => (each.id === changed.id ? changed : each)),
      );
      client.setQueryData(meQuery.queryKey, (now) =>
        now?.user.id === changed.id ? { ...now, user: changed } : now,
      );
      void refresh();
    },
  });
}

/** Gives somebody another manager (null: nobody), and offers to take it back. */
export function useMovePerson(): (person: User, manager: User | null) => void {
  const change = useChangePerson();
  const onError = (error: Error) => noticeOfFailure('The reporting line was not changed', error);
  return (person, manager) => {
    const before = person.managerId;
    change.mutate(
      { id: person.id, change: { managerId: manager?.id ?? null } },
      {
        onError,
        onSuccess: () =>
          noticeWithUndo(
            manager ? `${person.name} reports to ${manager.name}.` : `${person.name} reports to nobody.`,
            () =>
              change.mutate(
                { id: person.id, change: { managerId: before } },
                { onError, onSuccess: () => notice('Taken back.') },
              ),
          ),
      },
    );
  };
}
