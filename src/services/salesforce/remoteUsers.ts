import { isTimeZone } from '../../lib/timeZone.ts';
import { toLongId } from './ids.ts';
import type { Row } from './rest.ts';

/** Why a Salesforce user is never listed; `inactive` is a person who left. */
export type Exclusion =
  | 'integration'
  | 'chatter_free'
  | 'automated_process'
  | 'guest'
  | 'portal'
  | 'inactive'
  | 'system';

const COLUMNS = 'Id, Name, Email, Username, IsActive, UserType';

/**
 * Reads every user; inactive ones too, for what they did before they left. The first that the org knows all columns
 * of counts: the others do without licences, or time zones too.
 */
export const REMOTE_USER_QUERIES = [
  `SELECT ${COLUMNS}, TimeZoneSidKey, Profile.UserLicense.Name FROM User`,
  `SELECT ${COLUMNS}, Profile.UserLicense.Name FROM User`,
  `SELECT ${COLUMNS} FROM User`,
] as const;

/** A remote user as it is stored and matched. */
export interface RemoteUser {
  /** 18 characters. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly active: boolean;
  readonly excluded: Exclusion | null;
  /** Where they live (`Europe/Berlin`); null where the org tells no zone that is known here. */
  readonly timeZone: string | null;
}

// Compared in lower case: documents and WSDL spell some of them differently.
const BY_USER_TYPE: Readonly<Record<string, Exclusion>> = {
  automatedprocess: 'automated_process',
  cloudintegrationuser: 'integration',
  csnonly: 'chatter_free',
  guest: 'guest',
  powerpartner: 'portal',
  cspliteportal: 'portal',
  customersuccess: 'portal',
  powercustomersuccess: 'portal',
  selfservice: 'portal',
  partner: 'portal',
  customerportaluser: 'portal',
};

// By licence, not by profile: profile names are translated in non-English orgs. Users of the licence
// "Salesforce Integration" have the type Standard.
const BY_LICENCE: Readonly<Record<string, Exclusion>> = {
  'salesforce integration': 'integration',
  'analytics cloud integration user': 'integration',
  'cloud integration user': 'integration',
  'xorg proxy user': 'system',
  identity: 'system',
  'chatter free': 'chatter_free',
  'chatter external': 'chatter_free',
  'guest user license': 'guest',
  'external identity': 'portal',
};

// Salesforce's own users, which may carry any licence.
const BY_ADDRESS: readonly (readonly [RegExp, Exclusion])[] = [
  [/^integration@00d/, 'integration'],
  [/^insightssecurity@/, 'integration'],
  [/^autoproc@/, 'automated_process'],
];

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function licenceOf(row: Row): string {
  const profile = row.Profile as { UserLicense?: { Name?: string } | null } | null | undefined;
  return text(profile?.UserLicense?.Name).toLowerCase();
}

/** Tells people from other users; `excluded` is null for those who are listed. */
export function classifyRemoteUser(row: Row): { excluded: Exclusion | null } {
  const userType = text(row.UserType).toLowerCase();
  const addresses = [text(row.Email).toLowerCase(), text(row.Username).toLowerCase()];
  const byAddress = BY_ADDRESS.find(([pattern]) => addresses.some((address) => pattern.test(address)));
  const excluded =
    BY_USER_TYPE[userType] ??
    BY_LICENCE[licenceOf(row)] ??
    byAddress?.[1] ??
    (userType === 'standard' ? null : 'system');
  return { excluded: excluded ?? (row.IsActive === true ? null : 'inactive') };
}

/** Reads a row of one of REMOTE_USER_QUERIES. */
export function toRemoteUser(row: Row): RemoteUser {
  return {
    id: toLongId(text(row.Id)),
    name: text(row.Name),
    email: text(row.Email),
    username: text(row.Username),
    active: row.IsActive === true,
    excluded: classifyRemoteUser(row).excluded,
    timeZone: toTimeZone(row.TimeZoneSidKey),
  };
}

const toTimeZone = (key: unknown) => (typeof key === 'string' && isTimeZone(key) ? key : null);

/** The form in which e-mails are compared: lower case, and in a sandbox without its `.invalid`. */
export function matchEmail(email: string, environment: 'production' | 'sandbox'): string {
  const lower = email.trim().toLowerCase();
  return environment === 'sandbox' ? lower.replace(/\.invalid$/, '') : lower;
}
