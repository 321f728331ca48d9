import { SetupError } from '../../errors.ts';
import { sha256Hex } from '../../lib/crypto.ts';
import { isNotThere, SalesforceError } from './errors.ts';
import { isOwnName } from './guard.ts';
import { isUnknownColumn } from './knownColumns.ts';
import type { Rest } from './rest.ts';

/** The entities that an org without add-ons may select over all its channels together. */
export const DEFAULT_SLOT_LIMIT = 5;

/** A channel of ours as the org knows it; `fullName` has the org's namespace, where there is one. */
export interface Channel {
  readonly id: string;
  /** `WorkSights_0123456789ab` */
  readonly developerName: string;
  /** `[ns__]WorkSights_0123456789ab__chn`: what members refer to and topics are named after. */
  readonly fullName: string;
  /** Labels of the org's other channels by id. */
  readonly neighbours: ReadonlyMap<string, string>;
}

/** An entity on a channel. */
export interface Member {
  readonly id: string;
  readonly developerName: string;
  readonly entity: string;
  /** True where it is on our channel. */
  readonly ours: boolean;
  /** True where it came with a managed package: Salesforce does not charge a slot for it. */
  readonly exempt: boolean;
  /** What people call the channel that it is on. */
  readonly channel: string;
}

/** The outcome of asking for a slot: refused is an answer, not a failure; `code` is a feature's reason. */
export type MemberResult =
  | { readonly state: 'selected'; readonly member: Member }
  | {
      readonly state: 'refused';
      readonly code: 'slot_limit' | 'missing_permission' | 'entity_unavailable';
      readonly text: string;
    };

interface ChannelRow {
  readonly Id: string;
  readonly DeveloperName: string;
  readonly MasterLabel?: string | null;
}

interface MemberRow extends ChannelRow {
  readonly EventChannel: string | null;
  readonly SelectedEntity: string;
  readonly NamespacePrefix?: string | null;
}

/** The channel that every org has; Salesforce lists its members, but not itself. */
const STANDARD_CHANNEL = 'ChangeEvents';

/** The private channel of an account: no two installations or accounts share one. */
export function channelName(installationId: string, accountId: string): string {
  return `WorkSights_${sha256Hex(`${installationId}:${accountId}`).slice(0, 12)}__chn`;
}

/** The Pub/Sub topic of a channel. */
export function channelTopic(channel: Pick<Channel, 'fullName'>): string {
  return `/data/${channel.fullName}`;
}

// Opportunity <-> OpportunityChangeEvent, Foo__c <-> Foo__ChangeEvent
const toEventName = (entity: string) =>
  entity.endsWith('__c') ? `${entity.slice(0, -1)}ChangeEvent` : `${entity}ChangeEvent`;

const toEntity = (eventName: string) =>
  eventName.endsWith('__ChangeEvent')
    ? eventName.replace(/ChangeEvent$/, 'c')
    : eventName.replace(/ChangeEvent$/, '');

const isSameId = (a: string, b: string) => a.slice(0, 15) === b.slice(0, 15);

const isDuplicate = (error: unknown) =>
  error instanceof SalesforceError && /^DUPLICATE_(DEVELOPER_NAME|VALUE)$/.test(error.errorCode);

// Without the right to see or change Setup, Salesforce answers with any of these.
const NO_ACCESS = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_TYPE',
  'NOT_FOUND',
  'HTTP_403',
  'HTTP_404',
]);

function toSetupError(error: unknown): unknown {
  if (!(error instanceof SalesforceError) || !NO_ACCESS.has(error.errorCode)) return error;
  return new SetupError('missing_permission', 'preparing the channel', { cause: error });
}

// What only explains is asked for as well, and left out where an org does not know the column.
async function queryRows<T>(rest: Rest, object: string, columns: string, more: string): Promise<T[]> {
  try {
    return await rest.toolingQuery<T>(`SELECT ${columns}, ${more} FROM ${object}`);
  } catch (error) {
    if (!isUnknownColumn(error)) throw error;
    return rest.toolingQuery<T>(`SELECT ${columns} FROM ${object}`);
  }
}

/** The channels of the org that the user sees. Throws SetupError `missing_permission` where that is refused. */
export async function listChannels(rest: Rest): Promise<ChannelRow[]> {
  try {
    return await queryRows<ChannelRow>(rest, 'PlatformEventChannel', 'Id, DeveloperName', 'MasterLabel');
  } catch (error) {
    throw toSetupError(error);
  }
}

async function readFullName(rest: Rest, id: string): Promise<string | undefined> {
  try {
    const path = `tooling/sobjects/PlatformEventChannel/${id}`;
    return (await rest.get<{ FullName?: string | null } | undefined>(path))?.FullName ?? undefined;
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

// An org that lists the channel or has just made it, but does not show it by its id, has no namespace to tell.
async function readChannel(
  rest: Rest,
  { Id: id, DeveloperName }: ChannelRow,
  rows: readonly ChannelRow[],
): Promise<Channel> {
  const developerName = DeveloperName.replace(/__chn$/, '');
  const others = rows.filter((row) => !isSameId(row.Id, id));
  return {
    id,
    developerName,
    fullName: (await readFullName(rest, id)) ?? `${developerName}__chn`,
    neighbours: new Map(
      others.map((row) => [
        row.Id.slice(0, 15),
        (row.MasterLabel || row.DeveloperName).replace(/__chn$/, ''),
      ]),
    ),
  };
}

async function findIn(rest: Rest, name: string, rows: readonly ChannelRow[]): Promise<Channel | undefined> {
  const row = rows.find((candidate) => isOwnName(candidate.DeveloperName, name));
  try {
    return row && (await readChannel(rest, row, rows));
  } catch (error) {
    throw toSetupError(error);
  }
}

/** Finds our channel by its name, or undefined. Throws SetupError `missing_permission`. */
export async function findChannel(rest: Rest, name: string): Promise<Channel | undefined> {
  return findIn(rest, name, await listChannels(rest));
}

/** Creates our channel, or adopts the one that an earlier try left. Throws SetupError `missing_permission`. */
export async function ensureChannel(rest: Rest, name: string): Promise<Channel> {
  const rows = await listChannels(rest);
  const found = await findIn(rest, name, rows);
  if (found) return found;
  const DeveloperName = name.replace(/__chn$/, '');
  try {
    const body = { FullName: name, Metadata: { channelType: 'data', label: DeveloperName } };
    const id = await rest.createOwn('PlatformEventChannel', body);
    return await readChannel(rest, { Id: id, DeveloperName }, rows);
  } catch (error) {
    if (!isDuplicate(error)) throw toSetupError(error);
  }
  const channel = await findChannel(rest, name);
  if (!channel) throw new SetupError('channel_missing', `creating ${name}: it does not appear`);
  return channel;
}

const known = new WeakMap<object, Channel>();

/** Our channel as this session has seen it; read where it has not. A session lasts for one try of its runner. */
export async function channelOf(session: object, rest: Rest, name: string): Promise<Channel | undefined> {
  const channel = known.get(session) ?? (await findChannel(rest, name));
  if (channel) known.set(session, channel);
  return channel;
}

/** Like `channelOf`, and creates the channel where there is none. */
export async function ensureChannelOf(session: object, rest: Rest, name: string): Promise<Channel> {
  const channel = known.get(session) ?? (await ensureChannel(rest, name));
  known.set(session, channel);
  return channel;
}

/** All members of all channels; the standard channel's are others', too. Throws SetupError `missing_permission`. */
export async function listMembers(rest: Rest, channel: Channel): Promise<Member[]> {
  const columns = 'Id, DeveloperName, EventChannel, SelectedEntity';
  const rows = await queryRows<MemberRow>(
    rest,
    'PlatformEventChannelMember',
    columns,
    'NamespacePrefix',
  ).catch((error: unknown) => {
    throw toSetupError(error);
  });
  const ownNamespace = /^(\w+?)__(?=WorkSights_)/.exec(channel.fullName)?.[1] ?? null;
  // Salesforce gives a custom channel's id here; its names are taken too.
  const names = [channel.fullName, channel.developerName, `${channel.developerName}__chn`];
  return rows.map((row) => {
    const on = row.EventChannel ?? 'a channel without a name';
    const ours = isSameId(on, channel.id) || names.includes(on);
    return {
      id: row.Id,
      developerName: row.DeveloperName,
      entity: toEntity(row.SelectedEntity),
      ours,
      exempt: !ours && (row.NamespacePrefix ?? null) !== null && row.NamespacePrefix !== ownNamespace,
      channel: ours ? channel.fullName : toLabel(channel, on),
    };
  });
}

function toLabel({ neighbours }: Channel, eventChannel: string): string {
  if (eventChannel === STANDARD_CHANNEL) return 'the standard channel';
  return neighbours.get(eventChannel.slice(0, 15)) ?? eventChannel;
}

/**
 * Selects an entity on our channel, or adopts the selection that is there; `members` are those of all channels.
 * A refusal by Salesforce is a result; TransientError and SetupError are thrown.
 */
export async function ensureMember(
  rest: Rest,
  channel: Channel,
  entity: string,
  members: readonly Member[],
): Promise<MemberResult> {
  const findOwn = (among: readonly Member[]) => among.find((one) => one.ours && one.entity === entity);
  const before = findOwn(members);
  if (before) return { state: 'selected', member: before };
  const event = toEventName(entity);
  // The name takes single underscores only: two would be read as a namespace.
  const developerName = `${channel.developerName.replace(/^.*__/, '')}_chn_${event.replace('__', '_')}`;
  const body = {
    FullName: developerName,
    Metadata: { eventChannel: channel.fullName, selectedEntity: event },
  };
  try {
    const id = await rest.createOwn('PlatformEventChannelMember', body);
    const member = { id, developerName, entity, ours: true, exempt: false, channel: channel.fullName };
    return { state: 'selected', member };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const after = isDuplicate(error) ? findOwn(await listMembers(rest, channel)) : undefined;
    return after ? { state: 'selected', member: after } : toRefusal(error, countCharged(members));
  }
}

/** Slots that are taken: distinct entities, but for those that only managed packages select. */
export function countCharged(members: readonly Member[]): number {
  return new Set(members.filter((member) => !member.exempt).map((member) => member.entity)).size;
}

// No document names the error at the limit: beside the obvious code, another refusal while no slot is
// free counts as the limit.
function toRefusal(error: SalesforceError, used: number): MemberResult {
  const refused = (code: Exclude<MemberResult, { state: 'selected' }>['code']) =>
    ({ state: 'refused', code, text: error.message }) as const;
  if (error.errorCode === 'LIMIT_EXCEEDED') return refused('slot_limit');
  if (NO_ACCESS.has(error.errorCode)) return refused('missing_permission');
  return refused(used >= DEFAULT_SLOT_LIMIT ? 'slot_limit' : 'entity_unavailable');
}

/** Takes a member off our channel and so frees its slot; one that is gone already is fine. */
export async function removeMember(rest: Rest, { id, developerName }: Member): Promise<void> {
  try {
    await rest.removeOwn('PlatformEventChannelMember', { Id: id, DeveloperName: developerName });
  } catch (error) {
    throw toSetupError(error);
  }
}

/** Deletes our channel with its members; false where there was none. */
export async function removeChannel(rest: Rest, name: string): Promise<boolean> {
  const channel = await findChannel(rest, name);
  if (!channel) return false;
  await rest.removeOwn('PlatformEventChannel', { Id: channel.id, DeveloperName: channel.developerName });
  return true;
}
