import { toDate } from './derive.ts';
import type { Org } from './org.ts';
import type { OrgRecord } from './record.ts';

const YEAR_MS = 365 * 86_400_000;

/**
 * Archives what is old, as the org does by itself: Events and closed Tasks of a year ago (SOAP API Developer
 * Guide, "Archived Activities"). Their change events are gaps, since no transaction of records made them.
 * Returns how many were archived.
 */
export function archiveActivities(org: Org, userId: string): number {
  const before = org.now() - YEAR_MS;
  const isOld = (row: OrgRecord): boolean => {
    const date = typeof row.ActivityDate === 'string' ? row.ActivityDate : undefined;
    return date === undefined ? Number(row.CreatedDate) <= before : date <= toDate(before);
  };
  const due = (object: string, isDone: (row: OrgRecord) => boolean): [string, string][] =>
    org
      .records(object)
      .filter((row) => !row.IsDeleted && !row.IsArchived && isDone(row) && isOld(row))
      .map((row) => [object, row.Id]);
  const all = [...due('Event', () => true), ...due('Task', (row) => row.IsClosed === true)];
  org.transact({ userId, origin: '', events: 'gap' }, (tx) => {
    for (const [object, id] of all) tx.touch(object, id, { IsArchived: true });
  });
  return all.length;
}
