import type { CommittedChange, FieldDef, FieldType, ObjectDef, OrgEvents } from '../../emulator/org/types.ts';

const field = (name: string, type: FieldType, more: Partial<FieldDef> = {}): FieldDef => ({
  name,
  label: name,
  type,
  ...more,
});

const ADDRESS_PARTS = [
  ['Street', 'textarea'],
  ['City', 'string'],
  ['State', 'string'],
  ['PostalCode', 'string'],
  ['Country', 'string'],
  ['Latitude', 'double'],
  ['Longitude', 'double'],
  ['GeocodeAccuracy', 'picklist'],
] as const;

const address = (prefix: string): FieldDef =>
  field(`${prefix}Address`, 'address', {
    parts: ADDRESS_PARTS.map(([part, type]) => ({ name: prefix + part, part, type })),
  });

const PERSON_NAME = ['Salutation', 'FirstName', 'LastName'].map((name) => ({
  name,
  part: name,
  type: 'string' as const,
}));

const AUDIT = [
  field('CreatedDate', 'datetime'),
  field('CreatedById', 'reference'),
  field('LastModifiedDate', 'datetime'),
  field('LastModifiedById', 'reference'),
  field('SystemModstamp', 'datetime', { changeEvent: false }),
  field('IsDeleted', 'boolean', { changeEvent: false }),
];

const object = (name: string, keyPrefix: string, fields: FieldDef[]): ObjectDef => ({
  name,
  label: name,
  labelPlural: `${name}s`,
  keyPrefix,
  fields: [field('Id', 'id'), ...fields, ...AUDIT],
  hasChangeEvents: true,
  replicateable: true,
  writeable: true,
});

/** Fields in the documented order of the first 24 of an Account without record types. */
export const ACCOUNT = object('Account', '001', [
  field('Name', 'string'),
  field('Type', 'picklist'),
  field('ParentId', 'reference', { referenceTo: ['Account'] }),
  address('Billing'),
  address('Shipping'),
  field('Phone', 'phone'),
  field('Fax', 'phone'),
  field('AccountNumber', 'string'),
  field('Website', 'url'),
  field('Sic', 'string'),
  field('Industry', 'picklist'),
  field('AnnualRevenue', 'currency'),
  field('NumberOfEmployees', 'int'),
  field('Ownership', 'picklist'),
  field('TickerSymbol', 'string'),
  field('Description', 'textarea'),
  field('Rating', 'picklist'),
  field('Site', 'string'),
  field('OwnerId', 'reference'),
]);

export const CONTACT = object('Contact', '003', [
  field('AccountId', 'reference', { referenceTo: ['Account'] }),
  field('Name', 'personname', { parts: PERSON_NAME }),
  field('FirstName', 'string'),
  field('LastName', 'string'),
  field('Salutation', 'picklist'),
  address('Other'),
  address('Mailing'),
  field('Email', 'email'),
  field('Birthdate', 'date'),
]);

export const OPPORTUNITY = object('Opportunity', '006', [
  field('AccountId', 'reference', { referenceTo: ['Account'] }),
  field('IsPrivate', 'boolean'),
  field('Name', 'string'),
  field('Description', 'textarea'),
  field('StageName', 'picklist'),
  field('Amount', 'currency'),
  field('Probability', 'percent'),
  field('CloseDate', 'date'),
]);

/** What a test says of a change; the rest is filled in. */
export type ChangeDraft = Partial<CommittedChange> & Pick<CommittedChange, 'entity'>;

/** An org in memory that is nothing but the interface to the Pub/Sub server, for tests to drive. */
export class FixtureOrg implements OrgEvents {
  readonly orgId: string;
  time = Date.UTC(2026, 10, 2, 9);
  readonly objects = new Map([ACCOUNT, CONTACT, OPPORTUNITY].map((def) => [def.name, def]));
  readonly tokens = new Map<string, string>();
  readonly channels = new Map<string, string[]>([['ChangeEvents', []]]);
  readonly unreadable = new Set<string>();
  readonly hidden = new Map<string, ReadonlySet<string>>();
  readonly #listeners = new Set<(change: CommittedChange) => void>();
  #commits = 0;

  constructor(orgId = '00DAC000000001AEAQ') {
    this.orgId = orgId;
    this.tokens.set(this.token, '005AC000000001AAAQ');
  }

  get token(): string {
    return `${this.orgId.slice(0, 15)}!AQEAQ.fixture`;
  }

  readonly now = () => this.time;
  objectDef = (name: string) => this.objects.get(name);
  channelNames = () => [...this.channels.keys()].filter((name) => name !== 'ChangeEvents');
  channelEntities = (name: string) => this.channels.get(name);
  canReceive = (_userId: string, entity: string) => !this.unreadable.has(entity);
  hiddenFields = (_userId: string, entity: string) => this.hidden.get(entity) ?? new Set<string>();

  checkAccessToken(token: string): { userId: string } | undefined {
    const userId = this.tokens.get(token);
    return userId ? { userId } : undefined;
  }

  onChange(listener: (change: CommittedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  commit(draft: ChangeDraft): void {
    const change = { ...this.#defaults(), ...draft };
    for (const listener of this.#listeners) listener(change);
  }

  /** Commits `count` opportunity updates whose Amount counts up from `from`. */
  commitAmounts(count: number, from = 1): void {
    for (let i = 0; i < count; i++) {
      this.commit({ entity: 'Opportunity', values: { Amount: from + i }, changed: ['Amount'] });
    }
  }

  #defaults(): Omit<CommittedChange, 'entity'> {
    this.#commits++;
    return {
      changeType: 'UPDATE',
      recordIds: ['006AC000000001BAAQ'],
      changeOrigin: 'com/salesforce/api/rest/66.0',
      transactionKey: '00006bec-ce66-0611-9018-30a98446c9f2',
      sequenceNumber: 1,
      commitTimestamp: Math.floor(this.time / 1000) * 1000,
      commitNumber: 1_652_977_933_433_528_300n + BigInt(this.#commits),
      commitUser: '005AC000000001AAAQ',
      values: {},
      changed: [],
      nulled: [],
      diff: [],
    };
  }
}
