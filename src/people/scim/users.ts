import { RequestError, ScimError } from '../../errors.ts';
import type { Context } from '../../ingest/context.ts';
import type { Queries } from '../../store/database.ts';
import { countScimUsers, listScimUsers, type ScimRow, saveScimUser } from '../../store/scim.ts';
import { addPerson, changePerson, type Team, withTeam } from '../team.ts';
import { readFilter } from './filter.ts';
import { applyPatch } from './patch.ts';
import { type Resource, readResource, type ScimWish, toResource } from './resource.ts';

/** The account whose directory asks, and the address that its resources have. */
export interface Directory {
  readonly accountId: string;
  /** Of /scim/v2, without a slash at the end. */
  readonly base: string;
}

/** A page of people; `startIndex` counts from one. */
export interface ResourcePage {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly resources: readonly Resource[];
}

const MOST_RESULTS = 200;

/** People by filter (RFC 7644, 3.4.2); throws a ScimError for a filter that is none. */
export async function listResources(
  { db }: Context,
  { accountId, base }: Directory,
  asked: { readonly filter?: string | undefined; readonly startIndex: number; readonly count: number },
): Promise<ResourcePage> {
  const { lookUp, matches } = readFilter(asked.filter);
  const startIndex = Math.max(1, asked.startIndex);
  const count = Math.min(MOST_RESULTS, Math.max(0, asked.count));
  if (matches === null) {
    const rows = await listScimUsers(db, accountId, lookUp, { offset: startIndex - 1, limit: count });
    const totalResults = await countScimUsers(db, accountId, lookUp);
    return { totalResults, startIndex, resources: rows.map((row) => toResource(row, base)) };
  }
  const rows = await listScimUsers(db, accountId, lookUp, { offset: 0, limit: null });
  const found = rows.map((row) => toResource(row, base)).filter(matches);
  const resources = found.slice(startIndex - 1, startIndex - 1 + count);
  return { totalResults: found.length, startIndex, resources };
}

/** One person; throws not_found for one whom the directory deleted, too. */
export async function readOne({ db }: Context, directory: Directory, id: string): Promise<Resource> {
  return toResource(await requireRow(db, directory, id), directory.base);
}

/**
 * Creates a person. One with the same name who is here already is `uniqueness`, so that the directory takes them over by
 * a search and an update; one whom it deleted earlier comes back.
 */
export function createOne(context: Context, directory: Directory, body: unknown): Promise<Resource> {
  return change(context, directory, async (team) => {
    const wish = readResource(body, null, 'kept');
    const present = await findByNames(team, wish);
    if (present?.removedAt === null) throw taken(wish);
    const { person } = wish;
    const { id } =
      present === null
        ? await addPerson(team, { ...person, active: person.active ?? true })
        : await changePerson(team, present.id, { ...person, active: person.active ?? true });
    await saveScimUser(team.tx, team.accountId, id, wish.part, null);
    return id;
  });
}

/** Replaces a person. */
export function replaceOne(
  context: Context,
  directory: Directory,
  id: string,
  body: unknown,
): Promise<Resource> {
  return change(context, directory, async (team) => {
    const row = await requireRow(team.tx, directory, id);
    return save(team, row, readResource(body, row, 'kept'));
  });
}

/** Changes parts of a person. */
export function patchOne(
  context: Context,
  directory: Directory,
  id: string,
  body: unknown,
): Promise<Resource> {
  return change(context, directory, async (team) => {
    const row = await requireRow(team.tx, directory, id);
    const patched = applyPatch(toResource(row, directory.base), body);
    return save(team, row, readResource(patched, row, 'cleared'));
  });
}

/** Deletes a person for the directory: deactivated here, because what they did stays on the timeline. */
export async function removeOne(context: Context, directory: Directory, id: string): Promise<void> {
  await withTeam(context, directory.accountId, bySelf, async (team) => {
    const row = await requireRow(team.tx, directory, id);
    await changePerson(team, row.id, { active: false });
    await saveScimUser(team.tx, team.accountId, row.id, row, team.now);
  });
}

const bySelf = { userId: null, role: 'directory' } as const;

async function change(
  context: Context,
  directory: Directory,
  work: (team: Team) => Promise<string>,
): Promise<Resource> {
  const id = await withTeam(context, directory.accountId, bySelf, work);
  return readOne(context, directory, id);
}

async function save(team: Team, row: ScimRow, wish: ScimWish): Promise<string> {
  const present = await findByNames(team, wish, row.id);
  if (present !== null) throw taken(wish);
  await changePerson(team, row.id, wish.person);
  await saveScimUser(team.tx, team.accountId, row.id, wish.part, null);
  return row.id;
}

async function requireRow(on: Queries, { accountId }: Directory, id: string): Promise<ScimRow> {
  const [row] = await listScimUsers(on, accountId, { by: 'id', value: id }, { offset: 0, limit: 1 });
  if (row === undefined) throw new RequestError('not_found', 'There is no such user.');
  return row;
}

// A name is unique among the names and the e-mails of others.
async function findByNames({ tx, accountId }: Team, wish: ScimWish, but?: string): Promise<ScimRow | null> {
  const values = new Set([wish.part.userName ?? wish.person.email, wish.person.email]);
  for (const value of values) {
    for (const by of ['userName', 'email'] as const) {
      const filter = { by, value, withRemoved: true };
      const rows = await listScimUsers(tx, accountId, filter, { offset: 0, limit: 2 });
      const other = rows.find(({ id }) => id !== but);
      if (other !== undefined) return other;
    }
  }
  return null;
}

function taken({ part, person }: ScimWish): ScimError {
  return new ScimError('uniqueness', `userName: ${part.userName ?? person.email} is taken.`);
}
