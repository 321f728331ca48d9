import { SalesforceError } from './errors.ts';
import { parseId } from './ids.ts';
import type { Org } from './org.ts';
import type { OrgRecord } from './record.ts';

/** A seeded org and the ids of its cast by their keys (`olga`, `mara` ...). */
export interface SeededOrg {
  readonly org: Org;
  readonly people: ReadonlyMap<string, string>;
}

/** Finds a user by id, username, e-mail or the cast's key, in that order; undefined for nobody. */
function findUser(org: Org, people: ReadonlyMap<string, string>, text: string): OrgRecord | undefined {
  const byId = org.find('User', parseId(text) ?? '') ?? org.find('User', people.get(text) ?? '');
  const wanted = text.toLowerCase();
  return (
    byId ??
    org
      .records('User')
      .find(({ Username, Email }) => [Username, Email].some((each) => String(each).toLowerCase() === wanted))
  );
}

/**
 * A profile that belongs to this user alone, so that a permission can be taken from one person without
 * touching others: the user's profile is cloned once, as an administrator would do.
 */
export function ownProfile(org: Org, userId: string): string {
  const user = org.find('User', userId);
  const profile = org.find('Profile', String(user?.ProfileId));
  if (!user || !profile) throw new Error(`no user ${userId}`);
  const sharers = org.records('User').filter((each) => each.ProfileId === profile.Id);
  if (sharers.length === 1) return profile.Id;
  const id = org.nextId('00e');
  org.put('Profile', { ...profile, Id: id, Name: `${profile.Name} (${user.Name})` });
  org.put('PermissionSet', {
    Id: org.nextId('0PS'),
    Name: `X${id}`,
    Label: `X${id}`,
    IsOwnedByProfile: true,
    ProfileId: id,
  });
  org.permissions.cloneProfile(profile.Id, id);
  org.put('User', { ...user, ProfileId: id });
  return id;
}

/** The id of such a user; throws where there is nobody. */
export function requireUser({ org, people }: SeededOrg, text: string): string {
  const user = findUser(org, people, text);
  if (!user) throw new SalesforceError(400, 'UNKNOWN_USER', `no user ${text}`);
  return user.Id;
}
