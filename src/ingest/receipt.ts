import type { ConnectionRow } from '../store/connections.ts';
import type { Receipt, RemovalRow, RemovalStepRow } from '../store/removals.ts';

/** Sums up what the steps of a removal did. */
export function toReceipt(
  connection: ConnectionRow,
  removal: RemovalRow,
  steps: readonly RemovalStepRow[],
  finishedAt: number,
): Receipt {
  const { id, name, environment, organizationId, organizationName } = connection;
  const step = (key: string) => steps.find((one) => one.key === key);
  const time = (ms: number) => new Date(ms).toISOString();
  const { kept, ...activities } = step('activities')?.counts ?? {};
  const erased = { ...activities, ...step('data')?.counts, ...step('credentials')?.counts };
  return {
    connection: { id, name, environment, organizationId, organizationName },
    data: removal.data,
    askedBy: removal.askedByName ?? '',
    askedAt: time(removal.askedAt),
    approvedBy: removal.decidedByName ?? '',
    approvedAt: time(removal.decidedAt ?? finishedAt),
    finishedAt: time(finishedAt),
    remote: {
      channels: step('channel')?.removed.channels ?? [],
      members: step('channel')?.removed.members ?? [],
      accessRevoked: (step('access')?.counts.accesses ?? 0) > 0,
    },
    erased: Object.fromEntries(Object.entries(erased).filter(([, count]) => count > 0)),
    kept: { activities: kept ?? 0 },
    manual: steps.flatMap(({ key, manual }) => (manual === null ? [] : [{ what: key, todo: manual }])),
  };
}

/** The receipt as the chat tells it. */
export function tellReceipt({ connection, remote, erased, kept, manual }: Receipt): string {
  const list = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));
  const counts = Object.entries(erased).map(([what, count]) => `${count} ${what}`);
  return [
    `${connection.name} is removed.`,
    `In Salesforce: channel ${list(remote.channels)}; objects ${list(remote.members)}; ` +
      `our access ${remote.accessRevoked ? 'revoked' : 'not revoked'}.`,
    `Erased here: ${list(counts)}. Kept: ${kept.activities} activities.`,
    ...(manual.length === 0 ? [] : ['Still to be done by hand:', ...manual.map(({ todo }) => todo)]),
  ].join('\n');
}
