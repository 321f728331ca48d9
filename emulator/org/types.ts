/**
 * The words that the two halves of the emulator share: the org (records, users, metadata) publishes
 * what was committed; the Pub/Sub server turns that into Avro and replays it.
 */

/** Types of a field as describe (`type`) names them, those that the emulated objects need. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'email'
  | 'phone'
  | 'url'
  | 'address'
  | 'personname'
  | 'base64'
  | 'anyType';

/** One field of an object, in the order in which the change event lists it. */
export interface FieldDef {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length?: number;
  /** Objects that a reference may point to, e.g. `['Account']`, `['Contact', 'Lead']`. */
  readonly referenceTo?: readonly string[];
  readonly relationshipName?: string;
  readonly picklist?: readonly { value: string; label: string }[];
  /** Parts of a compound field (`MailingStreet` ...): `part` is the name inside the Avro record. */
  readonly parts?: readonly { name: string; part: string; type: FieldType }[];
  readonly nillable?: boolean;
  readonly updateable?: boolean;
  /** Defaults to `updateable`. */
  readonly createable?: boolean;
  /** A create without it is refused with REQUIRED_FIELD_MISSING. */
  readonly required?: boolean;
  /** What a create stores where the caller says nothing. */
  readonly defaultValue?: string | number | boolean;
  /** Absent from change events (IsDeleted, SystemModstamp, derived fields), or only present there. */
  readonly changeEvent?: boolean;
  readonly queryable?: boolean;
  /** 18-character id of a custom field; standard fields have none. */
  readonly fieldId?: string;
}

export interface ObjectDef {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly fields: readonly FieldDef[];
  /** True where Change Data Capture offers `<Name>ChangeEvent`. */
  readonly hasChangeEvents: boolean;
  readonly replicateable: boolean;
  /** True where REST may create, update and delete its records. */
  readonly writeable: boolean;
  /** The org setting without which the object does not exist. */
  readonly needs?: 'notes' | 'chatter';
  /** The object whose changes its rows tell: whoever may read that may read them, of the fields that they may see. */
  readonly historyOf?: string;
  /** True where a deleted record is gone at once, without a time in the Recycle Bin. */
  readonly hardDelete?: boolean;
}

export type ChangeType =
  | 'CREATE'
  | 'UPDATE'
  | 'DELETE'
  | 'UNDELETE'
  | 'GAP_CREATE'
  | 'GAP_UPDATE'
  | 'GAP_DELETE'
  | 'GAP_UNDELETE'
  | 'GAP_OVERFLOW';

/**
 * One committed change event before encoding. `values` holds the body: REST-shaped values by API name
 * (dates as `YYYY-MM-DD`, date-times as epoch ms, compound parts under their own REST names, such as
 * `MailingCity`). `changed`, `nulled` and `diff` name top-level fields or `Parent.Part`.
 */
export interface CommittedChange {
  readonly entity: string;
  readonly changeType: ChangeType;
  readonly recordIds: readonly string[];
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitTimestamp: number;
  readonly commitNumber: bigint;
  readonly commitUser: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly changed: readonly string[];
  readonly nulled: readonly string[];
  readonly diff: readonly string[];
}

/** What the Pub/Sub server asks of an org. */
export interface OrgEvents {
  /** 18-character org id. */
  readonly orgId: string;
  readonly now: () => number;
  /** Definition with the custom fields that the org has right now; undefined for unknown objects. */
  objectDef(name: string): ObjectDef | undefined;
  /** `undefined` for a token that is unknown, expired or revoked. */
  checkAccessToken(token: string): { userId: string } | undefined;
  /** Names of the custom channels (`Acme__chn`). */
  channelNames(): readonly string[];
  /** Entities (`Opportunity`, not `OpportunityChangeEvent`) selected on a custom or the standard channel; undefined: no such channel. */
  channelEntities(channelName: string): readonly string[] | undefined;
  /** False where the user may not read every record of the entity: its events are silently left out. */
  canReceive(userId: string, entity: string): boolean;
  /** Fields of the entity that field-level security hides from the user: nulled in what is delivered. */
  hiddenFields(userId: string, entity: string): ReadonlySet<string>;
  /** Change events that may still be delivered within 24 hours, over all clients; absent: without limit. */
  readonly allocation?: { left(): number; spend(count: number): void };
  /** Subscribe streams that may be open at once; absent: without limit. */
  clientLimit?(): number;
  /** Called once for each committed change, in commit order, before the commit returns. */
  onChange(listener: (change: CommittedChange) => void): () => void;
}
