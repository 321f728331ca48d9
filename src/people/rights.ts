import type { UserRole, UserRow } from '../store/users.ts';

/** Who changes people: a person by their role, the company's directory (SCIM), or whoever runs the installation. */
export type Changer =
  | { readonly userId: string; readonly role: UserRole }
  | { readonly userId: null; readonly role: 'directory' | 'operator' };

// Nobody changes those above them, or lifts anybody above themselves: an Admin, who sees no activity but their own,
// could else make an Executive of themselves.
const rank: Readonly<Record<UserRole, number>> = {
  owner: 3,
  executive: 2,
  technical_admin: 1,
  manager: 0,
  member: 0,
};

/** True for the roles that add, change and deactivate people. */
export function managesPeople(role: UserRole): boolean {
  return rank[role] > 0;
}

/** Why a change is refused, as a sentence for who asked, or null; `before` is null for a new person. */
export function findRefusal(by: Changer, before: UserRow | null, after: Omit<UserRow, 'id'>): string | null {
  if (by.role === 'operator') return null;
  if (by.role === 'directory') {
    const isMoved = (before?.role ?? after.role) !== after.role;
    return after.role === 'owner' && before?.role !== 'owner'
      ? 'An Owner is made by an Owner, not by the directory.'
      : before?.role === 'owner' && isMoved
        ? 'The role of an Owner is changed by an Owner, not by the directory.'
        : null;
  }
  const isSelf = before !== null && before.id === by.userId;
  if (isSelf && isAccessMoved(before, after)) {
    return 'Nobody changes their own role or login access: ask somebody else who manages people.';
  }
  if (isSelf && isOwnMatter(before, after)) return null;
  if (!managesPeople(by.role)) return 'Only Owners, Executives and Admins manage people.';
  if (before !== null && rank[before.role] > rank[by.role]) {
    return `Only ${above(before.role)} change ${named[before.role]}.`;
  }
  return rank[after.role] > rank[by.role] ? `Only ${above(after.role)} make ${named[after.role]}.` : null;
}

function isAccessMoved(before: UserRow, after: Omit<UserRow, 'id'>): boolean {
  return (
    before.role !== after.role ||
    before.loginAccess !== after.loginAccess ||
    before.deactivatedAt !== after.deactivatedAt
  );
}

// What everybody may say of themselves. Not the e-mail: whoever holds an address signs in as its person.
function isOwnMatter(before: UserRow, after: Omit<UserRow, 'id'>): boolean {
  return (
    before.email === after.email &&
    before.managerId === after.managerId &&
    before.region === after.region &&
    before.position === after.position
  );
}

const named: Readonly<Record<UserRole, string>> = {
  owner: 'an Owner',
  executive: 'an Executive',
  technical_admin: 'an Admin',
  manager: 'a Manager',
  member: 'a Member',
};

const above = (role: UserRole) => (role === 'owner' ? 'Owners' : 'Owners and Executives');
