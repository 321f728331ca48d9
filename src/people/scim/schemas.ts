import { enterpriseSchema, userSchema } from './resource.ts';

const schemaSchema = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const resourceTypeSchema = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const configSchema = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

interface Attribute {
  readonly name: string;
  readonly description: string;
  readonly type?: 'string' | 'boolean' | 'complex' | 'reference';
  readonly required?: true;
  readonly multiValued?: true;
  readonly mutability?: 'readOnly';
  readonly uniqueness?: 'server';
  readonly caseExact?: true;
  readonly referenceTypes?: readonly string[];
  readonly canonicalValues?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

// What most attributes are (RFC 7643, 2.2), said of each in the answer.
function toAttribute({ subAttributes, type = 'string', ...given }: Attribute): Record<string, unknown> {
  const isText = type === 'string' || type === 'reference';
  return {
    ...{ type, multiValued: false, required: false, mutability: 'readWrite', returned: 'default' },
    ...(isText ? { caseExact: type === 'reference', uniqueness: 'none' } : {}),
    ...given,
    ...(subAttributes && { subAttributes: subAttributes.map(toAttribute) }),
  };
}

const valued = (name: string, description: string, more: readonly Attribute[] = []): Attribute => ({
  ...{ name, description, type: 'complex', multiValued: true },
  subAttributes: [
    { name: 'value', description: 'The value.' },
    ...more,
    { name: 'primary', description: 'True for the one that counts.', type: 'boolean' },
  ],
});
const kind: Attribute = { name: 'type', description: 'What it is for.', canonicalValues: ['work'] };

const userAttributes: readonly Attribute[] = [
  {
    name: 'userName',
    description: 'What the directory calls the person.',
    required: true,
    uniqueness: 'server',
  },
  {
    ...{ name: 'name', description: 'The name in parts.', type: 'complex' },
    subAttributes: [
      { name: 'formatted', description: 'The whole name.' },
      { name: 'givenName', description: 'The given name.' },
      { name: 'familyName', description: 'The family name.' },
    ],
  },
  { name: 'displayName', description: 'The name as it is shown.' },
  { name: 'title', description: 'The position.' },
  { name: 'timezone', description: 'The time zone, such as Europe/Berlin.' },
  { name: 'active', description: 'False once the person was deactivated.', type: 'boolean' },
  valued('emails', 'The address by which the person signs in and is found in services; one is kept.', [kind]),
  {
    ...{ name: 'addresses', description: 'Where the person works; the region is kept.', type: 'complex' },
    multiValued: true,
    subAttributes: [
      { name: 'region', description: 'The region.' },
      kind,
      { name: 'primary', description: 'True for the one that counts.', type: 'boolean' },
    ],
  },
  valued('roles', 'One of executive, manager, member, technical_admin; an owner is made by an Owner.'),
];

const enterpriseAttributes: readonly Attribute[] = [
  {
    ...{ name: 'manager', description: 'Whom the person reports to.', type: 'complex' },
    subAttributes: [
      { name: 'value', description: "The manager's id." },
      {
        name: '$ref',
        description: 'Their address.',
        type: 'reference',
        referenceTypes: ['User'],
        mutability: 'readOnly',
      },
      { name: 'displayName', description: 'Their name.', mutability: 'readOnly' },
    ],
  },
];

/** The schemas that are spoken here (RFC 7643, 7); `base` is the address of /scim/v2. */
export function toSchemas(base: string) {
  const schema = (id: string, name: string, description: string, attributes: readonly Attribute[]) => ({
    ...{ schemas: [schemaSchema], id, name, description },
    attributes: attributes.map(toAttribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  });
  return [
    schema(userSchema, 'User', 'A person of the account.', userAttributes),
    schema(enterpriseSchema, 'EnterpriseUser', 'Whom a person reports to.', enterpriseAttributes),
  ];
}

/** The kinds of resources (RFC 7643, 6). */
export function toResourceTypes(base: string) {
  return [
    {
      ...{ schemas: [resourceTypeSchema], id: 'User', name: 'User', endpoint: '/Users' },
      ...{ description: 'People of the account.', schema: userSchema },
      schemaExtensions: [{ schema: enterpriseSchema, required: false }],
      meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
    },
  ];
}

/** What this server can (RFC 7643, 5). */
export function toServiceProviderConfig(base: string) {
  const no = { supported: false };
  return {
    schemas: [configSchema],
    patch: { supported: true },
    bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 200 },
    ...{ changePassword: no, sort: no, etag: no },
    authenticationSchemes: [
      {
        ...{ type: 'oauthbearertoken', name: 'Bearer token', primary: true },
        description: 'A token of scope scim, made by somebody who manages people.',
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}
