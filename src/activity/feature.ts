import type { Action, Category, DurationSource } from './activity.ts';
import type { Change, RecordState, Value, Values } from './change.ts';
import type { Save } from './saves.ts';
import type { People } from './service.ts';

/** One object that a feature reads, and what of it may be kept. Nothing that is not named here is stored. */
export interface ObjectReads {
  readonly type: string;
  /** True where the service streams it; else it waits for its sweep. */
  readonly streamed: boolean;
  /** Fields kept with the record, because names or record entries (a meeting, a call) need them. */
  readonly keep: readonly string[];
  /** Allow-list: fields whose values may be shown in an entry; of any other only the label is. */
  readonly show: readonly string[];
  /** The field that says how far the record has come, where it has stages: its moves are counted by time. */
  readonly stage?: string;
  /** Changes of these say nothing to a reader and are left out of lists and titles. */
  readonly ignore: readonly string[];
  /** What a person calls the record, from kept values; null where they do not tell. */
  readonly nameOf: (values: Readonly<Record<string, Value>>) => string | null;
  /** Values as they may be kept beside what is known of the record: a private event's subject may not. */
  readonly redact?: (values: Values, known: Pick<RecordState, 'values' | 'whole'>) => Values;
  /** Id of a record that tells the same, whose entries this one tells in its place: an e-mail's task. */
  readonly partOf?: (values: Values) => string | null;
  /** True where reading the record tells something that its saves do not: who attends a meeting. */
  readonly lacks?: (record: RecordState) => boolean;
  /** Where Field History keeps its changes; left out where the service keeps none. */
  readonly history?: HistoryReads;
  /** What the Delta sweep has to know of it beyond its fields. */
  readonly delta?: DeltaReads;
}

/** The table that holds one row for each change of a field. */
interface HistoryReads {
  readonly object: string;
  /** Its field that holds the id of the record. */
  readonly parent: string;
  /** A table of whole snapshots that tells some of the same where `object` has no rows. */
  readonly snapshots?: { readonly object: string; readonly fields: readonly string[] };
}

/** How rows of an object are swept. */
interface DeltaReads {
  /** Condition that its rows must meet, in the service's query language. */
  readonly where?: string;
  /** Who edited it last and when, where these are other fields than those of every object. */
  readonly edited?: { readonly at: string; readonly by: string };
  /** Field with the time at which it happened: later saves say nothing, and a save before then is no news yet. */
  readonly happenedAt?: string;
  /** Values that are made of columns which are never kept themselves. */
  readonly derive?: {
    readonly columns: readonly string[];
    readonly values: (row: Readonly<Record<string, unknown>>, people: People) => Values;
  };
  /** The object that links it to records: the first of them is kept as its `ParentId`. */
  readonly links?: { readonly object: string; readonly record: string; readonly parent: string };
}

/** An entry before consolidation and words: whose, when, of which kind. */
export interface EntryDraft {
  /** Feature that it belongs to: mostly the feature itself; an e-mail task's entry belongs to `emails`. */
  readonly feature: string;
  readonly category: Category;
  readonly action: Action;
  readonly remoteUserId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly durationSeconds: number;
  readonly durationSource: DurationSource;
}

/** An entry that follows the record itself and is rewritten in place, one a slot: `meeting`, `call`. */
export interface RecordEntry extends EntryDraft {
  readonly slot: string;
  /** Set where it fills whole days: the first of them, `YYYY-MM-DD`. It begins with that day where its person lives. */
  readonly date?: string;
}

/** Words that features use for titles: names of records and people, labels and currencies of the org. */
export interface Words {
  /** Name of a record or remote user by id; null (and remembered as missing) while unknown. */
  name(id: string): string | null;
  /** Label of a field in the org. */
  label(objectType: string, field: string): string;
  /** What the org calls several records of an object ("Opportunities"); null where it was not described. */
  plural(objectType: string): string | null;
  /** True where the field holds the id of another record or of a person. */
  isLookup(objectType: string, field: string): boolean;
  /** A value as a person reads it: labels for picklists, names for lookups, an amount with its currency, a date as a date. */
  text(objectType: string, field: string, value: Value, record: RecordState): string | null;
}

/** Words that remember what they were asked for in vain. */
export interface HeardWords extends Words {
  /** Ids whose names were asked for in vain since the last call. */
  takeMissing(): readonly string[];
}

/** What a title is made of: one save, or the saves of one window together. */
export interface TitleInput {
  readonly action: Action;
  readonly record: RecordState;
  /** In order of time; empty for a record entry. */
  readonly changes: readonly (Change & Pick<Save, 'reports'>)[];
}

export interface FeatureExample {
  readonly name: string;
  /** Saves of one record in order. `objectId`, `feature` and `path` are filled in when left out. */
  readonly changes: readonly Partial<Change>[];
  /** Names known by id. */
  readonly names?: Readonly<Record<string, string>>;
  readonly expect: readonly {
    readonly action: Action;
    readonly title: string;
    readonly category?: Category;
    readonly feature?: string;
    readonly remoteUserId?: string;
    readonly durationSeconds?: number;
    readonly durationSource?: DurationSource;
    /** Epoch ms. */
    readonly at?: number;
  }[];
}

/** One feature area: a declaration that scheduler, API, UI and guides read, and pure functions from saves to entries. */
export interface Feature {
  readonly key: string;
  readonly name: string;
  readonly defaultPath: 'cdc' | 'sweep';
  readonly objects: readonly ObjectReads[];
  /** The entry of one save; null where the save gives none of its own. */
  readonly changeEntry: (change: Change & Pick<Save, 'reports'>, record: RecordState) => EntryDraft | null;
  /** Entries that the record stands for now (after the save); an absent slot is removed. */
  readonly recordEntries: (record: RecordState) => readonly RecordEntry[];
  /** Slots that `recordEntries` may fill; of one that is there once a person (`received_email:005...`), its first part. */
  readonly slots: readonly string[];
  /** Past tense, capital first, without the person: "Moved Acme renewal to Negotiation". */
  readonly title: (input: TitleInput, words: Words) => string;
  readonly examples: readonly FeatureExample[];
}
