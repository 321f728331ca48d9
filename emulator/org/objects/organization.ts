import { auditFields, defineSetupObject, field, flag, text } from './fields.ts';

/** Organization: one row, the org itself. */
export const organization = defineSetupObject(
  { name: 'Organization', label: 'Organization', labelPlural: 'Organizations', keyPrefix: '00D' },
  [
    text('Name', 'Name', 80),
    text('Country', 'Country', 80),
    field('Phone', 'Phone', 'phone'),
    text('PrimaryContact', 'Primary Contact', 80),
    text('DefaultLocaleSidKey', 'Locale', 40),
    text('TimeZoneSidKey', 'Time Zone', 40),
    text('LanguageLocaleKey', 'Language', 40),
    text('OrganizationType', 'Edition', 40),
    text('NamespacePrefix', 'Namespace Prefix', 15),
    text('InstanceName', 'Instance Name', 5),
    flag('IsSandbox', 'Is Sandbox'),
    field('TrialExpirationDate', 'Trial Expiration Date', 'datetime'),
    field('FiscalYearStartMonth', 'Fiscal Year Starts In', 'int'),
    flag('UsesStartDateAsFiscalYearName', 'Fiscal Year Name by Start'),
    ...auditFields,
    field('SystemModstamp', 'System Modstamp', 'datetime'),
  ],
);
