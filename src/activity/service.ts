import type { Path } from './activity.ts';
import type { Change, Value, Values } from './change.ts';
import type { Feature } from './feature.ts';

export type Environment = 'production' | 'sandbox';

/** Secrets of a connection in the clear: only ever in memory; the store seals them. */
export interface Credential {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly instanceUrl: string;
  /** Where tokens of this connection are refreshed and revoked. */
  readonly loginUrl: string;
}

/** Keeps the one living credential of a connection; refreshes are serialised across processes. */
export interface CredentialKeeper {
  read(): Promise<Credential>;
  /** Runs `refresh` unless somebody replaced `stale` meanwhile; what it returns is stored before it is returned. */
  replace(stale: Credential, refresh: (current: Credential) => Promise<Credential>): Promise<Credential>;
}

/** What a service needs to talk for one connection. */
export interface Session {
  readonly accountId: string;
  readonly connectionId: string;
  readonly environment: Environment;
  readonly organizationId: string;
  /** The remote user who authorised: what they may not see, we cannot. */
  readonly connectedByRemoteId: string;
  readonly credential: CredentialKeeper;
  readonly signal: AbortSignal;
  /** Called with each answer that tells the org's API use of the day. */
  readonly onApiUsage: (used: number, limit: number) => void;
  /** Called for each API call that is sent and that counts against the org's day; a repetition counts again. */
  readonly onApiCall: () => void;
}

export interface AuthorizationRequest {
  readonly environment: Environment;
  readonly myDomain: string | null;
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

interface Organization {
  readonly id: string;
  readonly name: string;
  /** Word of the contract (`enterprise` ...) or null where the service's own word is unknown to us. */
  readonly edition: string | null;
  readonly sandbox: boolean;
}

/** What the checks right after authorisation found. Failing ones throw a SetupError with a contract code. */
export interface Authorized {
  readonly credential: Credential;
  readonly organization: Organization;
  readonly limits: Limits;
  readonly connectedBy: { readonly remoteUserId: string; readonly name: string };
}

/** An org whose edition is not supported: its tokens are revoked, and this is all that may be kept. */
export interface RefusedEdition {
  readonly refused: { readonly organizationId: string; readonly edition: string };
}

type ExcludedReason =
  | 'integration'
  | 'chatter_free'
  | 'automated_process'
  | 'system'
  | 'guest'
  | 'portal'
  | 'inactive';

export interface RemoteUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly active: boolean;
  /** Null for a person who may be mapped. */
  readonly excluded: ExcludedReason | null;
  /** Key under which the e-mail is compared with users: lower case, a sandbox's suffix taken off. */
  readonly matchEmail: string;
  /** Where they live (`Europe/Berlin`); null or left out where that is not known. */
  readonly timeZone?: string | null;
}

export interface Reason {
  readonly code: string;
  readonly text: string;
  readonly fix: string;
  /** A message to the administrator of the org, ready to be sent; only where it is theirs to mend. */
  readonly note?: string;
}

/** How one feature stands with the org; `reason` stands beside `active` where something is missing. */
export interface Standing {
  readonly feature: string;
  readonly path: 'cdc' | 'sweep';
  readonly status: 'active' | 'blocked' | 'unavailable';
  readonly reason: Reason | null;
}

/** Slots of the org over all channels, in entities as a person reads them (`Opportunity`). */
export interface Slots {
  /** Distinct entities that take a slot. */
  readonly used: number;
  readonly limit: number;
  readonly ours: readonly string[];
  /** Selected by others and charged, those that are ours too among them. */
  readonly others: readonly string[];
  /** Ours that others select, too: our use of them is free. */
  readonly shared: readonly string[];
  /** Came with managed packages: a query shows them, and no slot is taken. */
  readonly exempt: readonly string[];
  /** Whose `others` and `exempt` are: by entity, what people call the channels. */
  readonly channels: Readonly<Record<string, readonly string[]>>;
}

/** What the org grants the connection after its features were asked onto the channel. */
export interface Arrangement {
  readonly standings: readonly Standing[];
  /** Null where the org no longer lets us see its channels. */
  readonly slots: Slots | null;
  /** What the connecting user lost that arranging needs; the stream goes on without it. */
  readonly access: Reason | null;
}

/** What was taken out of an org: names as people read them; null where there was no channel. */
export interface RemovedChannel {
  readonly channel: string | null;
  readonly entities: readonly string[];
}

/** Use of the org's daily limits; events are those delivered to all subscribers within 24 hours. */
export interface Limits {
  readonly delivery: { readonly used: number; readonly limit: number } | null;
}

/** A record that could not be understood: kept, counted and replayable, never an exception. */
export interface Reject {
  readonly key: string;
  readonly feature: string | null;
  readonly reason: string;
  /** What came, for a replay: opaque bytes and the id of their schema. */
  readonly payload: Uint8Array;
  readonly schemaId: string;
}

/**
 * Time of which a source cannot tell everything: certain until its last batch, and from `to` (epoch ms) on again.
 * It is repaired by reading the records themselves.
 */
export interface Hole {
  readonly features: readonly string[];
  /**
   * More saves at once than are told one by one, ids that are not named, a position that leads nowhere, or something
   * that could not be understood.
   */
  readonly cause: 'overflow' | 'wildcard' | 'position_lost' | 'undecodable';
  readonly to: number;
  /** What told it, for a person. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** What a source read and the position after it. `cursor` null: nothing to remember yet. */
export interface Batch {
  readonly changes: readonly Change[];
  readonly rejects: readonly Reject[];
  readonly cursor: string | null;
  /** Everything up to here has been read, epoch ms; null where the batch only says that the source stands. */
  readonly coveredTo: number | null;
  /** Features whose coverage this batch proves. */
  readonly features: readonly string[];
  /** What the source found out that it cannot tell; left out where there is nothing. */
  readonly holes?: readonly Hole[];
}

/** The paths that read by query, on their own schedules. */
export type SweepPath = Exclude<Path, 'cdc'>;

/** One stretch of time of one feature, read by one path: `from` inclusive, `to` exclusive, epoch ms. */
export interface Span {
  readonly feature: string;
  readonly from: number;
  readonly to: number;
}

/** Whose address is whose, among the remote users of the connection; compared in memory, stored nowhere. */
export interface People {
  /** Remote user with this e-mail address (their own, or that of the user to whom they are mapped), or null. */
  byAddress(address: string): string | null;
}

/** What a sweep is to read. */
export interface SweepRequest {
  readonly path: SweepPath;
  readonly spans: readonly Span[];
  /** Position of an earlier try at the same spans, after its last stored batch; null to begin. */
  readonly cursor: string | null;
  readonly people: People;
  /** True for an import of long ago, which may go by bulk jobs where there is much to read. */
  readonly large?: boolean;
}

/** A page of a sweep: a batch with what it proves. */
export interface SweepBatch extends Batch {
  /** Rows that were read for it, whatever became of them. */
  readonly rows: number;
  /** Spans that are read to their end with this batch; each of the request's once, unless it is `lacking`. */
  readonly read: readonly Span[];
  /** Features of the request that cannot be read, or not wholly (`active`), with the reason by name. */
  readonly lacking: readonly Standing[];
  /** How much of all that the request is about has been read, 0 to 1, as far as can be told. */
  readonly progress: number;
}

/** Names and picklist words as the org has them; unknown ones fall back to the API name. */
export interface Labels {
  label(objectType: string, field: string): string;
  /** What the org calls several records of an object; null where it was not described. */
  plural(objectType: string): string | null;
  text(objectType: string, field: string, value: Value, values: Values): string | null;
  /** Objects that a lookup field may point to; null for other fields. */
  lookup(objectType: string, field: string): readonly string[] | null;
}

/** One row read by id: values kept as its feature's object declares. */
export interface ReadRecord {
  readonly id: string;
  readonly type: string;
  readonly name: string | null;
  readonly values: Values;
}

/** A look at an org as it is now; it changes nothing there. All of it throws TransientError and SetupError. */
export interface Probe {
  /** Permissions that connecting depends on and the connecting user lacks, by name. */
  missingPermissions(): Promise<readonly string[]>;
  /** Our channel as the org has it, with the org's slots; null where there is none. */
  readChannel(): Promise<{ readonly name: string; readonly slots: Slots } | null>;
  /** True where the stream of a channel is there and we may read it. */
  mayStream(channel: string): Promise<boolean>;
  /** By how much the org's clock is ahead of ours, as its last answer told, to the second; null before the first. */
  clockAheadMs(): number | null;
}

/** A service that WorkSights connects to. Everything that knows Salesforce is behind this. */
export interface Service {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** False with the settings that are missing, when the installation has no connected app for it. */
  readonly missingSettings: readonly string[];
  readonly features: readonly Feature[];
  /** Editions that a person may name, and whether they are supported. */
  readonly editions: Readonly<Record<string, { readonly label: string; readonly supported: boolean }>>;
  authorizationUrl(request: AuthorizationRequest): string;
  /**
   * Exchanges the code and runs every check; a failing one revokes the tokens and throws a SetupError whose
   * code is one of the callback's. `refusedEdition` tells whether the org was refused before: then nothing
   * more is asked of it.
   */
  authorize(
    request: AuthorizationRequest,
    code: string,
    refusedEdition: (organizationId: string) => Promise<string | null>,
  ): Promise<Authorized | RefusedEdition>;
  /** The callback code for an error that the org sent back instead of a code. */
  callbackError(error: string, description: string): string;
  /** False where the access could not be revoked; one that is gone already is fine. */
  revoke(credential: Credential): Promise<boolean>;
  readRemoteUsers(session: Session): AsyncIterable<readonly RemoteUser[]>;
  /** Creates or adopts the connection's private channel; answers its name. */
  openChannel(session: Session): Promise<string>;
  /**
   * Makes the channel hold what these features stream, in order of priority as far as slots go, and nothing
   * else; tells how each of them stands. Safe to repeat. `recheck` reads anew what the org shows the user.
   */
  arrange(session: Session, features: readonly string[], recheck: boolean): Promise<Arrangement>;
  /** Takes the channel with all that is selected on it out of the org; safe to repeat, and where there is none. */
  removeChannel(session: Session): Promise<RemovedChannel>;
  /** What a person does in the org where we could not; null where there is nothing to do. */
  removeByHand(left: { readonly channel: string | null; readonly user: string }): {
    readonly channel: string | null;
    readonly access: string;
  };
  readLimits(session: Session): Promise<Limits>;
  openProbe(session: Session): Probe;
  readLabels(session: Session): Promise<Labels>;
  /** The stream from `cursor` (null: from now), endless until the signal, which fires no later than the session's. */
  stream(session: Session, cursor: string | null, signal: AbortSignal): AsyncIterable<Batch>;
  /**
   * Reads what happened in the spans by query, in pages: a finite stream. Rows of the edges may be told again, the
   * keys make that harmless. Throws TransientError (go on from the last cursor later) and SetupError.
   */
  sweep(session: Session, request: SweepRequest): AsyncIterable<SweepBatch>;
  /** Paths by which a feature is swept, the default ones first; `delta` of a streamed feature only when it must be. */
  sweepPaths(feature: string): readonly SweepPath[];
  /** Reads rejects again, as a batch without a position; what still cannot be understood is among its rejects. */
  replay(session: Session, rejects: readonly Reject[]): Promise<Batch>;
  /** Reads records by id, at most 25 objects a call; what cannot be read is left out. */
  readRecords(
    session: Session,
    wanted: readonly { type: string; id: string }[],
  ): Promise<readonly ReadRecord[]>;
  /** Object type that an id's form tells, null where it does not. */
  typeOfId(id: string): string | null;
  /** Path of a record in the org's own UI. */
  recordPath(objectType: string, id: string): string;
}
