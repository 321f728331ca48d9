import { SalesforceError } from './errors.ts';
import type { Rest, Row } from './rest.ts';

/** What the connecting user may do, as far as WorkSights depends on it. */
export interface Permissions {
  readonly customizeApplication: boolean;
  readonly viewSetup: boolean;
  readonly viewAllData: boolean;
  readonly modifyAllData: boolean;
  readonly queryAllFiles: boolean;
  /** Objects with View All Records; null where that cannot be read, which proves nothing missing. */
  readonly viewAllRecords: ReadonlySet<string> | null;
}

const ACCESS_FIELDS = {
  customizeApplication: 'PermissionsCustomizeApplication',
  viewSetup: 'PermissionsViewSetup',
  viewAllData: 'PermissionsViewAllData',
  modifyAllData: 'PermissionsModifyAllData',
  queryAllFiles: 'PermissionsQueryAllFiles',
} as const;

/** The querying user's own permissions, over profile and permission sets. */
const ACCESS_QUERY = `SELECT ${Object.values(ACCESS_FIELDS).join(', ')} FROM UserPermissionAccess LIMIT 1`;

/** Grants of View All Records to the user over all profiles and sets; needs View Setup itself. */
function objectPermissionsQuery(remoteUserId: string): string {
  if (!/^[A-Za-z0-9]{15,18}$/.test(remoteUserId)) throw new Error('not a Salesforce id');
  return (
    'SELECT SobjectType FROM ObjectPermissions WHERE PermissionsViewAllRecords = true AND ParentId IN ' +
    `(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${remoteUserId}')`
  );
}

/** Joins the rows of the two queries; without the access row nothing is granted. */
export function toPermissions(access: Row | undefined, objects: readonly Row[] | null): Permissions {
  const has = (field: string) => access?.[field] === true;
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
  if (!permissions.customizeApplication) missing.push('Customize Application');
  if (!permissions.viewSetup) missing.push('View Setup and Configuration');
  return missing;
}

// Task and Event have no View All Records of their own.
const NEEDS_VIEW_ALL_DATA: ReadonlySet<string> = new Set(['Task', 'Event']);

/** The permission without which the stream leaves an entity out in silence, by name; null when it is there. */
export function missingToStream(permissions: Permissions, entity: string): string | null {
  if (permissions.viewAllData || permissions.modifyAllData) return null;
  if (NEEDS_VIEW_ALL_DATA.has(entity)) return 'View All Data';
  return permissions.viewAllRecords?.has(entity) === false ? `View All Records on ${entity}` : null;
}

/** Reads the permissions of the user behind the token, in one API call. */
export async function readPermissions(rest: Rest, remoteUserId: string): Promise<Permissions> {
  const query = (referenceId: string, soql: string) => ({
    referenceId,
    path: `query?q=${encodeURIComponent(soql)}`,
  });
  const [access, objects] = await rest.composite([
    query('access', ACCESS_QUERY),
    query('objects', objectPermissionsQuery(remoteUserId)),
  ]);
  // A refusal of the rows means that the right to see them is missing, no more.
  for (const answer of [access, objects]) {
    if (answer?.error && !(answer.error instanceof SalesforceError)) throw answer.error;
  }
  const rows = (body: unknown) => (body as { records?: Row[] } | undefined)?.records ?? [];
  return toPermissions(rows(access?.body)[0], objects?.error ? null : rows(objects?.body));
}
