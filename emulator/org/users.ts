import { type CastMember, cast, type ProfileSpec, profiles } from './cast.ts';
import { toDate } from './derive.ts';
import type { Org } from './org.ts';

/** Creates licences, profiles, roles, the support queue and the cast; returns user ids by the cast's keys. */
export function seedUsers(org: Org, usernameSuffix: string): ReadonlyMap<string, string> {
  const profileIds = new Map(Object.entries(profiles).map(([key, spec]) => [key, seedProfile(org, spec)]));
  const ids = new Map(cast.map((member) => [member.key, org.nextId('005')]));
  for (const member of cast) seedUser(org, member, ids, profileIds.get(member.profile)!, usernameSuffix);
  org.put('Group', {
    Id: org.nextId('00G'),
    Name: 'Support Queue',
    DeveloperName: 'Support_Queue',
    Type: 'Queue',
    Email: null,
  });
  return ids;
}

function seedProfile(org: Org, spec: ProfileSpec): string {
  const known = org.records('UserLicense').find((each) => each.Name === spec.licence);
  const licenceId = known?.Id ?? org.nextId('100');
  org.put('UserLicense', {
    Id: licenceId,
    Name: spec.licence,
    MasterLabel: spec.licence,
    LicenseDefinitionKey: spec.licenceKey,
    Status: 'Active',
  });
  const id = org.nextId('00e');
  org.put('Profile', { Id: id, Name: spec.name, UserLicenseId: licenceId, UserType: spec.userType });
  org.put('PermissionSet', {
    Id: org.nextId('0PS'),
    Name: `X${id}`,
    Label: `X${id}`,
    IsOwnedByProfile: true,
    ProfileId: id,
  });
  org.permissions.addProfile(id, spec.permissions);
  return id;
}

function seedUser(
  org: Org,
  member: CastMember,
  ids: ReadonlyMap<string, string>,
  profileId: string,
  suffix: string,
): void {
  const id = ids.get(member.key)!;
  const hired = Math.floor((org.now() - 400 * 86_400_000) / 1000) * 1000;
  const sandbox = org.settings.environment === 'sandbox';
  const email = member.email.replace('ORGID', org.orgId.toLowerCase());
  org.put('User', {
    Id: id,
    Username: `${email}${suffix}`,
    FirstName: member.firstName,
    LastName: member.lastName,
    Name: `${member.firstName} ${member.lastName}`,
    CompanyName: 'Acme Inc.',
    Division: null,
    Department: member.team === 'sales' ? 'Sales' : member.team === 'service' ? 'Service' : null,
    Title: member.title || null,
    // A sandbox copy makes e-mails undeliverable, so that tests write to nobody.
    Email: sandbox ? `${email}.invalid` : email,
    Alias:
      member.profile === 'automated'
        ? 'autoproc'
        : `${member.firstName[0]}${member.lastName}`.toLowerCase().replace(/\W/g, '').slice(0, 8),
    CommunityNickname: `${member.key}.${member.lastName.toLowerCase().replace(/\W/g, '')}`,
    IsActive: member.active ?? true,
    UserRoleId: null,
    ProfileId: profileId,
    UserType: profiles[member.profile].userType,
    LanguageLocaleKey: 'en_US',
    LocaleSidKey: 'en_GB',
    TimeZoneSidKey: 'Europe/Berlin',
    EmailEncodingKey: 'UTF-8',
    ManagerId: member.manager ? (ids.get(member.manager) ?? null) : null,
    LastLoginDate: member.team ? Math.floor((org.now() - 3_600_000) / 1000) * 1000 : null,
    FederationIdentifier: null,
    CreatedDate: hired,
    CreatedById: ids.get('olga')!,
    LastModifiedDate: hired,
    LastModifiedById: ids.get('olga')!,
    SystemModstamp: hired,
    IsDeleted: false,
  });
}

/** The Organization row, kept in step with the settings whenever it is read. */
export function organizationRow(
  org: Org,
  createdById: string,
): Record<string, string | number | boolean | null> {
  const sandbox = org.settings.environment === 'sandbox';
  const born = Date.parse(`${toDate(org.now() - 1400 * 86_400_000)}T09:00:00Z`);
  return {
    Id: org.orgId,
    Name: org.settings.name,
    Country: 'DE',
    Phone: null,
    PrimaryContact: 'Olga Owner',
    DefaultLocaleSidKey: 'en_GB',
    TimeZoneSidKey: 'Europe/Berlin',
    LanguageLocaleKey: 'en_US',
    OrganizationType: org.settings.edition,
    NamespacePrefix: null,
    InstanceName: sandbox ? 'DEU2S' : 'DEU12',
    IsSandbox: sandbox,
    TrialExpirationDate: null,
    FiscalYearStartMonth: 1,
    UsesStartDateAsFiscalYearName: true,
    CreatedDate: born,
    CreatedById: createdById,
    LastModifiedDate: born,
    LastModifiedById: createdById,
    SystemModstamp: born,
  };
}
