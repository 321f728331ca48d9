import {
  defineObject,
  defineSetupObject,
  field,
  flag,
  picklist,
  readOnly,
  reference,
  restOnly,
  text,
} from './fields.ts';

const userTypes = [
  'Standard',
  'PowerPartner',
  'PowerCustomerSuccess',
  'CustomerSuccess',
  'Guest',
  'CspLitePortal',
  'CsnOnly',
  'AutomatedProcess',
  'CloudIntegrationUser',
  'SelfService',
];

/** User: read in full, written only where an administrator would (name, e-mail, active, manager, profile). */
export const user = defineObject(
  { name: 'User', label: 'User', labelPlural: 'Users', keyPrefix: '005', hasChangeEvents: true },
  [
    text('Username', 'Username', 80, { nillable: false }),
    text('LastName', 'Last Name', 80, { nillable: false }),
    text('FirstName', 'First Name', 40),
    text('Name', 'Full Name', 121, { ...readOnly, nillable: false }),
    text('CompanyName', 'Company Name', 80),
    text('Division', 'Division', 80),
    text('Department', 'Department', 80),
    text('Title', 'Title', 80),
    field('Email', 'Email', 'email', { length: 128, nillable: false }),
    text('Alias', 'Alias', 8, { nillable: false }),
    text('CommunityNickname', 'Nickname', 40, { nillable: false }),
    flag('IsActive', 'Active', { defaultValue: true }),
    reference('UserRoleId', 'Role ID', ['UserRole']),
    reference('ProfileId', 'Profile ID', ['Profile'], { nillable: false }),
    picklist('UserType', 'User Type', userTypes, readOnly),
    picklist('LanguageLocaleKey', 'Language', ['en_US', 'de', 'fr'], { nillable: false }),
    picklist('LocaleSidKey', 'Locale', ['en_US', 'en_GB', 'de_DE', 'fr_FR'], { nillable: false }),
    text('TimeZoneSidKey', 'Time Zone', 40, { nillable: false }),
    text('EmailEncodingKey', 'Email Encoding', 40, { ...readOnly, defaultValue: 'UTF-8' }),
    reference('ManagerId', 'Manager ID', ['User']),
    field('LastLoginDate', 'Last Login', 'datetime', { ...readOnly, ...restOnly }),
    text('FederationIdentifier', 'SAML Federation ID', 512),
  ],
);

/** Permissions that the emulator knows: API name without `Permissions` -> label as Setup shows it. */
export const systemPermissions: Readonly<Record<string, string>> = {
  ApiEnabled: 'API Enabled',
  ApproveUninstalledConnectedApps: 'Approve Uninstalled Connected Apps',
  CreateAuditFields: 'Set Audit Fields upon Record Creation',
  CustomizeApplication: 'Customize Application',
  ManageUsers: 'Manage Internal Users',
  ModifyAllData: 'Modify All Data',
  QueryAllFiles: 'Query All Files',
  ViewAllData: 'View All Data',
  ViewAllUsers: 'View All Users',
  ViewSetup: 'View Setup and Configuration',
};

const permissionFields = Object.entries(systemPermissions).map(([name, label]) =>
  flag(`Permissions${name}`, label),
);

export const profile = defineSetupObject(
  { name: 'Profile', label: 'Profile', labelPlural: 'Profile', keyPrefix: '00e' },
  [
    text('Name', 'Name'),
    reference('UserLicenseId', 'User License ID', ['UserLicense']),
    picklist('UserType', 'User Type', userTypes),
    ...permissionFields,
  ],
);

export const userLicense = defineSetupObject(
  { name: 'UserLicense', label: 'User License', labelPlural: 'User Licenses', keyPrefix: '100' },
  [
    text('Name', 'Name', 40),
    text('MasterLabel', 'Master Label', 40),
    text('LicenseDefinitionKey', 'License Def. ID', 40),
    text('Status', 'Status', 40),
  ],
);

export const userRole = defineSetupObject(
  { name: 'UserRole', label: 'Role', labelPlural: 'Role', keyPrefix: '00E' },
  [
    text('Name', 'Name', 80),
    text('DeveloperName', 'Developer Name', 80),
    reference('ParentRoleId', 'Parent Role ID', ['UserRole']),
  ],
);

/** A queue or public group: owns Cases and Leads, is no person. */
export const group = defineSetupObject(
  { name: 'Group', label: 'Group', labelPlural: 'Group', keyPrefix: '00G' },
  [
    text('Name', 'Name', 40),
    text('DeveloperName', 'Developer Name', 80),
    text('Type', 'Type', 40),
    field('Email', 'Email', 'email'),
  ],
);

export const permissionSet = defineSetupObject(
  { name: 'PermissionSet', label: 'Permission Set', labelPlural: 'Permission Sets', keyPrefix: '0PS' },
  [
    text('Name', 'Permission Set Name', 80),
    text('Label', 'Permission Set Label', 80),
    flag('IsOwnedByProfile', 'Is Owned By Profile'),
    reference('ProfileId', 'Profile ID', ['Profile']),
    ...permissionFields,
  ],
);

export const permissionSetAssignment = defineSetupObject(
  {
    name: 'PermissionSetAssignment',
    label: 'Permission Set Assignment',
    labelPlural: 'Permission Set Assignments',
    keyPrefix: '0Pa',
  },
  [
    reference('PermissionSetId', 'PermissionSet ID', ['PermissionSet']),
    reference('AssigneeId', 'Assignee ID', ['User']),
  ],
);

/** What a profile allows on an object; a user without View Setup and Configuration cannot query it. */
export const objectPermissions = defineSetupObject(
  {
    name: 'ObjectPermissions',
    label: 'Object Permissions',
    labelPlural: 'Object Permissions',
    keyPrefix: '110',
  },
  [
    reference('ParentId', 'Parent ID', ['PermissionSet']),
    text('SobjectType', 'Sobject Type Name', 40),
    flag('PermissionsCreate', 'Create Records'),
    flag('PermissionsRead', 'Read Records'),
    flag('PermissionsEdit', 'Edit Records'),
    flag('PermissionsDelete', 'Delete Records'),
    flag('PermissionsViewAllRecords', 'Read All Records'),
    flag('PermissionsModifyAllRecords', 'Edit All Records'),
  ],
);

/** One row: the system permissions of whoever asks. */
export const userPermissionAccess = defineSetupObject(
  {
    name: 'UserPermissionAccess',
    label: 'User Permission Access',
    labelPlural: 'User Permission Access',
    keyPrefix: '000',
  },
  permissionFields,
);

/** The polymorphic target of Owner, Who and What in a query path. */
export const nameObject = defineSetupObject(
  { name: 'Name', label: 'Name', labelPlural: 'Names', keyPrefix: '' },
  [
    text('Name', 'Name'),
    text('FirstName', 'First Name'),
    text('LastName', 'Last Name'),
    text('Type', 'Type'),
    text('Title', 'Title'),
    field('Email', 'Email', 'email'),
    text('Username', 'Username'),
    flag('IsActive', 'Active'),
  ],
);
