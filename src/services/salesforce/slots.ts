import type { Slots } from '../../activity/service.ts';
import {
  type Channel,
  countCharged,
  DEFAULT_SLOT_LIMIT,
  ensureMember,
  listMembers,
  type Member,
  type MemberResult,
  removeMember,
} from './channel.ts';
import type { Rest } from './rest.ts';

/** Sums up who uses the org's slots; an org that selects more than the limit has bought more. */
export function toSlots(members: readonly Member[], limit = DEFAULT_SLOT_LIMIT): Slots {
  const entities = (of: readonly Member[]) => [...new Set(of.map((member) => member.entity))].sort();
  const foreign = members.filter((member) => !member.ours);
  const ours = entities(members.filter((member) => member.ours));
  const others = entities(foreign.filter((member) => !member.exempt));
  const used = countCharged(members);
  const labelsOf = (entity: string) =>
    foreign.filter((one) => one.entity === entity).map((one) => one.channel);
  return {
    used,
    limit: Math.max(limit, used),
    ours,
    others,
    shared: ours.filter((entity) => others.includes(entity)),
    exempt: entities(foreign).filter((entity) => !others.includes(entity)),
    channels: Object.fromEntries(
      entities(foreign).map((entity) => [entity, [...new Set(labelsOf(entity))].sort()]),
    ),
  };
}

/** What became of each entity that was asked for, and the slots after it. */
interface Selection {
  readonly results: ReadonlyMap<string, MemberResult>;
  readonly slots: Slots;
}

/**
 * Asks entities onto our channel, most important first, after what is in no use (`kept` are) was taken off it.
 * The union with what the org selects already comes first: what fits is asked for, and of what does not fit
 * only the first, because an org may have bought more slots than anybody can read. `mayChange` false leaves
 * the channel as it is.
 */
export async function selectEntities(
  rest: Rest,
  channel: Channel,
  { asked, kept, mayChange }: { asked: readonly string[]; kept: readonly string[]; mayChange: boolean },
): Promise<Selection> {
  let members = await listMembers(rest, channel);
  if (mayChange) {
    for (const member of members.filter((one) => one.ours && !kept.includes(one.entity))) {
      await removeMember(rest, member);
      members = members.filter((one) => one !== member);
    }
  }
  const results = new Map<string, MemberResult>();
  let limit = DEFAULT_SLOT_LIMIT;
  let full = false;
  for (const entity of asked) {
    const result = await selectOne(rest, channel, entity, members, { mayChange, full });
    results.set(entity, result);
    if (result.state === 'selected') {
      if (!members.includes(result.member)) members = [...members, result.member];
    } else if (result.code === 'slot_limit' && !full) {
      full = true;
      limit = countCharged(members);
    }
  }
  return { results, slots: toSlots(members, limit) };
}

async function selectOne(
  rest: Rest,
  channel: Channel,
  entity: string,
  members: readonly Member[],
  { mayChange, full }: { mayChange: boolean; full: boolean },
): Promise<MemberResult> {
  const isSelected = (charged: (member: Member) => boolean) =>
    members.some((one) => one.entity === entity && charged(one));
  if (!isSelected((one) => one.ours)) {
    if (!mayChange) return { state: 'refused', code: 'missing_permission', text: 'not asked' };
    // Where others have selected it, ours is free however full the org is.
    if (full && !isSelected((one) => !one.exempt)) {
      return { state: 'refused', code: 'slot_limit', text: 'not asked: the org is full' };
    }
  }
  return ensureMember(rest, channel, entity, members);
}
