import { parse } from 'csv-parse/sync';
import { RequestError } from '../errors.ts';
import { isTimeZone } from '../lib/timeZone.ts';
import type { UserRole } from '../store/users.ts';

/** What a line of a file says of a person; an empty cell says nothing. */
export interface Wish {
  /** As editors count: the heading is line 1. */
  readonly line: number;
  readonly email: string;
  readonly name?: string;
  readonly role?: UserRole;
  readonly managerEmail?: string;
  readonly timeZone?: string;
  readonly region?: string;
  readonly position?: string;
  readonly loginAccess?: boolean;
  /** What stands there and cannot be; each a sentence. */
  readonly mistakes: readonly string[];
}

const MOST_LINES = 5_000;

/** Columns by the words that stand over them, in lower case without spaces, `-` and `_`. */
const columns = {
  email: ['email', 'emailaddress', 'mail'],
  name: ['name', 'fullname', 'displayname'],
  role: ['role'],
  managerEmail: ['manager', 'manageremail', 'reportsto'],
  timeZone: ['timezone', 'tz'],
  region: ['region'],
  position: ['position', 'title', 'jobtitle'],
  loginAccess: ['loginaccess', 'login', 'access'],
} as const;
type Column = keyof typeof columns;

const roles: Readonly<Record<string, UserRole>> = {
  owner: 'owner',
  executive: 'executive',
  manager: 'manager',
  member: 'member',
  technicaladmin: 'technical_admin',
  admin: 'technical_admin',
};
const answers: Readonly<Record<string, boolean>> = {
  ...{ yes: true, true: true, 1: true, on: true },
  ...{ no: false, false: false, 0: false, off: false },
};

/**
 * Reads a list of people in CSV (RFC 4180; comma, semicolon or tab between the cells, a heading on the first line).
 * Throws invalid_value where it is none; a line that says something impossible carries its mistakes.
 */
export function readPeopleFile(csv: string): { wishes: Wish[]; ignored: string[] } {
  const table = parseTable(csv);
  const heading = table[0]?.record ?? [];
  const known = heading.map(toColumn);
  if (!known.includes('email')) {
    throw new RequestError(
      'invalid_value',
      'csv: the first line must name the columns, one of them "email".',
    );
  }
  const twice = known.find((column, index) => column !== null && known.indexOf(column) !== index);
  if (twice) throw new RequestError('invalid_value', `csv: two columns say the ${twice} of a person.`);
  if (table.length - 1 > MOST_LINES) {
    throw new RequestError('invalid_value', `csv: at most ${MOST_LINES} people at a time.`);
  }
  return {
    wishes: table.slice(1).map(({ record, info }) => toWish(info.lines, known, record)),
    ignored: heading.filter((_, index) => known[index] === null && heading[index] !== ''),
  };
}

interface Line {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function parseTable(csv: string): Line[] {
  const heading = /^.*/.exec(csv.replace(/^\uFEFF/, ''))?.[0] ?? '';
  const delimiter = [',', ';', '\t'].find((each) => heading.includes(each)) ?? ',';
  try {
    return parse(csv, {
      ...{ bom: true, trim: true, info: true, delimiter, relax_column_count: true },
      skip_records_with_empty_values: true,
    }) as unknown as Line[];
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    throw new RequestError('invalid_value', `csv: line ${lines ?? 1} cannot be read (${code ?? 'no CSV'}).`);
  }
}

const plain = (word: string) => word.toLowerCase().replaceAll(/[\s_-]/g, '');

function toColumn(heading: string): Column | null {
  const word = plain(heading);
  const found = Object.entries(columns).find(([, words]) => (words as readonly string[]).includes(word));
  return (found?.[0] as Column | undefined) ?? null;
}

function toWish(line: number, known: readonly (Column | null)[], record: readonly string[]): Wish {
  const cells: Partial<Record<Column, string>> = {};
  for (const [index, column] of known.entries()) {
    if (column !== null && record[index]) cells[column] = record[index];
  }
  const { email = '', name, managerEmail, timeZone, region, position } = cells;
  const mistakes: string[] = [];
  const read = <T>(column: 'role' | 'loginAccess', words: Readonly<Record<string, T>>, say: string) => {
    const cell = cells[column];
    if (cell === undefined) return {};
    const value = words[plain(cell)];
    if (value === undefined) mistakes.push(say);
    return value === undefined ? {} : { [column]: value };
  };
  if (!isEmail(email)) mistakes.push('The e-mail is missing or is none.');
  if (record.length > known.length) mistakes.push('The line has more cells than the heading.');
  if (managerEmail !== undefined && !isEmail(managerEmail)) mistakes.push('The manager must be an e-mail.');
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    mistakes.push('The time zone is none such as Europe/Berlin.');
  }
  for (const [what, text] of Object.entries({ name, region, position })) {
    if (text !== undefined && text.length > 200) mistakes.push(`The ${what} has more than 200 characters.`);
  }
  return {
    ...{ line, email, mistakes },
    ...definedOf({ name, managerEmail, timeZone, region, position }),
    ...read('role', roles, 'The role must be Owner, Executive, Manager, Member or Admin.'),
    ...read('loginAccess', answers, 'Login access must be yes or no.'),
  };
}

const isEmail = (text: string) => text.length <= 320 && /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(text);

function definedOf<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
