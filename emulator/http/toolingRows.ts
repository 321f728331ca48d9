import type { Channel, ChannelMember } from '../org/channels.ts';
import type { Org } from '../org/org.ts';
import type { OrgRecord } from '../org/record.ts';

/** The two objects of the Tooling API that are emulated. */
export type Kind = 'PlatformEventChannel' | 'PlatformEventChannelMember';

/** Channels or members as rows of a Tooling query; `Metadata` is JSON text. */
export function toolingRows(org: Org, kind: Kind): OrgRecord[] {
  if (kind === 'PlatformEventChannel') return org.channels.channels().map((each) => channelRow(org, each));
  return org.channels.members().map((each) => memberRow(org, each));
}

function common(org: Org, each: Channel | ChannelMember): OrgRecord {
  return {
    Id: each.id,
    DeveloperName: each.developerName,
    Language: 'en_US',
    NamespacePrefix: null,
    ManageableState: 'unmanaged',
    CreatedDate: each.createdAt,
    LastModifiedDate: each.createdAt,
    CreatedById: org.records('User')[0]?.Id ?? null,
    LastModifiedById: org.records('User')[0]?.Id ?? null,
  };
}

function channelRow(org: Org, channel: Channel): OrgRecord {
  return {
    ...common(org, channel),
    MasterLabel: channel.label,
    ChannelType: 'data',
    FullName: `${channel.developerName}__chn`,
    Metadata: JSON.stringify({ channelType: 'data', label: channel.label, urls: null }),
  };
}

function memberRow(org: Org, member: ChannelMember): OrgRecord {
  const { channel, selectedEntity, developerName, namespace } = member;
  const known = org.channels.channels().find((each) => each.id === channel);
  return {
    ...common(org, member),
    MasterLabel: developerName,
    EventChannel: channel,
    SelectedEntity: selectedEntity,
    FilterExpression: null,
    ...(namespace !== undefined && { NamespacePrefix: namespace, ManageableState: 'installed' }),
    FullName: namespace === undefined ? developerName : `${namespace}__${developerName}`,
    Metadata: JSON.stringify({
      enrichedFields: [],
      eventChannel: known ? `${known.developerName}__chn` : channel,
      filterExpression: null,
      selectedEntity,
      urls: null,
    }),
  };
}
