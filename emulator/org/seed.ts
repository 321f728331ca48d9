import { createClock } from './clock.ts';
import { createOrg, type Org, type OrgOptions } from './org.ts';
import { seedUsers } from './users.ts';

/** A seeded org and the ids of its cast by their keys (`olga`, `mara` ...). */
export interface SeededOrg {
  readonly org: Org;
  readonly people: ReadonlyMap<string, string>;
}

/** Options of a seeded org; all have defaults. */
export type SeedOptions = Partial<OrgOptions>;

export function seedOrg(options: SeedOptions = {}): SeededOrg {
  const sandbox = options.environment === 'sandbox';
  const org = createOrg({ seed: 1, clock: createClock(), instance: sandbox ? 'Hn' : 'gK', ...options });
  const people = seedUsers(org);
  return { org, people };
}
