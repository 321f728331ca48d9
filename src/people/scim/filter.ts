import { type Filter, filter as matcherOf, parse } from 'scim2-parse-filter';
import { ScimError } from '../../errors.ts';
import type { ScimFilter } from '../../store/scim.ts';
import { type Resource, userSchema } from './resource.ts';

const MOST_CHARACTERS = 2_000;

/** A filter of RFC 7644, 3.4.2.2: what the database can look up, and what is then to be asked of each person. */
export interface ReadFilter {
  readonly lookUp: ScimFilter;
  /** Null where the look-up says all. */
  readonly matches: ((resource: Resource) => boolean) | null;
}

const all: ScimFilter = { by: 'all', value: '' };
// What directories ask for before each change.
const indexed: Readonly<Record<string, ScimFilter['by']>> = {
  id: 'id',
  username: 'userName',
  externalid: 'externalId',
  'emails.value': 'email',
};
// A complex attribute of several values stands for its value.
const defaults: Readonly<Record<string, string>> = { emails: 'emails.value', roles: 'roles.value' };

/** Reads a filter; throws a ScimError for one that is none. */
export function readFilter(text: string | undefined): ReadFilter {
  if (text === undefined || text.trim() === '') return { lookUp: all, matches: null };
  const filter = toPlain(parseFilter(text));
  const by = filter.op === 'eq' ? indexed[filter.attrPath.toLowerCase()] : undefined;
  if (by !== undefined && filter.op === 'eq' && typeof filter.compValue === 'string') {
    return { lookUp: { by, value: filter.compValue }, matches: null };
  }
  const matches = matcherOf(lowered(filter));
  return { lookUp: all, matches: (resource) => matches(toLower(resource)) };
}

function parseFilter(text: string): Filter {
  if (text.length > MOST_CHARACTERS) throw new ScimError('invalidFilter', 'filter: is too long.');
  try {
    return parse(text);
  } catch (cause) {
    throw new ScimError('invalidFilter', 'filter: cannot be read.', { cause });
  }
}

// Core attributes may be written with the name of their schema in front.
function toPlain(filter: Filter): Filter {
  return mapPaths(filter, (path) => {
    const prefix = `${userSchema}:`;
    const isCore = path.toLowerCase().startsWith(prefix.toLowerCase());
    const plain = isCore ? path.slice(prefix.length) : path;
    return defaults[plain.toLowerCase()] ?? plain;
  });
}

function mapPaths(filter: Filter, change: (path: string) => string): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => mapPaths(part, change)) };
    case 'not':
      return { ...filter, filter: mapPaths(filter.filter, change) };
    case '[]':
      return filter;
    default:
      return { ...filter, attrPath: change(filter.attrPath) };
  }
}

// Texts are compared in any case but for those that are exact; the library compares them as they are.
function lowered(filter: Filter): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map(lowered) };
    case 'not':
      return { ...filter, filter: lowered(filter.filter) };
    case '[]':
      return { ...filter, valFilter: lowered(filter.valFilter) };
    case 'pr':
      return filter;
    default: {
      const { compValue } = filter;
      const isText = typeof compValue === 'string' && filter.attrPath.toLowerCase() !== 'externalid';
      return isText ? { ...filter, compValue: compValue.toLowerCase() } : filter;
    }
  }
}

function toLower<T>(value: T, name = ''): T {
  if (typeof value === 'string') return (name === 'externalId' ? value : value.toLowerCase()) as T;
  if (Array.isArray(value)) return value.map((each) => toLower(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toLower(each, key)])) as T;
}
