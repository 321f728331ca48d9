import type { ActivityFilter } from '../../api.ts';
import { addDays, startOfDay } from '../../dayBounds.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';

// Neither letter nor digit is nothing that a title could be searched for.
const hasWord = (text: string) => /[\p{L}\p{N}]/u.test(text);

/** What the address narrows the timeline to. `object` names a kind of record (`Case`) or one record (`Case/500...`). */
export function toFilter(search: TimelineSearch): ActivityFilter {
  const objects = (search.object ?? []).map((object) => object.split('/', 2) as [string, string?]);
  const ids = objects.flatMap(([, id]) => (id === undefined ? [] : [id]));
  const filter: ActivityFilter = {
    ...{ userId: search.person ?? [], feature: search.feature ?? [], connectionId: search.connection ?? [] },
    ...{ category: search.category ?? [], action: search.action ?? [] },
    // Of a kind and one record, the record is meant: both at once would be the record alone anyway.
    objectType: ids.length > 0 ? [] : objects.map(([type]) => type),
    objectId: ids,
  };
  return search.text !== undefined && hasWord(search.text) ? { ...filter, text: search.text } : filter;
}

/** The moment before which a list begins that was sent to a date: the end of that day. */
export const toStart = ({ date }: TimelineSearch, timeZone: string): string | null =>
  date === undefined ? null : new Date(startOfDay(addDays(date, 1), timeZone)).toISOString();

/** True where something is narrowed; the date and the zone only say where and how it is shown. */
export function isNarrowed({ date: _date, zone: _zone, ...narrowing }: TimelineSearch): boolean {
  return Object.values(narrowing).some((value) => value !== undefined);
}
