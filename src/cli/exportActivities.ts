import type { Context } from '../ingest/context.ts';
import { listTimeline } from '../store/timeline.ts';
import { anyEntry, type TimelineFilter, type TimelinePosition } from '../store/timelineFilter.ts';
import { requireAccountId, requireUser } from './lookUp.ts';
import { printLine } from './output.ts';

const PAGE = 1000;

/** What to export: all of an account, or one person's, from and to a moment. */
interface ExportOptions {
  readonly domain?: string;
  readonly email?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Writes attributed activities as JSON, one a line and newest first, however many there are. */
export async function exportActivities({ db, clock }: Context, options: ExportOptions): Promise<void> {
  const accountId = await requireAccountId(db, options.domain);
  const user = options.email === undefined ? null : await requireUser(db, accountId, options.email);
  const filter: TimelineFilter = {
    ...anyEntry,
    userIds: user && [user.id],
    from: toTime('--from', options.from),
    to: toTime('--to', options.to) ?? clock.now(),
  };
  for (let position: TimelinePosition | null = null; ; ) {
    const page = { position, direction: 'older', limit: PAGE } as const;
    const rows = await listTimeline(db, accountId, filter, page);
    for (const { occurredAt, receivedAt, instanceUrl: _, ...row } of rows) {
      const times = { occurredAt: new Date(occurredAt), receivedAt: new Date(receivedAt) };
      printLine(JSON.stringify({ ...row, ...times }));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    position = { occurredAt: last.occurredAt, id: last.id };
  }
}

function toTime(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`${option} must be a time such as 2026-01-31T00:00:00Z`);
  return time;
}
