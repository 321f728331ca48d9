import type { UserRow } from '../store/users.ts';
import type { Wish } from './importFile.ts';
import { type Changer, findRefusal } from './rights.ts';
import { newcomer, type PersonWish, toPerson } from './team.ts';

/** What would come of a line: a new person, changes of one who is there, nothing to do, or nothing that can be done. */
type LineState = 'new' | 'link' | 'already_linked' | 'blocked';

/** A line of a file with what would come of it. */
export interface PlannedLine {
  readonly line: number;
  readonly email: string;
  readonly name: string;
  readonly state: LineState;
  /** Of the person who is there; null for a new one. */
  readonly userId: string | null;
  /** What changes of them, by the names of the API. */
  readonly changes: readonly string[];
  /** Why it is blocked, a sentence each. */
  readonly reasons: readonly string[];
  readonly wish: Wish;
}

/** Says of every line what would come of it, for who is there now; pure. A line that leans on a blocked one is blocked. */
export function planImport(wishes: readonly Wish[], team: readonly UserRow[], by: Changer): PlannedLine[] {
  const byEmail = new Map(team.map((person) => [person.email.toLowerCase(), person]));
  const reasons = wishes.map((wish, index) => [
    ...wish.mistakes,
    ...findOwnReasons(wish, byEmail, by),
    ...(wishes.slice(0, index).some((other) => key(other.email) === key(wish.email))
      ? ['The same e-mail stands in an earlier line.']
      : []),
  ]);
  blockByManager(wishes, byEmail, reasons);
  return wishes.map((wish, index) => toLine(wish, byEmail, reasons[index]!));
}

/** What a line asks of a person, the manager apart, who may be new as well. */
export function toPersonWish({ name, role, timeZone, region, position, loginAccess }: Wish): PersonWish {
  return { name, role, timeZone, region, position, loginAccess };
}

const key = (email: string) => email.toLowerCase();

function findOwnReasons(wish: Wish, byEmail: ReadonlyMap<string, UserRow>, by: Changer): string[] {
  if (wish.mistakes.length > 0) return [];
  const person = byEmail.get(key(wish.email));
  if (person === undefined && wish.name === undefined) return ['A new person needs a name.'];
  if (person?.deactivatedAt != null) return ['This person was deactivated: activate them first.'];
  const before = person ?? newcomer;
  const managerId =
    wish.managerEmail === undefined
      ? before.managerId
      : // One who is new has no id yet; any other than the present one says that the manager changes.
        (byEmail.get(key(wish.managerEmail))?.id ?? wish.managerEmail);
  const moved = toPerson(before, { ...toPersonWish(wish), email: person?.email ?? wish.email, managerId }, 0);
  if (person !== undefined && isSame(person, moved)) return [];
  const refusal = findRefusal(by, person ?? null, moved);
  return refusal === null ? [] : [refusal];
}

const isSame = (a: UserRow, b: Omit<UserRow, 'id'>) =>
  (Object.keys(b) as (keyof typeof b)[]).every((field) => a[field] === b[field]);

// Blocking a line may take away somebody's manager, or break a circle: until nothing changes any more.
function blockByManager(
  wishes: readonly Wish[],
  byEmail: ReadonlyMap<string, UserRow>,
  reasons: string[][],
): void {
  const emailById = new Map([...byEmail.values()].map((person) => [person.id, key(person.email)]));
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    const managers = new Map<string, string | null>();
    for (const [email, { managerId }] of byEmail)
      managers.set(email, (managerId && emailById.get(managerId)) ?? null);
    const open = wishes.filter((_, index) => reasons[index]!.length === 0);
    for (const wish of open) {
      if (!managers.has(key(wish.email))) managers.set(key(wish.email), null);
      if (wish.managerEmail) managers.set(key(wish.email), key(wish.managerEmail));
    }
    for (const [index, wish] of wishes.entries()) {
      if (reasons[index]!.length > 0 || wish.managerEmail === undefined) continue;
      const reason = findManagerReason(wish, managers);
      if (reason !== null) reasons[index]!.push(reason);
      if (reason !== null) isSettled = false;
    }
  }
}

function findManagerReason(wish: Wish, managers: ReadonlyMap<string, string | null>): string | null {
  if (!managers.has(key(wish.managerEmail!))) {
    return 'The manager is nobody of the account, and in no line that can be applied.';
  }
  const seen = new Set<string>();
  for (let at = managers.get(key(wish.email)); at && !seen.has(at); at = managers.get(at)) {
    if (at === key(wish.email)) return 'The reporting line would be a circle.';
    seen.add(at);
  }
  return null;
}

function toLine(wish: Wish, byEmail: ReadonlyMap<string, UserRow>, reasons: readonly string[]): PlannedLine {
  const person = byEmail.get(key(wish.email));
  const changes = person === undefined ? [] : findChanges(person, wish, byEmail);
  const state = (): LineState => {
    if (reasons.length > 0) return 'blocked';
    if (person === undefined) return 'new';
    return changes.length > 0 ? 'link' : 'already_linked';
  };
  const shown = { line: wish.line, email: wish.email, name: wish.name ?? person?.name ?? '' };
  return { ...shown, state: state(), userId: person?.id ?? null, changes, reasons, wish };
}

function findChanges(person: UserRow, wish: Wish, byEmail: ReadonlyMap<string, UserRow>): string[] {
  const changes = Object.entries(toPersonWish(wish))
    .filter(([field, value]) => value !== undefined && value !== person[field as keyof UserRow])
    .map(([field]) => field);
  if (wish.managerEmail === undefined) return changes;
  const manager = byEmail.get(key(wish.managerEmail));
  return manager !== undefined && manager.id === person.managerId ? changes : [...changes, 'managerId'];
}
