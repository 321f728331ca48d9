/** What a licence, a profile and its users are, in Salesforce's own words. */
export interface ProfileSpec {
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

/** Every profile of the org. */
export const profiles = {
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
