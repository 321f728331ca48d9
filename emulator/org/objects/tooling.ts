import type { ObjectDef } from '../types.ts';
import { auditFields, defineSetupObject, field, picklist, text } from './fields.ts';

// Too long to be filtered, as FullName and Metadata may not stand in WHERE.
const onlyInSelect = { length: 32_000 };
const shared = [
  text('DeveloperName', 'Name', 80),
  text('MasterLabel', 'Label', 80),
  text('Language', 'Language', 40),
  text('NamespacePrefix', 'Namespace Prefix', 15),
  picklist('ManageableState', 'Manageable State', ['unmanaged', 'installed']),
  field('FullName', 'Full Name', 'textarea', onlyInSelect),
  field('Metadata', 'Metadata', 'textarea', onlyInSelect),
  ...auditFields,
];

const channel = defineSetupObject(
  {
    name: 'PlatformEventChannel',
    label: 'Platform Event Channel',
    labelPlural: 'Platform Event Channels',
    keyPrefix: '0YL',
  },
  [...shared, picklist('ChannelType', 'Channel Type', ['data', 'event'])],
);

const member = defineSetupObject(
  {
    name: 'PlatformEventChannelMember',
    label: 'Platform Event Channel Member',
    labelPlural: 'Platform Event Channel Members',
    keyPrefix: '0v8',
  },
  [
    ...shared,
    // The id of a custom channel, the text ChangeEvents for the standard one.
    text('EventChannel', 'Event Channel', 255),
    text('SelectedEntity', 'Selected Entity', 255),
    text('FilterExpression', 'Filter Expression', 255),
  ],
);

/** The objects that exist in the Tooling API only. */
export const toolingObjects: ReadonlyMap<string, ObjectDef> = new Map(
  [channel, member].map((def) => [def.name.toLowerCase(), def]),
);
