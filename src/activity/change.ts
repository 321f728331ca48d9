import type { Path } from './activity.ts';

export type ChangeAction = 'created' | 'updated' | 'deleted' | 'undeleted';

/** A plain value of a record: dates are `YYYY-MM-DD` strings, date-times epoch ms, lookups 18-character ids. */
export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

/** One save of one record as a source reports it: what the ingest stores, and what entries are computed from. */
export interface Change {
  /**
   * Stable name of this report among those of the same object. Saves of one moment sort by it, so a source
   * that knows their order begins it with that: `cdc:<commit number>:<transaction key>:<sequence>`.
   */
  readonly key: string;
  readonly path: Path;
  /** Key of the feature whose object this is. */
  readonly feature: string;
  readonly action: ChangeAction;
  readonly objectType: string;
  readonly objectId: string;
  /** When it was committed, epoch ms. */
  readonly at: number;
  /** Remote user who saved. */
  readonly remoteUserId: string;
  /** Id of the transaction in the service, where the path tells it. */
  readonly transaction: string | null;
  /** Saved by a bulk load or another program that is known to be one. */
  readonly automated: boolean;
  /** Name of the API client that saved, where told. */
  readonly via: string | null;
  /** Canonical names (`StageName`, `MailingAddress.City`) of the fields that changed; empty unless `updated`. */
  readonly fields: readonly string[];
  /** Values that may be kept, by canonical name: of an update only the changed ones, null where emptied. */
  readonly values: Values;
  /** Values that the changed fields had before (null for an empty one); null or left out where the path does not tell. */
  readonly before?: Values | null;
  /**
   * Set where `values` are those of a whole row as of this time (epoch ms), later than the save itself: the
   * record takes them as a reading, and of the save is known only that it happened.
   */
  readonly readAsOf?: number;
}

/** Ends the key of a save of which is known that it happened, but not which fields it changed. */
export const fieldsUnknown = ':gap';

/**
 * Begins the key of a report that was found by comparing whole snapshots of a record. A history of its fields may tell
 * of the same save.
 */
export const snapshotKey = 'oh:';

/** A change as it is stored: with its arrival, and the start of the ten-minute window that it falls in. */
export interface StoredChange extends Change {
  readonly arrivedAt: number;
  /** False where the change serves only a record's own entry (an excluded or switched-off person saved it). */
  readonly listed: boolean;
  /** `at` of the first change of its window, epoch ms; null unless `updated`, and for a member of a bulk entry. */
  readonly windowStart: number | null;
  /** True where its transaction changed so many records that one entry tells them all. */
  readonly bulk: boolean;
}

/** What is known of one record now: kept values only, the later save winning field by field. */
export interface RecordState {
  readonly id: string;
  readonly type: string;
  /** What a person calls it; null while unknown. */
  readonly name: string | null;
  readonly values: Values;
  /** When each value was saved, epoch ms. */
  readonly valuesAt: Readonly<Record<string, number>>;
  readonly deleted: boolean;
  /** True once a whole row was read (a create, an undelete, a sweep or a look-up), so that absent means empty. */
  readonly whole: boolean;
  /** The last save that touched it. */
  readonly saved: {
    readonly at: number;
    readonly arrivedAt: number;
    readonly remoteUserId: string;
    readonly automated: boolean;
    readonly via: string | null;
  };
  readonly paths: readonly Path[];
  /** Id of a record that this one tells the same as: the task that an e-mail stands as, too. */
  readonly partOf?: string | null;
  /** Id of the record that tells this one's entries in its place. */
  readonly toldBy?: string | null;
}
