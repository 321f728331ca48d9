import { RequestError } from '../errors.ts';
import type { Context } from '../ingest/context.ts';
import { deleteImport, findImport, insertImport } from '../store/peopleImports.ts';
import { listTeam } from '../store/team.ts';
import { hashToken } from '../store/tokens.ts';
import { readPeopleFile, type Wish } from './importFile.ts';
import { type PlannedLine, planImport, toPersonWish } from './importPlan.ts';
import type { Changer } from './rights.ts';
import { addPerson, changePerson, type Team, withTeam } from './team.ts';

const PREVIEW_MS = 3_600_000;

/** What a file of people would do. Times are epoch ms. */
export interface Preview {
  readonly id: string;
  readonly expiresAt: number;
  readonly lines: readonly PlannedLine[];
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
}

type PersonChanger = Extract<Changer, { userId: string }>;

/** Reads a file of people and says what would come of each line; nothing changes yet. Throws invalid_value. */
export async function previewImport(
  { db, clock }: Context,
  accountId: string,
  by: PersonChanger,
  csv: string,
): Promise<Preview> {
  const { wishes, ignored } = readPeopleFile(csv);
  const lines = planImport(wishes, await listTeam(db, accountId), by);
  const expiresAt = clock.now() + PREVIEW_MS;
  const id = await insertImport(db, {
    ...{ accountId, createdBy: by.userId, wishes, planHash: hashPlan(lines) },
    ...{ now: clock.now(), expiresAt },
  });
  return { id, expiresAt, lines, ignored };
}

/** What an import did, in people. */
export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly blocked: number;
}

/** Does what a preview said, once; throws conflict where something else would come of it by now. */
export function applyImport(
  context: Context,
  accountId: string,
  by: PersonChanger,
  id: string,
): Promise<ImportResult> {
  return withTeam(context, accountId, by, async (team) => {
    const kept = await findImport<Wish[]>(team.tx, accountId, by.userId, id, team.now);
    if (kept === null)
      throw new RequestError('not_found', 'There is no such preview of yours, or it is too old.');
    const lines = planImport(kept.wishes, await listTeam(team.tx, accountId), by);
    if (!Buffer.from(kept.planHash).equals(hashPlan(lines))) {
      throw new RequestError('conflict', 'People have changed since the preview: look at a new one.');
    }
    await applyLines(team, lines);
    await deleteImport(team.tx, accountId, id);
    const count = (state: PlannedLine['state']) => lines.filter((line) => line.state === state).length;
    const result = {
      ...{ created: count('new'), updated: count('link') },
      ...{ unchanged: count('already_linked'), blocked: count('blocked') },
    };
    const deed = { accountId, by: by.userId, action: 'people.imported', at: team.now } as const;
    team.deeds.push({ ...deed, details: result });
    return result;
  });
}

// New people first, then who reports to whom, so that a manager may stand below their reports.
async function applyLines(team: Team, lines: readonly PlannedLine[]): Promise<void> {
  const ids = new Map(
    (await listTeam(team.tx, team.accountId)).map(({ id, email }) => [email.toLowerCase(), id]),
  );
  for (const { wish } of lines.filter(({ state }) => state === 'new')) {
    const person = { ...toPersonWish(wish), email: wish.email, name: wish.name! };
    ids.set(wish.email.toLowerCase(), (await addPerson(team, person)).id);
  }
  const moved = lines.filter(({ state, wish }) => state === 'link' || (state === 'new' && wish.managerEmail));
  // Of two who swap places each would report to the other for a moment, which is refused.
  for (const { userId, changes } of moved) {
    if (userId !== null && changes.includes('managerId'))
      await changePerson(team, userId, { managerId: null });
  }
  for (const { wish, state } of moved) {
    const managerId = wish.managerEmail && ids.get(wish.managerEmail.toLowerCase())!;
    const rest = state === 'new' ? {} : toPersonWish(wish);
    await changePerson(team, ids.get(wish.email.toLowerCase())!, {
      ...rest,
      ...(managerId && { managerId }),
    });
  }
}

function hashPlan(lines: readonly PlannedLine[]): Uint8Array {
  const shown = lines.map(({ line, state, userId, changes, reasons }) => [
    line,
    state,
    userId,
    changes,
    reasons,
  ]);
  return hashToken(JSON.stringify(shown));
}
