import { archiveActivities } from './archive.ts';
import { createClock } from './clock.ts';
import type { SeededOrg } from './people.ts';
import { type SeedOptions, seedOrg } from './seed.ts';
import { createStory, type Story } from './story.ts';

/** An org with its cast and its story. */
export interface StagedOrg extends SeededOrg {
  readonly story: Story;
}

export interface StageOptions extends SeedOptions {
  /** How long the story has been going on when the org starts; 0 by default, when only the seed is there. */
  readonly historyMonths?: number;
}

const DAY = 86_400_000;
const MONTH = 30.44 * DAY;
const MINUTE = 60_000;
/** How long ago Petra left. */
const LEFT_MS = 14 * DAY;
/** Beats of a working day, and its hours in UTC. */
const BEATS = [4, 11] as const;
const HOURS = [7, 16] as const;

/**
 * Seeds an org and tells its story so far: the clock is set back, the same beats that play later are played
 * on each working day since, and the clock is where it was. Whatever logs changes of the org logs these too.
 */
export function stageOrg({ historyMonths = 0, ...options }: StageOptions = {}): StagedOrg {
  const clock = options.clock ?? createClock();
  const span = Math.round(historyMonths * MONTH);
  clock.advance(-span);
  const seeded = seedOrg({ ...options, clock });
  const story = createStory(seeded);
  if (span > 0) tellDays({ ...seeded, story }, span);
  return { ...seeded, story };
}

function tellDays({ org, story }: StagedOrg, span: number): void {
  const { clock, random } = org;
  let left = span;
  const end = org.now() + span;
  const forward = (byMs: number): void => {
    const step = Math.min(left, Math.max(0, Math.round(byMs)));
    clock.advance(step);
    left -= step;
  };
  for (let day = Math.ceil(org.now() / DAY) * DAY; day < end - DAY; day += DAY) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const minutes = Array.from({ length: random.integer(...BEATS) }, () =>
      random.integer(HOURS[0] * 60, HOURS[1] * 60),
    ).sort((a, b) => a - b);
    for (const minute of minutes) {
      forward(day + minute * MINUTE - org.now());
      story.step(day < end - LEFT_MS && random.next() < 0.05 ? 'formerColleague' : undefined);
    }
  }
  forward(left);
  archiveActivities(org, org.records('User')[0]!.Id);
  for (const user of org.records('User'))
    if (user.LastLoginDate !== null)
      org.put('User', { ...user, LastLoginDate: Math.floor(org.now() / 1000) * 1000 });
}
