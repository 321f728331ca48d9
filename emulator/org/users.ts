import { toDate } from './derive.ts';
import type { Org } from './org.ts';

/** What a licence, a profile and its users are, in Salesforce's own words. */
interface ProfileSpec {
  readonly name: string;
  readonly licence: string;
  readonly licenceKey: string;
  readonly userType: string;
  readonly permissions: readonly string[];
}

const ADMIN = [
  'ApiEnabled',
  'ApproveUninstalledConnectedApps',
  'CustomizeApplication',
  'ManageUsers',
  'ModifyAllData',
  'QueryAllFiles',
  'ViewAllData',
  'ViewAllUsers',
  'ViewSetup',
];

const profile = (
  name: string,
  licence: string,
  licenceKey: string,
  userType: string,
  permissions: readonly string[] = [],
): ProfileSpec => ({
  name,
  licence,
  licenceKey,
  userType,
  permissions,
});

const profiles = {
  admin: profile('System Administrator', 'Salesforce', 'SFDC', 'Standard', ADMIN),
  manager: profile('Sales Manager', 'Salesforce', 'SFDC', 'Standard', [
    'ApiEnabled',
    'ViewAllUsers',
    'ViewSetup',
  ]),
  standard: profile('Standard User', 'Salesforce', 'SFDC', 'Standard', ['ApiEnabled']),
  integration: profile(
    'Minimum Access - API Only Integrations',
    'Salesforce Integration',
    'PID_SFDC_INTEGRATION',
    'Standard',
    ['ApiEnabled', 'ViewAllData'],
  ),
  chatter: profile('Chatter Free User', 'Chatter Free', 'CHATTER_FREE', 'CsnOnly'),
  automated: profile(
    'Automated Process',
    'Automated Process',
    'AUTOMATED_PROCESS',
    'AutomatedProcess',
    ADMIN,
  ),
  platform: profile(
    'Platform Integration User',
    'Cloud Integration User',
    'PID_CLOUD_INTEGRATION_USER',
    'CloudIntegrationUser',
    ['ViewAllData'],
  ),
  guest: profile('Help Center Profile', 'Guest User License', 'PID_Guest_User', 'Guest'),
  customer: profile(
    'Customer Community User',
    'Customer Community',
    'PID_Customer_Community',
    'CspLitePortal',
  ),
  partner: profile('Partner Community User', 'Partner Community', 'PID_Partner_Community', 'PowerPartner'),
  analytics: profile(
    'Analytics Cloud Integration User',
    'Analytics Cloud Integration User',
    'PID_Insights_Integration',
    'Standard',
    ['ViewAllData'],
  ),
  security: profile(
    'Analytics Cloud Security User',
    'Analytics Cloud Integration User',
    'PID_Insights_Integration',
    'Standard',
  ),
} as const;

type ProfileKey = keyof typeof profiles;

/** One user of the cast; `key` is what the story calls them. */
export interface CastMember {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly profile: ProfileKey;
  readonly title: string;
  readonly team?: 'sales' | 'service' | 'lead';
  readonly manager?: string;
  readonly active?: boolean;
}

const person = (
  first: string,
  last: string,
  title: string,
  team: CastMember['team'],
  manager?: string,
  key: ProfileKey = 'standard',
): CastMember => ({
  key: first.toLowerCase(),
  firstName: first,
  lastName: last,
  email: `${first.toLowerCase()}@acme.example`,
  profile: key,
  title,
  ...(team && { team }),
  ...(manager && { manager }),
});

const system = (
  key: ProfileKey,
  firstName: string,
  lastName: string,
  email: string,
  title = '',
): CastMember => ({
  key,
  firstName,
  lastName,
  email,
  profile: key,
  title,
});

/** The people and machines of Acme; `ORGID` in an e-mail stands for the org's id in lower case. */
export const cast: readonly CastMember[] = [
  person('Olga', 'Owner', 'Head of Revenue Operations', 'lead', undefined, 'admin'),
  person('Mara', 'Klein', 'Sales Manager', 'lead', 'olga', 'manager'),
  person('Ines', 'Roth', 'Service Manager', 'lead', 'olga', 'manager'),
  person('Jon', 'Park', 'Account Executive', 'sales', 'mara'),
  person('Tomas', 'Berg', 'Account Executive', 'sales', 'mara'),
  person('Lea', 'Novak', 'Account Executive', 'sales', 'mara'),
  person('Priya', 'Nair', 'Account Executive', 'sales', 'mara'),
  person('Samir', 'Haddad', 'Sales Development', 'sales', 'mara'),
  person('Yuki', 'Tanaka', 'Sales Development', 'sales', 'mara'),
  person('Bruno', 'Costa', 'Support Engineer', 'service', 'ines'),
  person('Anna', 'Lindqvist', 'Support Engineer', 'service', 'ines'),
  person('Kofi', 'Mensah', 'Support Engineer', 'service', 'ines'),
  person('Elif', 'Demir', 'Support Engineer', 'service', 'ines'),
  { ...person('Remy', 'Duval', 'Sales Contractor', 'sales', 'mara'), email: 'remy.duval@fieldforce.example' },
  {
    ...person('Greta', 'Holm', 'Support Contractor', 'service', 'ines'),
    email: 'greta.holm@fieldforce.example',
  },
  { ...person('Petra', 'Vance', 'Account Executive', undefined, 'mara'), active: false },
  system('integration', 'Data', 'Sync', 'data.sync@acme.example', 'Warehouse sync'),
  system('chatter', 'Nora', 'Quist', 'nora@acme.example', 'Facilities'),
  system('automated', 'Automated', 'Process', 'autoproc@ORGID'),
  system('platform', 'Platform Integration', 'User', 'cloud@ORGID'),
  system('guest', 'Help Center', 'Site Guest User', 'help@acme.example'),
  system('customer', 'Viktor', 'Sand', 'viktor.sand@northwind-mills.example'),
  system('partner', 'Carla', 'Mota', 'carla.mota@brightline-partners.example'),
  system('analytics', 'Integration', 'User', 'integration@ORGID.com'),
  system('security', 'Security', 'User', 'insightssecurity@ORGID.com'),
];

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
  const born = Date.parse(`${toDate(org.now() - 900 * 86_400_000)}T09:00:00Z`);
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
