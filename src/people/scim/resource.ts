import { z } from 'zod';
import { ScimError } from '../../errors.ts';
import type { ScimPart, ScimRow } from '../../store/scim.ts';
import type { PersonWish } from '../team.ts';

/** Names of schemas (RFC 7643, 4.1 and 4.3). */
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A person as SCIM writes them: what is unknown is left out. */
export type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

/** Writes a person; `base` is the address of /scim/v2. */
export function toResource(row: ScimRow, base: string): Resource {
  const iso = (ms: number) => new Date(ms).toISOString();
  const manager = row.managerId && {
    ...{ value: row.managerId, $ref: `${base}/Users/${row.managerId}`, displayName: row.managerName },
  };
  const name = { formatted: row.name, givenName: row.givenName, familyName: row.familyName };
  return {
    schemas: [userSchema, enterpriseSchema],
    id: row.id,
    ...definedOf({
      externalId: row.externalId,
      userName: row.userName ?? row.email,
      name: definedOf(name),
      displayName: row.name,
      title: row.position,
      timezone: row.timeZone,
      active: row.deactivatedAt === null,
      emails: [{ value: row.email, type: 'work', primary: true }],
      addresses: row.region && [{ type: 'work', region: row.region, primary: true }],
      roles: [{ value: row.role, primary: true }],
      [enterpriseSchema]: manager ? { manager } : {},
    }),
    meta: {
      ...{ resourceType: 'User', created: iso(row.createdAt), lastModified: iso(row.changedAt) },
      location: `${base}/Users/${row.id}`,
    },
  };
}

function definedOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

const text = z.string().trim().max(200);
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();
// Microsoft Entra writes truth as "True".
const truth = z.preprocess(
  (value) =>
    typeof value === 'string' ? ({ true: true, false: false }[value.toLowerCase()] ?? value) : value,
  z.boolean(),
);
const several = <T extends z.ZodRawShape>(shape: T) =>
  optional(z.array(z.object({ ...shape, type: optional(text), primary: optional(truth) })).max(20));

const Input = z.object({
  userName: z.string().trim().min(1).max(320),
  externalId: optional(z.string().max(500)),
  name: optional(
    z.object({ formatted: optional(text), givenName: optional(text), familyName: optional(text) }),
  ),
  displayName: optional(text),
  title: optional(text),
  timezone: optional(text),
  active: optional(truth),
  emails: several({ value: optional(z.string().max(320)) }),
  addresses: several({ region: optional(text) }),
  roles: optional(
    z.array(z.union([z.string(), z.object({ value: z.string(), primary: optional(truth) })])).max(20),
  ),
  [enterpriseSchema]: optional(
    z.object({ manager: optional(z.union([z.string(), z.object({ value: optional(z.string()) })])) }),
  ),
});
type Input = z.output<typeof Input>;

const Role = z.enum(['owner', 'executive', 'manager', 'member', 'technical_admin']);

/** What a directory wants of a person, taken apart into what all people have and what only it says. */
export interface ScimWish {
  readonly person: PersonWish & { readonly email: string; readonly name: string };
  readonly part: ScimPart;
}

/**
 * Reads a whole person. What is left out of a request that replaces one is not asserted and stays (RFC 7644, 3.5.1);
 * after a PATCH (`absent: 'cleared'`) it was taken away. Throws a ScimError.
 */
export function readResource(json: unknown, before: ScimRow | null, absent: 'kept' | 'cleared'): ScimWish {
  const input = parseInput(json);
  const unsaid = absent === 'cleared' ? null : undefined;
  const email = readEmail(input, before);
  const { externalId, name, title, timezone, active, userName } = input;
  return {
    person: {
      ...{ email, name: readName(input, before), active: active ?? undefined },
      ...{ role: readRole(input), timeZone: timezone || undefined },
      position: title === undefined ? unsaid : title || null,
      region: input.addresses === undefined ? unsaid : (choose(input.addresses)?.region ?? null) || null,
      managerId: readManager(input, unsaid),
    },
    part: {
      userName: userName.toLowerCase() === email.toLowerCase() ? null : userName,
      externalId: externalId ?? (absent === 'kept' ? (before?.externalId ?? null) : null),
      givenName: name?.givenName ?? (absent === 'kept' ? (before?.givenName ?? null) : null),
      familyName: name?.familyName ?? (absent === 'kept' ? (before?.familyName ?? null) : null),
    },
  };
}

function parseInput(json: unknown): Input {
  const parsed = Input.safeParse(byKnownNames(json));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ScimError('invalidValue', `${issue.path.join('.') || 'the resource'}: ${issue.message}`);
}

// Names of attributes are compared in any case (RFC 7643, 2.1).
function byKnownNames(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const known = new Map(Object.keys(Input.shape).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value]),
  );
}

function choose<T extends { primary?: boolean | null | undefined; type?: string | null | undefined }>(
  list: readonly T[] | null | undefined,
): T | undefined {
  return list?.find(({ primary }) => primary) ?? list?.find(({ type }) => type === 'work') ?? list?.[0];
}

function readEmail({ emails, userName }: Input, before: ScimRow | null): string {
  const given = choose(emails)?.value?.trim();
  // Where the one was made of the other, it follows when only the name was changed.
  const follows = before?.userName === null && given?.toLowerCase() === before.email.toLowerCase();
  const email = given && !(follows && isEmail(userName)) ? given : userName;
  if (!isEmail(email)) throw new ScimError('invalidValue', 'emails: a person needs an e-mail address.');
  return email;
}

const isEmail = (value: string) => z.email().safeParse(value).success;

// Of the ways to say a name the one counts that says something new.
function readName({ name, displayName, userName }: Input, before: ScimRow | null): string {
  const joined = [name?.givenName, name?.familyName].filter(Boolean).join(' ');
  if (before === null) return displayName || name?.formatted || joined || userName;
  if (displayName && displayName !== before.name) return displayName;
  if (name?.formatted && name.formatted !== before.name) return name.formatted;
  const isMoved =
    (name?.givenName ?? null) !== before.givenName || (name?.familyName ?? null) !== before.familyName;
  return isMoved && joined !== '' ? joined : before.name;
}

function readRole({ roles }: Input): PersonWish['role'] {
  const list = roles?.map((role) => (typeof role === 'string' ? { value: role, primary: false } : role));
  const value = (list?.find(({ primary }) => primary) ?? list?.[0])?.value;
  if (value === undefined) return undefined;
  const role = Role.safeParse(value.trim().toLowerCase().replaceAll(/[\s-]/g, '_'));
  if (role.success) return role.data;
  throw new ScimError('invalidValue', `roles: must be one of ${Role.options.join(', ')}.`);
}

function readManager(input: Input, unsaid: null | undefined): string | null | undefined {
  const manager = input[enterpriseSchema]?.manager;
  if (manager === undefined) return unsaid;
  const value = typeof manager === 'string' ? manager : manager?.value;
  return value || null;
}
