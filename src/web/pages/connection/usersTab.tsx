import { Button } from '@mantine/core';
import { IconRefresh, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Connection } from '../../api.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { DataTable } from '../../components/dataTable.tsx';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { PeopleSearch } from '../../components/peopleSearch.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toNumber, toThings } from '../../format.ts';
import { remoteUsersQuery, useFreshPeople, usersQuery, useSeesEveryone } from '../../queries.ts';
import type { ConnectionSearch } from '../../routes/services.ts';
import { excludedWord } from '../../words.ts';
import classes from './connection.module.css';
import { toUserColumns } from './userColumns.tsx';

const noUsers = [] as const;

const toChoices = ({ unmapped, conflict, former }: Connection['users']) =>
  [
    { key: 'unmapped', name: 'Unmapped', count: toNumber(unmapped) },
    { key: 'conflict', name: 'Conflict', count: toNumber(conflict) },
    { key: 'former', name: 'Former', count: toNumber(former) },
  ] as const;

/** Who of the org is left out of the list, and why. */
function Excluded({ counts }: { readonly counts: Connection['users']['excluded'] }) {
  const all = Object.entries(counts);
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  const listed = all.map(([why, count]) => toThings(count, excludedWord(why))).join(', ');
  return (
    <p className={classes.aside}>
      {total > 0 && `${toNumber(total)} not listed: ${listed}. `}
      <GuideLink place="users">How mapping works</GuideLink>
    </p>
  );
}

/** The people of the org, and whom each of them is here. */
export function UsersTab({ connection }: { readonly connection: Connection }) {
  const { state, search } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  useFreshPeople(connection);
  const narrow = (next: Partial<ConnectionSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const remoteUsers = useInfiniteQuery(remoteUsersQuery(connection.id, { state, search }));
  const users = useQuery(usersQuery).data ?? noUsers;
  const rows = remoteUsers.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = toUserColumns(connection.id, users, useSeesEveryone());
  return (
    <>
      <div className={classes.toolbar}>
        <PeopleSearch value={search ?? ''} onChange={(text) => narrow({ search: text || undefined })} />
        <ChoiceChips
          label="How they are mapped"
          choices={toChoices(connection.users)}
          chosen={state}
          onChange={(next) => narrow({ state: next })}
        />
        <span className={classes.push}>
          <ReadAgain connectionId={connection.id} />
        </span>
      </div>
      <Excluded counts={connection.users.excluded} />
      {remoteUsers.isPending ? (
        <SkeletonRows count={10} height={54} headHeight={34} />
      ) : remoteUsers.isError && rows.length === 0 ? (
        <LoadFailed error={remoteUsers.error} onRetry={() => void remoteUsers.refetch()} />
      ) : rows.length === 0 ? (
        <NoPeople
          isNarrowed={Boolean(state || search)}
          onClear={() => narrow({ state: undefined, search: undefined })}
        />
      ) : (
        <>
          <DataTable
            caption={`People of ${connection.name}`}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.remoteUser.id}
            rowHeight={54}
          />
          <LoadMore
            hasMore={remoteUsers.hasNextPage}
            isLoading={remoteUsers.isFetchingNextPage}
            onLoad={remoteUsers.fetchNextPage}
          >
            Load more people
          </LoadMore>
        </>
      )}
    </>
  );
}

function NoPeople({ isNarrowed, onClear }: { readonly isNarrowed: boolean; readonly onClear: () => void }) {
  if (!isNarrowed) {
    return (
      <EmptyState icon={<IconUsers size={32} stroke={1.5} />} title="No people read yet">
        The list is read from Salesforce while the connection is set up and once a day after that.
        Integration, guest, portal and inactive users are never listed.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconUsers size={32} stroke={1.5} />}
      title="Nobody matches"
      action={
        <Button variant="default" onClick={onClear}>
          Show everyone
        </Button>
      }
    >
      No person of this org fits the search and the chosen state.
    </EmptyState>
  );
}

function ReadAgain({ connectionId }: { readonly connectionId: string }) {
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: () => api.sweep(connectionId, 'users'),
    onSuccess: () => {
      notice('The list of people is being read from Salesforce. The Runs tab shows when it is done.');
      return client.invalidateQueries({ queryKey: ['connection', connectionId] });
    },
    onError: (error) => noticeOfFailure('The list of people could not be read', error),
  });
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconRefresh size={15} aria-hidden />}
      loading={read.isPending}
      onClick={() => read.mutate()}
    >
      Read people again
    </Button>
  );
}
