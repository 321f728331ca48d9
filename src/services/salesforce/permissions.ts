import { type CompositeAnswer, type CompositeRequest, toQueryRequest } from './composite.ts';
import { SalesforceError } from './errors.ts';
import type { Rest, Row } from './rest.ts';

/**
 * What the connecting user may do, as far as WorkSights depends on it. Null is what the org does not tell:
 * it proves nothing missing, so only false stands in the way.
 */
export interface Permissions {
  readonly customizeApplication: boolean | null;
  readonly viewSetup: boolean | null;
  readonly viewAllData: boolean | null;
  readonly modifyAllData: boolean | null;
  readonly queryAllFiles: boolean | null;
  /** Objects with View All Records. */
  readonly viewAllRecords: ReadonlySet<string> | null;
}

const ACCESS_FIELDS = {
  customizeApplication: 'PermissionsCustomizeApplication',
  viewSetup: 'PermissionsViewSetup',
  viewAllData: 'PermissionsViewAllData',
  modifyAllData: 'PermissionsModifyAllData',
  queryAllFiles: 'PermissionsQueryAllFiles',
} as const;

const toQuery = (fields: readonly string[]) =>
  `SELECT ${fields.join(', ')} FROM UserPermissionAccess LIMIT 1`;

/** The querying user's own permissions, over profile and permission sets. */
const ACCESS_QUERY = toQuery(Object.values(ACCESS_FIELDS));

/** No more than what connecting depends on, for orgs that do not know each of the columns. */
const CONNECT_QUERY = toQuery([ACCESS_FIELDS.customizeApplication, ACCESS_FIELDS.viewSetup]);

/** Grants of View All Records to the user over all profiles and sets; needs View Setup itself. */
function objectPermissionsQuery(remoteUserId: string): string {
  if (!/^[A-Za-z0-9]{15,18}$/.test(remoteUserId)) throw new Error('not a Salesforce id');
  return (
    'SELECT SobjectType FROM ObjectPermissions WHERE PermissionsViewAllRecords = true AND ParentId IN ' +
    `(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${remoteUserId}')`
  );
}

/** Joins the rows of the two queries; what a row does not tell is unknown. */
export function toPermissions(access: Row | undefined, objects: readonly Row[] | null): Permissions {
  const has = (field: string) => (typeof access?.[field] === 'boolean' ? access[field] : null);
  return {
    customizeApplication: has(ACCESS_FIELDS.customizeApplication),
    viewSetup: has(ACCESS_FIELDS.viewSetup),
    viewAllData: has(ACCESS_FIELDS.viewAllData),
    modifyAllData: has(ACCESS_FIELDS.modifyAllData),
    queryAllFiles: has(ACCESS_FIELDS.queryAllFiles),
    viewAllRecords: objects && new Set(objects.map((row) => String(row.SobjectType))),
  };
}

/** The permissions without which no channel can be created, by the names that Salesforce's Setup uses. */
export function missingToConnect(permissions: Permissions): string[] {
  const missing: string[] = [];
  if (permissions.customizeApplication === false) missing.push('Customize Application');
  if (permissions.viewSetup === false) missing.push('View Setup and Configuration');
  return missing;
}

/** True unless it is known that the user sees less than all records. */
export function maySeeAll({ viewAllData, modifyAllData }: Permissions): boolean {
  if (viewAllData === true || modifyAllData === true) return true;
  return viewAllData === null || modifyAllData === null;
}

// Task and Event have no View All Records of their own.
const NEEDS_VIEW_ALL_DATA: ReadonlySet<string> = new Set(['Task', 'Event']);

/** The permission without which the stream leaves an entity out in silence, by name; null unless it is missing. */
export function missingToStream(permissions: Permissions, entity: string): string | null {
  if (maySeeAll(permissions)) return null;
  if (NEEDS_VIEW_ALL_DATA.has(entity)) return 'View All Data';
  return permissions.viewAllRecords?.has(entity) === false ? `View All Records on ${entity}` : null;
}

/** What is asked for the permissions of the user behind the token: two queries of a Composite. */
export function permissionRequests(remoteUserId: string): readonly [CompositeRequest, CompositeRequest] {
  return [
    toQueryRequest('access', ACCESS_QUERY),
    toQueryRequest('objects', objectPermissionsQuery(remoteUserId)),
  ];
}

/** Reads the answers to `permissionRequests`; an org that does not tell all is asked for what connecting needs. */
export async function readPermissions(
  rest: Rest,
  [access, objects]: readonly (CompositeAnswer | undefined)[],
): Promise<Permissions> {
  for (const answer of [access, objects]) {
    if (answer?.error && !(answer.error instanceof SalesforceError)) throw answer.error;
  }
  const rows = (body: unknown) => (body as { records?: Row[] } | undefined)?.records ?? [];
  const row = access?.error ? await readConnectAccess(rest) : rows(access?.body)[0];
  return toPermissions(row, objects?.error ? null : rows(objects?.body));
}

// A refusal of the rows, too, means that the org does not tell, no more.
async function readConnectAccess(rest: Rest): Promise<Row | undefined> {
  try {
    for await (const [row] of rest.query(CONNECT_QUERY)) return row;
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
  }
  return undefined;
}
