import type { Probe, Session } from '../../activity/service.ts';
import { channelTopic, findChannel, listMembers } from './channel.ts';
import { openOrg, type Parts } from './org.ts';
import { missingToConnect, permissionRequests, readPermissions } from './permissions.ts';
import { openPubSub } from './pubsub.ts';
import { toSlots } from './slots.ts';

/** Opens a look at the org as it is now, which changes nothing in it. */
export function openProbe(parts: Parts, session: Session): Probe {
  let clockAheadMs: number | null = null;
  const onServerTime = (ms: number) => {
    clockAheadMs = ms - parts.clock.now();
  };
  const { rest, tokens, channel: name } = openOrg(parts, session, { onServerTime });
  return {
    missingPermissions: async () => {
      const answers = await rest.composite(permissionRequests(session.connectedByRemoteId));
      return missingToConnect(await readPermissions(rest, answers));
    },
    readChannel: async () => {
      const channel = await findChannel(rest, name);
      if (channel === undefined) return null;
      const slots = toSlots(await listMembers(rest, channel));
      return { name: channel.fullName, slots };
    },
    mayStream: async (channel) => {
      const pubsub = openPubSub({
        ...{ url: parts.settings.pubsubUrl, organizationId: session.organizationId, tokens },
        signal: session.signal,
      });
      try {
        return (await pubsub.getTopic(channelTopic({ fullName: channel }))).canSubscribe;
      } finally {
        pubsub.close();
      }
    },
    clockAheadMs: () => clockAheadMs,
  };
}
