/** How activity reaches us: the stream, the Field History sweep, the Delta sweep. */
export type Path = 'cdc' | 'field_history' | 'delta';

/** Kinds of entries. */
export const categories = [
  'record_change',
  'call',
  'meeting_internal',
  'meeting_external',
  'calendar_block',
  'email',
  'note',
  'comment',
  'post',
] as const;
export type Category = (typeof categories)[number];

/** What an entry tells that somebody did. */
export const actions = [
  'created',
  'updated',
  'deleted',
  'undeleted',
  'logged_call',
  'meeting',
  'sent_email',
  'received_email',
  'noted',
  'commented',
  'posted',
] as const;
export type Action = (typeof actions)[number];

/** Who pressed the key: a person, a program, or (null) a path that does not say. */
export type Actor = 'person' | 'automation' | null;
export type DurationSource = 'estimated' | 'actual' | 'edited';

/** A changed field as a person reads it; `fromId` and `toId` only for lookups, null where unknown or not kept. */
export interface FieldChange {
  readonly field: string;
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromId?: string | null;
  readonly toId?: string | null;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** One entry of the timeline as it is stored. Times are epoch milliseconds. */
export interface Activity {
  readonly id: string;
  readonly connectionId: string;
  readonly feature: string;
  readonly category: Category;
  readonly action: Action;
  /** The remote user it belongs to; `userId` is null while that one is not mapped. */
  readonly remoteUserId: string;
  readonly userId: string | null;
  readonly title: string;
  readonly objectType: string;
  /** Null for a bulk entry. */
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly changes: readonly FieldChange[];
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly latencySeconds: number | null;
  readonly durationSeconds: number;
  readonly durationSource: DurationSource;
  readonly actor: Actor;
  readonly via: string | null;
  readonly count: number;
  readonly paths: readonly Path[];
  /** Ids whose names the title still lacks; looked up after the batch, then the entry is written again. */
  readonly missingNames: readonly string[];
}
