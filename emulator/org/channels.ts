import { notFound, SalesforceError } from './errors.ts';

/** A custom Change Data Capture channel (Tooling object PlatformEventChannel). */
export interface Channel {
  readonly id: string;
  /** Without the `__chn` suffix. */
  readonly developerName: string;
  readonly label: string;
  readonly createdAt: number;
}

/** One entity on one channel (Tooling object PlatformEventChannelMember). */
export interface ChannelMember {
  readonly id: string;
  readonly developerName: string;
  /** Id of the custom channel, or `ChangeEvents` for the standard one. */
  readonly channel: string;
  /** `OpportunityChangeEvent`. */
  readonly selectedEntity: string;
  /** Of a released managed package: takes no slot. */
  readonly namespace: string | undefined;
  readonly createdAt: number;
}

export interface Channels {
  channels(): readonly Channel[];
  members(): readonly ChannelMember[];
  createChannel(fullName: string, channelType: string, label: string): Channel;
  /** `namespace`: that of the managed package that brings it. */
  createMember(
    fullName: string,
    channelName: string,
    selectedEntity: string,
    namespace?: string,
  ): ChannelMember;
  renameChannel(id: string, label: string): void;
  /** Deletes the channel and its members. */
  deleteChannel(id: string): void;
  deleteMember(id: string): void;
  /** Names of the custom channels, as topics have them. */
  names(): readonly string[];
  /** Entities (`Opportunity`) of a channel by the name that a topic has (`Acme__chn`, `ChangeEvents`); undefined where there is none. */
  entitiesOf(channelName: string): readonly string[] | undefined;
}

/** What channels need of their org. */
export interface ChannelsHost {
  now(): number;
  nextId(prefix: string): string;
  /** True for `OpportunityChangeEvent` of an entity that has change events. */
  isChangeEvent(name: string): boolean;
  /** Distinct entities that may be selected over all channels. */
  entityLimit(): number;
}

const refuse = (errorCode: string, message: string, fields: readonly string[] = []): SalesforceError =>
  new SalesforceError(400, errorCode, message, fields);

export function createChannels(host: ChannelsHost): Channels {
  const channels = new Map<string, Channel>();
  const members = new Map<string, ChannelMember>();
  const byName = (fullName: string) =>
    [...channels.values()].find((each) => `${each.developerName}__chn` === fullName);
  return {
    channels: () => [...channels.values()],
    members: () => [...members.values()],
    createChannel: (fullName, channelType, label) => {
      const developerName = readChannelName(fullName);
      if (channelType !== 'data')
        throw refuse('INVALID_INPUT', `Invalid channel type: ${channelType}`, ['channelType']);
      if (byName(fullName)) throw duplicateName(developerName);
      const channel = { id: host.nextId('0YL'), developerName, label, createdAt: host.now() };
      channels.set(channel.id, channel);
      return channel;
    },
    createMember: (fullName, channelName, selectedEntity, namespace) => {
      const developerName = readMemberName(fullName);
      const channel = channelName === 'ChangeEvents' ? 'ChangeEvents' : byName(channelName)?.id;
      if (!channel) throw refuse('INVALID_INPUT', 'Unable to find the specified channel', ['eventChannel']);
      checkSelected(host, [...members.values()], { developerName, channel, selectedEntity, namespace });
      const member = {
        id: host.nextId('0v8'),
        developerName,
        channel,
        selectedEntity,
        namespace,
        createdAt: host.now(),
      };
      members.set(member.id, member);
      return member;
    },
    renameChannel: (id, label) => {
      const known = channels.get(id);
      if (!known) throw notFound();
      channels.set(id, { ...known, label });
    },
    deleteChannel: (id) => {
      if (!channels.delete(id)) throw notFound();
      for (const member of members.values()) if (member.channel === id) members.delete(member.id);
    },
    deleteMember: (id) => {
      if (!members.delete(id)) throw notFound();
    },
    names: () => [...channels.values()].map((each) => `${each.developerName}__chn`),
    entitiesOf: (channelName) => {
      const id = channelName === 'ChangeEvents' ? 'ChangeEvents' : byName(channelName)?.id;
      if (!id) return undefined;
      return [...members.values()]
        .filter((each) => each.channel === id)
        .map((each) => entityOf(each.selectedEntity));
    },
  };
}

/** `OpportunityChangeEvent` -> `Opportunity`, `Foo__ChangeEvent` -> `Foo__c`. */
export function entityOf(changeEvent: string): string {
  return changeEvent.endsWith('__ChangeEvent')
    ? changeEvent.replace(/__ChangeEvent$/, '__c')
    : changeEvent.replace(/ChangeEvent$/, '');
}

// Letters, digits and single underscores; a letter first, no underscore last.
const NAME = /^[A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]))*$/;

function readChannelName(fullName: string): string {
  const developerName = fullName.replace(/__chn$/, '');
  if (!fullName.endsWith('__chn') || !NAME.test(developerName))
    throw refuse('INVALID_INPUT', 'Invalid channel name', ['FullName']);
  return developerName;
}

function readMemberName(fullName: string): string {
  const [namespace, rest] = fullName.split('__', 2);
  if (rest !== undefined) {
    throw refuse(
      'INVALID_NAMESPACE_PREFIX',
      `Cannot create a new component with the namespace: ${namespace}. Only components in the same namespace as the organization can be created through the API`,
    );
  }
  if (!NAME.test(fullName)) {
    throw refuse(
      'INVALID_INPUT',
      'The Platform Event Channel Member API Name can only contain underscores and alphanumeric characters.',
      ['FullName'],
    );
  }
  return fullName;
}

function duplicateName(developerName: string): SalesforceError {
  return refuse(
    'DUPLICATE_DEVELOPER_NAME',
    `This developer name is already in use: ${developerName}. Choose a different developer name.`,
    ['DeveloperName'],
  );
}

function checkSelected(
  host: ChannelsHost,
  members: readonly ChannelMember[],
  wanted: Pick<ChannelMember, 'developerName' | 'channel' | 'selectedEntity' | 'namespace'>,
): void {
  const { developerName, channel, selectedEntity } = wanted;
  if (!host.isChangeEvent(selectedEntity)) {
    throw refuse(
      'INVALID_INPUT',
      'The PlatformEventChannelMember can\'t be created because it references an invalid event in the "selectedEntity" field',
      ['selectedEntity'],
    );
  }
  if (members.some((each) => each.channel === channel && each.selectedEntity === selectedEntity)) {
    throw refuse(
      'DUPLICATE_VALUE',
      `duplicate value found: the channel already has the member ${selectedEntity}`,
      ['selectedEntity'],
    );
  }
  if (members.some((each) => each.developerName === developerName)) throw duplicateName(developerName);
  if (wanted.namespace !== undefined) return;
  const ours = members.filter((each) => each.namespace === undefined);
  const selected = new Set(ours.map((each) => each.selectedEntity));
  if (!selected.has(selectedEntity) && selected.size >= host.entityLimit()) {
    // Invented: nobody has found the code and words that Salesforce answers at the limit.
    throw refuse(
      'LIMIT_EXCEEDED',
      "You've reached the maximum number of entities that can be selected for Change Data Capture.",
    );
  }
}
