import { describe, expect, it } from 'vitest';
import { isSupported, toEdition, toOrganization } from './editions.ts';
import { missingToConnect, missingToStream, toPermissions } from './permissions.ts';
import { classifyRemoteUser, matchEmail } from './remoteUsers.ts';

const person = {
  Id: '005000000000001AAA',
  Name: 'Mia Member',
  Email: 'mia@acme.example',
  Username: 'mia@acme.example',
  Alias: 'mia',
  IsActive: true,
  UserType: 'Standard',
  Profile: { Name: 'Standard User', UserLicense: { Name: 'Salesforce' } },
};
const licence = (Name: string) => ({ Profile: { UserLicense: { Name } } });

describe('remote users', () => {
  it.each([
    ['a person', {}, null],
    ['a person on the platform licence', licence('Salesforce Platform'), null],
    ['a person without a readable profile', { Profile: null }, null],
    ['a leaver', { IsActive: false }, 'inactive'],
    [
      'an inactive integration user',
      { IsActive: false, ...licence('Salesforce Integration') },
      'integration',
    ],
    ['an integration user of type Standard', licence('Salesforce Integration'), 'integration'],
    ['the analytics integration user', licence('Analytics Cloud Integration User'), 'integration'],
    ['the platform integration user', { UserType: 'CloudIntegrationUser' }, 'integration'],
    ['an integration user by address', { Email: 'integration@00d000000000001.com' }, 'integration'],
    ['the security user', { Username: 'insightssecurity@00d000000000001.com' }, 'integration'],
    ['the automated process', { UserType: 'AutomatedProcess', Profile: null }, 'automated_process'],
    ['Chatter Free', { UserType: 'CsnOnly' }, 'chatter_free'],
    ['a guest', { UserType: 'Guest' }, 'guest'],
    ['a partner', { UserType: 'PowerPartner' }, 'portal'],
    ['a customer, spelled one way', { UserType: 'CspLitePortal' }, 'portal'],
    ['a customer, spelled the other way', { UserType: 'CSPLitePortal' }, 'portal'],
    ['a proxy', licence('XOrg Proxy User'), 'system'],
    ['a type of tomorrow', { UserType: 'SomethingNew' }, 'system'],
  ])('%s: %j is %s', (_name, change, excluded) => {
    expect(classifyRemoteUser({ ...person, ...change })).toEqual({ excluded });
  });

  it('are matched without case, and in a sandbox without .invalid', () => {
    expect(matchEmail(' Mia@Acme.example ', 'production')).toBe('mia@acme.example');
    expect(matchEmail('Mia@Acme.example.INVALID', 'sandbox')).toBe('mia@acme.example');
    expect(matchEmail('mia@acme.example.invalid', 'production')).toBe('mia@acme.example.invalid');
  });
});

describe('editions', () => {
  it.each([
    ['Enterprise Edition', 'enterprise', true],
    ['Unlimited Edition', 'unlimited', true],
    ['Performance Edition', 'performance', true],
    ['Developer Edition', 'developer', true],
    ['Professional Edition', 'professional', false],
    ['Team Edition', 'team', false],
    ['Base Edition', 'base', false],
    ['Personal Edition', 'team', false],
    ['Edition of Tomorrow', 'unknown', true],
  ])('%s is %s, supported: %s', (type, edition, supported) => {
    expect(toEdition(type)).toBe(edition);
    expect(isSupported(toEdition(type))).toBe(supported);
  });

  it('reads the org', () => {
    const row = { Id: '00D', Name: 'Acme Inc.', OrganizationType: 'Enterprise Edition', IsSandbox: true };
    const acme = { id: '00D', name: 'Acme Inc.', edition: 'enterprise', environment: 'sandbox' };
    expect(toOrganization(row, 'production')).toEqual(acme);
    expect(toOrganization({ ...row, IsSandbox: false }, 'sandbox').environment).toBe('production');
  });

  it('takes the environment as asked where the org does not tell it', () => {
    const row = { Id: '00D', Name: 'Acme Inc.', OrganizationType: 'Enterprise Edition' };
    expect(toOrganization(row, 'sandbox').environment).toBe('sandbox');
    expect(toOrganization(row, 'production').environment).toBe('production');
  });
});

describe('permissions', () => {
  it('are named where they are missing', () => {
    const names = ['CustomizeApplication', 'ViewSetup', 'ViewAllData', 'ModifyAllData', 'QueryAllFiles'];
    const no = Object.fromEntries(names.map((name) => [`Permissions${name}`, false]));
    const none = toPermissions(no, []);
    expect(missingToConnect(none)).toEqual(['Customize Application', 'View Setup and Configuration']);
    expect(missingToStream(none, 'Task')).toBe('View All Data');
    expect(missingToStream(none, 'Case')).toBe('View All Records on Case');
    const some = toPermissions({ ...no, PermissionsCustomizeApplication: true, PermissionsViewSetup: true }, [
      { SobjectType: 'Case' },
    ]);
    expect(missingToConnect(some)).toEqual([]);
    expect(missingToStream(some, 'Case')).toBeNull();
    expect(missingToStream(some, 'Event')).toBe('View All Data');
    const all = toPermissions({ ...no, PermissionsViewAllData: true }, []);
    expect(missingToStream(all, 'Event')).toBeNull();
    expect(missingToStream(all, 'Contact')).toBeNull();
  });

  it('that the org does not tell count as nothing missing', () => {
    const unknown = toPermissions(undefined, null);
    expect(missingToConnect(unknown)).toEqual([]);
    for (const entity of ['Task', 'Case']) expect(missingToStream(unknown, entity)).toBeNull();
    const half = toPermissions({ PermissionsViewAllData: false }, []);
    expect(missingToStream(half, 'Task')).toBeNull();
    const hidden = toPermissions({ PermissionsViewAllData: false, PermissionsModifyAllData: false }, null);
    expect(missingToStream(hidden, 'Case')).toBeNull();
    expect(missingToStream(hidden, 'Task')).toBe('View All Data');
  });
});
