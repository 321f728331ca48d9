import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Connection, type Run, type SweepKind } from '../../api.ts';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { toCount, toLatency } from '../../format.ts';
import { newestRunsQuery } from '../../queries.ts';
import classes from './menus.module.css';

const kinds = [
  { key: 'field_history', name: 'Field History', reads: 'Who changed which field, with old and new values' },
  { key: 'delta', name: 'Delta', reads: 'New records, notes, e-mails, comments and posts' },
  { key: 'users', name: 'People', reads: 'The list of people, and maps those who are new' },
] as const satisfies readonly { key: SweepKind; name: string; reads: string }[];

const keys = kinds.map(({ key }) => key);

/** What it costs, as the last run did; before there is one nobody can tell. */
function toCost(runs: readonly Run[]): string {
  const last = runs.find(({ state }) => state === 'done');
  if (last?.finishedAt == null) return 'usually 1 to 3 API calls';
  const took = toLatency((Date.parse(last.finishedAt) - Date.parse(last.startedAt)) / 1000);
  return `last time ${toCount(last.counts.apiCalls ?? 0, 'API call', 'API calls')}, ${took}`;
}

/** Why nothing can be read now; null where it can. */
function whyNot({ status, statusReason, sweepPause }: Connection): string | null {
  if (sweepPause !== null) return 'Sweeps rest: the org’s API calls are left to its other users.';
  if (status === 'attention' && statusReason?.code !== 'quota_paused')
    return 'The connection must work first.';
  return null;
}

/** Reads something now, and says beforehand how many of the org's API calls that takes. */
export function SyncMenu({ connection }: { readonly connection: Connection }) {
  const client = useQueryClient();
  const runs = useQuery(newestRunsQuery(connection.id, keys)).data;
  const sweep = useMutation({
    mutationFn: (kind: SweepKind) => api.sweep(connection.id, kind),
    onSuccess: (_, kind) => {
      notice(
        `${kinds.find(({ key }) => key === kind)?.name} is being read. The Runs tab shows when it is done.`,
      );
      return client.invalidateQueries({ queryKey: ['connection', connection.id] });
    },
    onError: (error) => noticeOfFailure('Nothing was read', error),
  });
  const hindrance = whyNot(connection);
  return (
    <Menu position="bottom-end" width={340}>
      <Menu.Target>
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
          loading={sweep.isPending}
          // Where the panel above asks for something else, that comes first.
          variant={hindrance === null ? 'filled' : 'default'}
        >
          Sync now
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {hindrance && <Menu.Label>{hindrance}</Menu.Label>}
        {kinds.map(({ key, name, reads }) => {
          const own = runs?.get(key) ?? [];
          const isRunning = own[0]?.state === 'running';
          const isHindered = hindrance !== null && (key !== 'users' || connection.sweepPause === null);
          return (
            <Menu.Item key={key} disabled={isRunning || isHindered} onClick={() => sweep.mutate(key)}>
              <span className={classes.item}>
                <strong>{name}</strong>
                <span>{reads}</span>
                <span className={classes.cost}>{isRunning ? 'is running now' : toCost(own)}</span>
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
