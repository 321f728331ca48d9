import { type Param, timeParam } from './database.ts';

/** Which entries of an account are wanted; null means no bound. Times are epoch ms, `from` inclusive. */
export interface TimelineFilter {
  readonly userIds: readonly string[] | null;
  /** The manager whose whole team `userIds` is; null where it is no team, or one of which no sums are kept. */
  readonly teamOf: string | null;
  readonly connectionIds: readonly string[] | null;
  readonly features: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly actions: readonly string[] | null;
  readonly objectTypes: readonly string[] | null;
  readonly objectIds: readonly string[] | null;
  /** What the title's words begin with, as `toWordQuery` makes it. */
  readonly words: string | null;
  readonly from: number | null;
  readonly to: number | null;
}

/** Wants everything. */
export const anyEntry: TimelineFilter = {
  ...{ userIds: null, teamOf: null, connectionIds: null, features: null, categories: null, actions: null },
  ...{ objectTypes: null, objectIds: null, words: null, from: null, to: null },
};

/** True where the roll-ups know all that a filter asks for but its times. */
export function isSummed(filter: TimelineFilter): boolean {
  const { connectionIds, actions, objectTypes, objectIds, words } = filter;
  return [connectionIds, actions, objectTypes, objectIds, words].every((asked) => asked === null);
}

/** Where a page of the timeline begins or ends. */
export interface TimelinePosition {
  readonly occurredAt: number;
  readonly id: string;
}

/** The least of all positions of a moment. */
export const leastId = '00000000-0000-0000-0000-000000000000';

/** Adds a parameter to a statement and answers its place, `$3`. */
export type Bind = (value: Param) => string;

/** A query for titles in which each word of a text is a word or begins one; null where the text has no word. */
export function toWordQuery(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu);
  return words === null ? null : words.map((word) => `'${word}':*`).join(' & ');
}

/** The condition that a title has those words; as the index `activities_words` has it. */
export function hasWords(table: string, words: string): string {
  return `to_tsvector('simple'::regconfig, replace(replace(replace(replace(replace(${table}.title, '.', ' '), '-', ' '), '/', ' '), '_', ' '), '@', ' '))
    @@ to_tsquery('simple'::regconfig, ${words})`;
}

/** All conditions but those on the person; `a` is the table of activities. */
export function toConditions(filter: TimelineFilter, bind: Bind): string[] {
  const conditions: string[] = [];
  const isOneOf = (column: string, wanted: readonly string[] | null, type = 'text') => {
    if (wanted !== null) conditions.push(`a.${column} = ANY(${bind(wanted)}::${type}[])`);
  };
  isOneOf('connection_id', filter.connectionIds, 'uuid');
  isOneOf('feature', filter.features);
  isOneOf('category', filter.categories);
  isOneOf('action', filter.actions);
  isOneOf('object_type', filter.objectTypes);
  isOneOf('object_id', filter.objectIds);
  const { words, from, to } = filter;
  if (words !== null) conditions.push(hasWords('a', bind(words)));
  if (from !== null) conditions.push(`a.occurred_at >= ${bind(timeParam(from))}::timestamptz`);
  if (to !== null) conditions.push(`a.occurred_at < ${bind(timeParam(to))}::timestamptz`);
  return conditions;
}
