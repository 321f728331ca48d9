import type { RemovedChannel } from '../../activity/service.ts';
import { findChannel, listMembers, removeChannel, removeMember } from './channel.ts';
import type { Rest } from './rest.ts';

/** Takes our channel with its members out of the org; answers what was there. Safe to repeat. */
export async function clearOrg(rest: Rest, name: string): Promise<RemovedChannel> {
  const channel = await findChannel(rest, name);
  if (channel === undefined) return { channel: null, entities: [] };
  // Members one by one: Salesforce takes them along with the channel, but their slots are what must be free.
  const members = (await listMembers(rest, channel)).filter((member) => member.ours);
  for (const member of members) await removeMember(rest, member);
  await removeChannel(rest, name);
  return { channel: channel.fullName, entities: members.map((member) => member.entity) };
}

/**
 * How an administrator of the org removes our channel: Setup has no page for channels of this kind, the Tooling API
 * has (https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling, PlatformEventChannel).
 */
export function channelByHand(name: string): string {
  const developerName = name.replace(/__chn$/, '').replace(/^.*__/, '');
  return (
    `The channel ${name} may still be in the org and hold its Change Data Capture slots. Setup shows no page for it: ` +
    'delete it with the Salesforce CLI, which takes its members along: sf data delete record --use-tooling-api ' +
    `--sobject PlatformEventChannel --where "DeveloperName='${developerName}'" --target-org YOUR_ORG`
  );
}

/** How an administrator of the org ends our access. */
export function accessByHand(appName: string, user: string): string {
  return (
    `Our access may still be valid. In Salesforce open Setup > Apps > Connected Apps > Connected Apps OAuth Usage, ` +
    `find ${appName}, open its User Count and choose Revoke for ${user}.`
  );
}
