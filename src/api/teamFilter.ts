import { keepTeamSums } from '../store/teamSums.ts';
import type { TimelineFilter } from '../store/timelineFilter.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';

/**
 * The same filter, with the word that its people are the actor's whole team where nobody was chosen among them, and
 * with sums of that team, so that it is answered from those.
 */
export async function withTeamSums(
  api: Api,
  actor: Actor,
  asked: { readonly userId: readonly string[] },
  filter: TimelineFilter,
): Promise<TimelineFilter> {
  const { userIds } = filter;
  if (userIds === null || asked.userId.length > 0 || actor.user.role !== 'manager') return filter;
  const { db, clock } = api.context;
  const team = { managerId: actor.user.id, userIds };
  const isKept = await keepTeamSums(db, actor.account.id, team, clock.now());
  return isKept ? { ...filter, teamOf: actor.user.id } : filter;
}
