import { RequestError } from '../errors.ts';
import { type Context, feedChannel } from '../ingest/context.ts';
import { isTimeZone } from '../lib/timeZone.ts';
import { type Deed, writeAudit } from '../store/audit.ts';
import type { Transaction } from '../store/database.ts';
import { countOwners, endAccess, insertUser, lockTeam, updateUser } from '../store/team.ts';
import { findUser, findUserByEmail, isSignInAllowed, listReportIds, type UserRow } from '../store/users.ts';
import { attributeByEmail } from './attribute.ts';
import { type Changer, findRefusal } from './rights.ts';

/** What can be said of a person; what is left out stays, or is the usual for a new one. */
export interface PersonWish {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: UserRow['role'] | undefined;
  readonly managerId?: string | null | undefined;
  readonly timeZone?: string | undefined;
  readonly region?: string | null | undefined;
  readonly position?: string | null | undefined;
  readonly loginAccess?: boolean | undefined;
  readonly active?: boolean | undefined;
}

/** The part of a transaction in which people of one account change. */
export interface Team {
  readonly tx: Transaction;
  readonly accountId: string;
  readonly by: Changer;
  /** E-mails of the installation's operators, in lower case: only whoever runs it gives them to somebody. */
  readonly reserved: ReadonlySet<string>;
  /** Epoch ms. */
  readonly now: number;
  /** What was done so far, written down together at the end: a file has thousands. */
  readonly deeds: Deed[];
  /** True once an e-mail was added or changed, so that remote users are mapped at the end. */
  emailsMoved: boolean;
}

/**
 * Changes people: the one door for pages, files and directories. Nobody else changes them meanwhile; afterwards every
 * open stream of the account looks anew at what its reader may see, and whether they may read at all.
 */
export async function withTeam<T>(
  { db, clock, operators = new Set() }: Context,
  accountId: string,
  by: Changer,
  work: (team: Team) => Promise<T>,
): Promise<T> {
  const result = await db.transaction(async (tx) => {
    await lockTeam(tx, accountId);
    const team: Team = {
      ...{ tx, accountId, by, reserved: operators, now: clock.now(), deeds: [] },
      emailsMoved: false,
    };
    const done = await work(team);
    await writeAudit(tx, ...team.deeds);
    if (team.emailsMoved) await attributeByEmail(tx, accountId);
    return done;
  });
  await db.notify(feedChannel, accountId);
  return result;
}

/** Adds a person; what waited for somebody with their e-mail becomes theirs. Throws a RequestError. */
export async function addPerson(
  team: Team,
  wish: PersonWish & { readonly email: string; readonly name: string },
): Promise<UserRow> {
  const { tx, accountId, by } = team;
  const wished = toPerson(newcomer, wish, team.now);
  await check(team, null, wished);
  refuse(findRefusal(by, null, wished));
  const person = await insertUser(tx, accountId, wished);
  noteChange(team, 'person.added', null, person);
  team.emailsMoved = true;
  return person;
}

/** Changes a person; who may no longer sign in loses their sessions and tokens. Throws a RequestError. */
export async function changePerson(team: Team, id: string, wish: PersonWish): Promise<UserRow> {
  const { tx, accountId, by, now } = team;
  const before = await findUser(tx, accountId, id);
  if (before === null) throw new RequestError('not_found', 'There is no such user.');
  const after = { ...toPerson(before, wish, now), id };
  refuse(findRefusal(by, before, after));
  await check(team, before, after);
  await updateUser(tx, accountId, after);
  if (isSignInAllowed(before) && !isSignInAllowed(after)) await endAccess(tx, accountId, id, now);
  await requireOwner(team, before, after);
  noteChange(team, 'person.changed', before, after);
  if (before.email.toLowerCase() !== after.email.toLowerCase()) team.emailsMoved = true;
  return after;
}

/** Notes which of a person's values are others than before. */
function noteChange(
  { accountId, by, now, deeds }: Team,
  action: 'person.added' | 'person.changed',
  before: UserRow | null,
  after: UserRow,
): void {
  const keys = (Object.keys(newcomer) as (keyof typeof newcomer)[]).filter(
    (key) => key !== 'invitedAt' && after[key] !== (before ?? newcomer)[key],
  );
  if (before !== null && keys.length === 0) return;
  const details = Object.fromEntries(keys.map((key) => [key, after[key]]));
  deeds.push({ accountId, by: by.userId, action, subject: after.email, details, at: now });
}

/** What is usual of a new person. */
export const newcomer: Omit<UserRow, 'id'> = {
  ...{ email: '', name: '', role: 'member', managerId: null, timeZone: 'UTC' },
  ...{ region: null, position: null, loginAccess: true, deactivatedAt: null },
  invitedAt: null,
};

/** A person as they would be after a wish; `now` is when they left, where they leave by it. */
export function toPerson(
  before: Omit<UserRow, 'id'>,
  { active, ...wish }: PersonWish,
  now: number,
): Omit<UserRow, 'id'> {
  const said = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const { deactivatedAt } = before;
  const isActive = active ?? deactivatedAt === null;
  const after = { ...before, ...said, deactivatedAt: isActive ? null : (deactivatedAt ?? now) };
  const isSame = after.email.toLowerCase() === before.email.toLowerCase();
  return { ...after, invitedAt: isSame ? before.invitedAt : null };
}

async function check(
  { tx, accountId, by, reserved }: Team,
  before: UserRow | null,
  after: Omit<UserRow, 'id'>,
): Promise<void> {
  const email = after.email.toLowerCase();
  // Whoever has the address of an operator is one, over all accounts.
  if (email !== before?.email.toLowerCase() && reserved.has(email) && by.role !== 'operator') {
    throw new RequestError(
      'forbidden',
      'email: this is an operator of the installation; whoever runs it adds them.',
    );
  }
  const other = email === before?.email.toLowerCase() ? null : await findUserByEmail(tx, accountId, email);
  if (other !== null) {
    throw new RequestError('conflict', `Somebody in this account has the e-mail ${after.email} already.`);
  }
  if (after.timeZone !== before?.timeZone && !isTimeZone(after.timeZone)) {
    throw new RequestError('invalid_value', 'timeZone: is no time zone such as Europe/Berlin.');
  }
  const { managerId } = after;
  if (managerId === null || managerId === before?.managerId) return;
  if ((await findUser(tx, accountId, managerId)) === null) {
    throw new RequestError('invalid_value', 'managerId: there is no such user in this account.');
  }
  if (before !== null && (await listReportIds(tx, accountId, before.id)).includes(managerId)) {
    throw new RequestError('conflict', 'This would make a circle: the new manager reports to this person.');
  }
}

// An account that nobody can manage would need the operators of the installation.
async function requireOwner({ tx, accountId }: Team, before: UserRow, after: UserRow): Promise<void> {
  const wasOwner = before.role === 'owner' && isSignInAllowed(before);
  if (!wasOwner || (after.role === 'owner' && isSignInAllowed(after))) return;
  if ((await countOwners(tx, accountId)) === 0) {
    throw new RequestError('conflict', 'This is the last Owner: make another one first.');
  }
}

function refuse(sentence: string | null): void {
  if (sentence !== null) throw new RequestError('forbidden', sentence);
}
