import { randomUUID } from 'node:crypto';
import { RequestError } from '../errors.ts';
import { toReason } from '../ingest/alerts.ts';
import type { Context } from '../ingest/context.ts';
import type { Mailer } from '../lib/mail.ts';
import type { AccountRow } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import { setInvited } from '../store/team.ts';
import { findUser, isSignInAllowed, type UserRow } from '../store/users.ts';
import { toInvitation } from './invitationWords.ts';
import type { Provider } from './providers.ts';

/** Who invites, to which account, and where people sign in. */
export interface Inviter {
  readonly account: AccountRow;
  readonly user: Pick<UserRow, 'id' | 'name'>;
  readonly providers: Iterable<Provider>;
}

/** What became of one invitation; `user` is the person as they are now, `reason` why it was not sent. */
export interface Invited {
  readonly user: UserRow;
  readonly sent: boolean;
  readonly reason: string | null;
}

// What the server says of one address or one mail; after anything else it takes no other one either.
const aboutOne = ['EENVELOPE', 'EMESSAGE'];

/** What a person would be told; throws a RequestError for one who may not sign in. */
export async function writeInvitation(
  { db, publicUrl }: Context,
  inviter: Inviter,
  id: string,
): Promise<{ person: UserRow; subject: string; text: string }> {
  const person = await findUser(db, inviter.account.id, id);
  if (person === null) throw new RequestError('not_found', 'There is no such user.');
  if (!isSignInAllowed(person)) {
    throw new RequestError('conflict', `${person.name} has no login access: give it first, then invite.`);
  }
  const words = toInvitation({
    ...{ accountName: inviter.account.name, inviterName: inviter.user.name, person, url: publicUrl },
    providers: [...inviter.providers].filter((each) => each.admits(person.email)).map(({ label }) => label),
  });
  return { person, ...words };
}

/**
 * Tells people by e-mail how to sign in, one after the other, and notes for each what became of it. Throws a
 * RequestError, before anything is sent, where no mail server is set up or one of them may not sign in.
 */
export async function invitePeople(
  context: Context,
  inviter: Inviter,
  ids: readonly string[],
): Promise<Invited[]> {
  const mailer = context.alerts?.mail;
  if (!mailer) {
    throw new RequestError('conflict', 'No invitation can be sent: no mail server is set up.');
  }
  const letters = [];
  for (const id of new Set(ids)) letters.push(await writeInvitation(context, inviter, id));
  const done: Invited[] = [];
  let refusal: string | null = null;
  for (const { person, subject, text } of letters) {
    const reason: string | null = refusal ?? (await tryToSend(mailer, person.email, subject, text));
    if (reason !== null && !aboutOne.includes(reason)) refusal = reason;
    done.push(await note(context, inviter, person, reason));
  }
  return done;
}

async function tryToSend(mailer: Mailer, to: string, subject: string, text: string): Promise<string | null> {
  try {
    await mailer.send({ id: `invitation.${randomUUID()}`, to: [to], subject, text });
    return null;
  } catch (error) {
    return toReason(error);
  }
}

async function note(
  { db, clock }: Context,
  { account, user }: Inviter,
  person: UserRow,
  reason: string | null,
): Promise<Invited> {
  const now = clock.now();
  const sent = reason === null;
  return db.transaction(async (tx) => {
    const changed = sent ? await setInvited(tx, account.id, person, now) : null;
    await writeAudit(tx, {
      ...{ accountId: account.id, by: user.id, action: 'person.invited', subject: person.email, at: now },
      details: { sent },
    });
    return { user: changed ?? person, sent, reason };
  });
}
