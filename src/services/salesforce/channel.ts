import { SetupError } from '../../errors.ts';
import { sha256Hex } from '../../lib/crypto.ts';
import { SalesforceError } from './errors.ts';
import { isOwnName } from './guard.ts';
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
}

/** An entity on a channel. */
export interface Member {
  readonly id: string;
  readonly developerName: string;
  readonly entity: string;
  /** True where it is on our channel. */
  readonly ours: boolean;
}

/** The outcome of asking for a slot: refused is an answer, not a failure; `code` is a feature's reason. */
export type MemberResult =
  | { readonly state: 'selected'; readonly memberId: string }
  | {
      readonly state: 'refused';
      readonly code: 'slot_limit' | 'missing_permission' | 'entity_unavailable';
      readonly text: string;
    };

/** Which entities the org's channels select; `used` counts each once. */
export interface Slots {
  readonly used: number;
  readonly ours: readonly string[];
  /** Selected on channels of others; where also in `ours`, our use of it is free. */
  readonly others: readonly string[];
}

interface ChannelRow {
  readonly Id: string;
  readonly DeveloperName: string;
}

interface MemberRow extends ChannelRow {
  readonly EventChannel: string;
  readonly SelectedEntity: string;
}

const CHANNEL_QUERY = 'SELECT Id, DeveloperName FROM PlatformEventChannel';
const MEMBER_QUERY = 'SELECT Id, DeveloperName, EventChannel, SelectedEntity FROM PlatformEventChannelMember';

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
]);

function toSetupError(error: unknown): unknown {
  if (!(error instanceof SalesforceError) || !NO_ACCESS.has(error.errorCode)) return error;
  return new SetupError('missing_permission', 'preparing the channel', { cause: error });
}

/** Finds our channel by its name, or undefined. Throws SetupError `missing_permission`. */
export async function findChannel(rest: Rest, name: string): Promise<Channel | undefined> {
  try {
    const rows = await rest.toolingQuery<ChannelRow>(CHANNEL_QUERY);
    const row = rows.find((candidate) => isOwnName(candidate.DeveloperName, name));
    if (!row) return undefined;
    const path = `tooling/sobjects/PlatformEventChannel/${row.Id}`;
    const { FullName } = await rest.get<{ FullName: string }>(path);
    return { id: row.Id, developerName: row.DeveloperName, fullName: FullName };
  } catch (error) {
    throw toSetupError(error);
  }
}

/** Creates our channel, or adopts the one that an earlier try left. Throws SetupError `missing_permission`. */
export async function ensureChannel(rest: Rest, name: string): Promise<Channel> {
  const found = await findChannel(rest, name);
  if (found) return found;
  try {
    const body = { FullName: name, Metadata: { channelType: 'data', label: name.replace(/__chn$/, '') } };
    await rest.createOwn('PlatformEventChannel', body);
  } catch (error) {
    if (!isDuplicate(error)) throw toSetupError(error);
  }
  const channel = await findChannel(rest, name);
  if (!channel) throw new SetupError('channel_missing', `creating ${name}: it does not appear`);
  return channel;
}

/** All members of all channels; the standard channel's are `others`, too. */
export async function listMembers(rest: Rest, channel: Channel): Promise<Member[]> {
  const rows = await rest.toolingQuery<MemberRow>(MEMBER_QUERY);
  return rows.map((row) => ({
    id: row.Id,
    developerName: row.DeveloperName,
    entity: toEntity(row.SelectedEntity),
    // Salesforce gives a custom channel's id here; its name is taken too, with or without namespace.
    ours: isSameId(row.EventChannel, channel.id) || row.EventChannel === channel.fullName,
  }));
}

/** Sums up who uses the org's slots. */
export function toSlots(members: readonly Member[]): Slots {
  const pick = (ours: boolean) => [
    ...new Set(members.filter((member) => member.ours === ours).map((member) => member.entity)),
  ];
  return {
    used: new Set(members.map((member) => member.entity)).size,
    ours: pick(true).sort(),
    others: pick(false).sort(),
  };
}

/**
 * Selects an entity on our channel, or adopts the selection that is there. A refusal by Salesforce is a
 * result; TransientError and SetupError are thrown.
 */
export async function ensureMember(rest: Rest, channel: Channel, entity: string): Promise<MemberResult> {
  const findOwn = async () => {
    const members = await listMembers(rest, channel);
    return { members, own: members.find((member) => member.ours && member.entity === entity) };
  };
  const before = await findOwn();
  if (before.own) return { state: 'selected', memberId: before.own.id };
  const event = toEventName(entity);
  // The name takes single underscores only: two would be read as a namespace.
  const body = {
    FullName: `${channel.developerName.replace(/^.*__/, '')}_chn_${event.replace('__', '_')}`,
    Metadata: { eventChannel: channel.fullName, selectedEntity: event },
  };
  try {
    return { state: 'selected', memberId: await rest.createOwn('PlatformEventChannelMember', body) };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const after = isDuplicate(error) ? (await findOwn()).own : undefined;
    if (after) return { state: 'selected', memberId: after.id };
    return toRefusal(error, toSlots(before.members).used);
  }
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

/** Takes an entity off our channel and so frees its slot; false where it was not on it. */
export async function removeMember(rest: Rest, channel: Channel, entity: string): Promise<boolean> {
  const members = await listMembers(rest, channel);
  const member = members.find((candidate) => candidate.ours && candidate.entity === entity);
  if (!member) return false;
  await rest.removeOwn('PlatformEventChannelMember', { Id: member.id, DeveloperName: member.developerName });
  return true;
}

/** Deletes our channel with its members; false where there was none. */
export async function removeChannel(rest: Rest, name: string): Promise<boolean> {
  const channel = await findChannel(rest, name);
  if (!channel) return false;
  await rest.removeOwn('PlatformEventChannel', { Id: channel.id, DeveloperName: channel.developerName });
  return true;
}
