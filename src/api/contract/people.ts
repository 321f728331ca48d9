import { z } from 'zod';
import { listOf, paging, time, uuid } from './parts.ts';

const Role = z.enum(['owner', 'executive', 'manager', 'member', 'technical_admin']);

export const User = z.object({
  id: uuid,
  email: z.string(),
  name: z.string(),
  role: Role,
  managerId: uuid.nullable(),
  timeZone: z.string(),
  region: z.string().nullable(),
  position: z.string().nullable(),
  /** May sign in while active. */
  loginAccess: z.boolean(),
  /** Null while the person is active. */
  deactivatedAt: time.nullable(),
  /** When they were last told by e-mail how to sign in; null for never. */
  invitedAt: time.nullable(),
});
export type User = z.infer<typeof User>;

export const UserList = listOf(User);
export const UserListQuery = z.object({
  ...paging,
  state: z.enum(['active', 'deactivated']).optional(),
  /** Stands in the name or e-mail. */
  search: z.string().max(200).optional(),
});
export const UserParams = z.object({ id: z.string().max(100) });

const text = z.string().trim().min(1).max(200);
const person = {
  email: z.email().max(320),
  name: text,
  role: Role,
  managerId: uuid.nullable(),
  timeZone: z.string().max(100),
  region: text.nullable(),
  position: text.nullable(),
  loginAccess: z.boolean(),
};
/** A new person; a Member with login access who reports to nobody, where nothing else is said. */
export const NewUser = z.strictObject({
  ...z.object(person).partial().shape,
  email: person.email,
  name: text,
});
/** What changes of a person; what is left out stays. `active: false` ends their sign-in, sessions and tokens. */
export const UserChange = z.strictObject({
  ...z.object(person).partial().shape,
  active: z.boolean().optional(),
});

/** What somebody is told of how to sign in: plain text. */
export const Invitation = z.object({ to: z.string(), subject: z.string(), text: z.string() });
export const InvitationRequest = z.strictObject({ userIds: z.array(uuid).min(1).max(100) });
/** For each person whether the mail server took it, and what it, or the way to it, said where not. */
export const InvitationResult = z.object({
  items: z.array(z.object({ user: User, sent: z.boolean(), reason: z.string().nullable() })),
});

/** Text of a CSV file whose first line names its columns. */
export const PeopleImportRequest = z.strictObject({ csv: z.string().min(1) });
export const PeopleImportParams = z.object({ id: z.string().max(100) });
const count = z.number().int();
const lineStates = ['new', 'link', 'already_linked', 'blocked'] as const;
/** What each line would do: `new` and `link` (of somebody who is here) change something, the others nothing. */
export const PeopleImport = z.object({
  id: uuid,
  expiresAt: time,
  ignoredColumns: z.array(z.string()),
  counts: z.object({ new: count, link: count, already_linked: count, blocked: count }),
  lines: z.array(
    z.object({
      line: z.number().int(),
      email: z.string(),
      name: z.string(),
      state: z.enum(lineStates),
      userId: uuid.nullable(),
      changes: z.array(z.string()),
      reasons: z.array(z.string()),
    }),
  ),
});
export const PeopleImportResult = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  blocked: z.number().int(),
});
