import { parseId } from './ids.ts';
import type { Org } from './org.ts';
import type { OrgRecord } from './record.ts';

/** Finds a user by id, username, e-mail or the cast's key, in that order; undefined for nobody. */
export function findUser(org: Org, people: ReadonlyMap<string, string>, text: string): OrgRecord | undefined {
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
