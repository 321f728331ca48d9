import { systemPermissions } from './objects/user.ts';
import type { OrgRecord, Value } from './record.ts';

/** What a profile allows on one object. */
export interface ObjectAccess {
  readonly read: boolean;
  readonly edit: boolean;
  readonly viewAll: boolean;
}

interface ProfileAccess {
  readonly system: Set<string>;
  readonly objects: Map<string, ObjectAccess>;
  readonly hidden: Map<string, Set<string>>;
}

/** What users may do, held by profile as in a real org. */
export interface Permissions {
  addProfile(profileId: string, system: readonly string[]): void;
  /** Gives `to` what `from` has, as cloning a profile does. */
  cloneProfile(from: string, to: string): void;
  has(userId: string, permission: string): boolean;
  access(userId: string, object: string): ObjectAccess;
  hiddenFields(userId: string, object: string): ReadonlySet<string>;
  setSystem(profileId: string, permission: string, on: boolean): void;
  setObject(profileId: string, object: string, access: Partial<ObjectAccess>): void;
  setHidden(profileId: string, object: string, field: string, hidden: boolean): void;
  /** `PermissionsApiEnabled: true` ... of a profile. */
  systemFlags(profileId: string): Record<string, Value>;
  /** Object permissions that differ from the default of the profile, and the defaults of `objects`. */
  objectRows(profileId: string, objects: readonly string[]): { object: string; access: ObjectAccess }[];
}

const NOTHING: ReadonlySet<string> = new Set();
/** Setup objects that need View Setup and Configuration. */
const SETUP_OBJECTS = new Set(['ObjectPermissions', 'PermissionSet', 'PermissionSetAssignment']);
/** Tasks and Events have no View All Records of their own: only View All Data shows all of them. */
const ACTIVITIES = new Set(['Task', 'Event', 'EventRelation']);

export function createPermissions(profileIdOf: (userId: string) => string | undefined): Permissions {
  const profiles = new Map<string, ProfileAccess>();
  const profile = (id: string): ProfileAccess => {
    const known = profiles.get(id);
    if (!known) throw new Error(`no profile ${id}`);
    return known;
  };
  const of = (userId: string): ProfileAccess | undefined => {
    const id = profileIdOf(userId);
    return id ? profiles.get(id) : undefined;
  };
  const accessOf = (from: ProfileAccess | undefined, object: string): ObjectAccess => {
    const system = from?.system ?? NOTHING;
    const own = from?.objects.get(object);
    const setup = SETUP_OBJECTS.has(object);
    return {
      read: own?.read ?? (from !== undefined && (!setup || system.has('ViewSetup'))),
      edit: own?.edit ?? (from !== undefined && !setup && (object !== 'User' || system.has('ManageUsers'))),
      viewAll: viewsAll(system, object, own),
    };
  };
  return {
    addProfile: (id, system) => {
      profiles.set(id, { system: new Set(system), objects: new Map(), hidden: new Map() });
    },
    cloneProfile: (from, to) => {
      const { system, objects, hidden } = profile(from);
      profiles.set(to, {
        system: new Set(system),
        objects: new Map(objects),
        hidden: new Map([...hidden].map(([k, v]) => [k, new Set(v)])),
      });
    },
    has: (userId, permission) => of(userId)?.system.has(permission) ?? false,
    access: (userId, object) => accessOf(of(userId), object),
    hiddenFields: (userId, object) => of(userId)?.hidden.get(object) ?? NOTHING,
    setSystem: (id, permission, on) => {
      if (!(permission in systemPermissions)) throw new Error(`no permission ${permission}`);
      if (on) profile(id).system.add(permission);
      else profile(id).system.delete(permission);
    },
    setObject: (id, object, access) => {
      const from = profile(id);
      from.objects.set(object, { ...accessOf(from, object), ...access });
    },
    setHidden: (id, object, field, hidden) => {
      const fields = profile(id).hidden.get(object) ?? new Set<string>();
      if (hidden) fields.add(field);
      else fields.delete(field);
      profile(id).hidden.set(object, fields);
    },
    systemFlags: (id) =>
      Object.fromEntries(
        Object.keys(systemPermissions).map((name) => [`Permissions${name}`, profile(id).system.has(name)]),
      ),
    objectRows: (id, objects) => objects.map((object) => ({ object, access: accessOf(profile(id), object) })),
  };
}

function viewsAll(system: ReadonlySet<string>, object: string, own: ObjectAccess | undefined): boolean {
  if (system.has('ViewAllData') || system.has('ModifyAllData')) return own?.viewAll ?? true;
  if (ACTIVITIES.has(object)) return false;
  if (object === 'User') return system.has('ViewAllUsers');
  return own?.viewAll ?? false;
}

/** The profile that a user record names. */
export function profileIdOf(user: OrgRecord | undefined): string | undefined {
  return typeof user?.ProfileId === 'string' ? user.ProfileId : undefined;
}
