import { toContentNote } from './notes.ts';
import { compoundOf } from './objects/index.ts';
import type { Org } from './org.ts';
import type { OrgRecord } from './record.ts';
import type { Rows } from './rowStore.ts';
import { toRows } from './tables.ts';
import { organizationRow } from './users.ts';

/** How long a deleted record stays in the Recycle Bin, where queryAll still finds it. Source: REST API Developer Guide, "sObject Get Deleted". */
export const RECYCLE_BIN_MS = 15 * 86_400_000;

/**
 * The rows of an object as its user sees them: stored records, and those that the org computes. `all` adds
 * what is in the Recycle Bin and what is archived.
 */
export function rowsOf(org: Org, object: string, userId: string, all: boolean): Rows {
  const computed = computedRows[object];
  const rows = computed ? toRows(computed(org, userId)) : org.rows(object);
  const parent = org.objectDef(object)?.historyOf;
  const hidden = parent ? historyFilter(org, parent, userId) : () => false;
  const isGone = all
    ? (row: OrgRecord) => row.IsDeleted === true && !isInRecycleBin(org, object, row)
    : (row: OrgRecord) => row.IsDeleted === true || isArchived(object, row);
  return { ...rows, shows: (row) => !isGone(row) && !hidden(row) };
}

/** When a deleted row was deleted, epoch ms: a history row with its record. */
export function deletedAt(org: Org, object: string, row: OrgRecord): number {
  const parent = org.objectDef(object)?.historyOf;
  const record = parent ? org.find(parent, String(row[`${parent}Id`])) : row;
  return Number(record?.SystemModstamp ?? 0);
}

function isInRecycleBin(org: Org, object: string, row: OrgRecord): boolean {
  return org.now() - deletedAt(org, object, row) < RECYCLE_BIN_MS;
}

/** Only queryAll finds what is archived (SOAP API Developer Guide, "Archived Activities"). */
function isArchived(object: string, row: OrgRecord): boolean {
  return (object === 'Task' || object === 'Event') && row.IsArchived === true;
}

/** Field-level security of the record holds for what its history tells. */
function historyFilter(org: Org, parent: string, userId: string): (row: OrgRecord) => boolean {
  const hidden = org.permissions.hiddenFields(userId, parent);
  const def = org.objectDef(parent);
  if (hidden.size === 0 || !def) return () => false;
  return ({ Field }) => {
    if (typeof Field !== 'string') return false;
    const names = [Field, `${Field}Id`, compoundOf(def, Field)?.parent.name];
    if (/^owner/.test(Field)) names.push('OwnerId');
    return names.some((name) => name !== undefined && hidden.has(name));
  };
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
