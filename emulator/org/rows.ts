import { toContentNote } from './notes.ts';
import type { Org } from './org.ts';
import type { OrgRecord } from './record.ts';
import { organizationRow } from './users.ts';

/** The rows of an object as its user sees them: stored records, and those that the org computes. */
export function rowsOf(org: Org, object: string, userId: string): readonly OrgRecord[] {
  const computed = computedRows[object];
  return computed ? computed(org, userId) : org.records(object);
}

/** The record that an id names: of `object`, else of the one that its key prefix tells. */
export function resolveId(
  org: Org,
  id: string,
  object = org.objectOfId(id)?.name,
): { object: string; record: OrgRecord } | undefined {
  if (!object) return undefined;
  const record = computedRows[object]?.(org, '').find((row) => row.Id === id) ?? org.find(object, id);
  return record && { object, record };
}

const computedRows: Readonly<Record<string, (org: Org, userId: string) => readonly OrgRecord[]>> = {
  ContentNote: (org) =>
    org
      .records('ContentDocument')
      .filter((document) => document.FileType === 'SNOTE')
      .map((document) =>
        toContentNote(document, org.find('ContentVersion', String(document.LatestPublishedVersionId))),
      ),
  Organization: (org) => [{ ...organizationRow(org, org.records('User')[0]?.Id ?? ''), Id: org.orgId }],
  Profile: (org) => org.records('Profile').map((row) => ({ ...row, ...org.permissions.systemFlags(row.Id) })),
  PermissionSet: (org) =>
    org
      .records('PermissionSet')
      .map((row) => ({ ...row, ...org.permissions.systemFlags(String(row.ProfileId)) })),
  PermissionSetAssignment: assignments,
  PlatformEventUsageMetric: (org) => org.allocation.metrics(),
  ObjectPermissions: objectPermissions,
  UserPermissionAccess: (org, userId) => {
    const profileId = org.find('User', userId)?.ProfileId;
    return profileId ? [{ Id: '000000000000000AAA', ...org.permissions.systemFlags(String(profileId)) }] : [];
  },
};

/** Each user is assigned the permission set that its profile owns. */
function assignments(org: Org): readonly OrgRecord[] {
  const setOf = new Map(org.records('PermissionSet').map((row) => [row.ProfileId, row.Id]));
  return org.records('User').flatMap((user) => {
    const permissionSetId = setOf.get(user.ProfileId);
    return permissionSetId
      ? [{ Id: user.Id.replace(/^005/, '0Pa'), PermissionSetId: permissionSetId, AssigneeId: user.Id }]
      : [];
  });
}

/** Who may read these follows from the record that they hang on: no profile speaks of them. */
const WITH_THEIR_PARENT: ReadonlySet<string> = new Set([
  'CaseComment',
  'ContentDocumentLink',
  'ContentNote',
  'EmailMessage',
  'FeedComment',
  'FeedItem',
  'Note',
]);

function objectPermissions(org: Org): readonly OrgRecord[] {
  const objects = org.objects
    .filter((def) => def.writeable && !WITH_THEIR_PARENT.has(def.name))
    .map((def) => def.name);
  return org.records('PermissionSet').flatMap((set, setIndex) =>
    org.permissions.objectRows(String(set.ProfileId), objects).map(({ object, access }, index) => ({
      Id: rowId('110', setIndex, index),
      ParentId: set.Id,
      SobjectType: object,
      PermissionsCreate: access.edit,
      PermissionsRead: access.read,
      PermissionsEdit: access.edit,
      PermissionsDelete: access.edit,
      PermissionsViewAllRecords: access.viewAll,
      PermissionsModifyAllRecords: access.viewAll && access.edit,
    })),
  );
}

const rowId = (prefix: string, set: number, index: number): string =>
  `${prefix}0000000${String(set).padStart(2, '0')}${String(index).padStart(3, '0')}AAA`;
