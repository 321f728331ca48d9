import type { z } from 'zod';
import type * as contract from '../../src/api/contract.ts';

type Connection = contract.Connection;
type FeatureState = contract.FeatureState;
type RemoteUserRow = contract.RemoteUserRow;

/** The moment of every picture. */
export const NOW = Date.parse('2026-05-14T12:31:08Z');
const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const ago = (ms: number): string => new Date(NOW - ms).toISOString();
export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const connectionId = uuid(1);

const cast = [
  ['Olga Owner', 'owner'],
  ['Clara Chief', 'executive'],
  ['Theo Tech', 'technical_admin'],
  ['Mara Klein', 'manager'],
  ['Tom Berg', 'manager'],
  ['Jon Park', 'member'],
  ['Ines Roth', 'member'],
  ['Yuki Tanaka', 'member'],
] as const;

export const users: contract.User[] = cast.map(([name, role], index) => ({
  ...{ id: uuid(100 + index), name, role, managerId: null, timeZone: 'Europe/Berlin' },
  email: `${name.split(' ')[0]!.toLowerCase()}@acme.example`,
  ...{ region: null, position: null, loginAccess: true, deactivatedAt: null, invitedAt: null },
}));

export const me = (index: number): contract.Me => ({
  user: users[index]!,
  account: { id: uuid(9), name: 'Acme', domain: 'acme.example' },
  csrfToken: 'token',
  can: {
    connect: ['owner', 'executive', 'technical_admin'].includes(users[index]!.role),
    managePeople: ['owner', 'technical_admin'].includes(users[index]!.role),
    operate: false,
  },
  operators: true,
  mail: true,
  demo: false,
});

const keys = [
  ['tasks', 'Tasks', 'Task'],
  ['events', 'Events', 'Event'],
  ['opportunities', 'Opportunities', 'Opportunity'],
  ['cases', 'Cases', 'Case'],
  ['contacts', 'Contacts', 'Contact'],
  ['accounts', 'Accounts', null],
  ['leads', 'Leads', null],
  ['notes', 'Notes', null],
  ['emails', 'Emails', null],
  ['comments', 'Comments', null],
  ['updates', 'Updates', null],
] as const;
export const streamed = ['tasks', 'events', 'opportunities', 'cases', 'contacts'];

/** The eleven features at rest, each as `given` says otherwise. */
export const features = (given: Record<string, Partial<FeatureState>> = {}): FeatureState[] =>
  keys.map(([key, name, entity]) => ({
    ...{ key, name, status: 'active', reason: null, enabled: true },
    ...{ path: entity === null ? 'sweep' : 'cdc', defaultPath: entity === null ? 'sweep' : 'cdc' },
    lastProcessedAt: ago(entity === null ? 9 * minute : 40_000),
    certainTo: ago(entity === null ? 4 * minute : 2_000),
    switched: null,
    ...given[key],
  }));

const steps = [
  ['edition', 'Verify the edition', 'Enterprise Edition'],
  ['org', 'Read the org', 'Acme Inc.'],
  ['users', 'Import people', '58 of 119 mapped'],
  ['channel', 'Create the data channel', null],
  ['members', 'Subscribe Tasks, Events, Opportunities, Cases, Contacts', '5 of 5'],
  ['stream', 'Start the stream', null],
  ['backfill', 'Start the backfill', null],
] as const;

/** Provisioning, its first `done` steps done and the next one running. */
export const provisioning = (done: number): Connection['provisioning'] =>
  steps.map(([key, name, detail], index) => ({
    ...{ key, name, detail: index < done ? detail : null },
    state: index < done ? 'done' : index === done ? 'running' : 'pending',
  }));

/** A connection that is live, as `given` says otherwise. */
export function connection(given: Partial<Connection> = {}): Connection {
  return {
    ...{ id: connectionId, service: 'salesforce', name: 'Acme Inc.', environment: 'production' },
    ...{ organizationId: '00D5g00000A1b2cEAB', organizationName: 'Acme Inc.', edition: 'enterprise' },
    ...{ instanceUrl: 'https://acme.my.salesforce.com', status: 'active', statusReason: null },
    channel: 'WorkSights_3f9a1c77b20e__chn',
    connectedBy: { userId: users[0]!.id, name: 'Olga Owner', remoteUserId: '0055g00000AbCdEAAV' },
    owner: { userId: users[0]!.id, name: 'Olga Owner' },
    createdAt: ago(2 * day + 3 * hour),
    provisioning: provisioning(7),
    stream: { state: 'live', lastEventAt: ago(40_000), coveredTo: ago(2_000), replayId: 'AAAAAAAAAA' },
    sweeps: {
      fieldHistory: { lastRunAt: ago(4 * minute), lastStatus: 'done', nextRunAt: ago(-6 * minute) },
      delta: { lastRunAt: ago(9 * minute), lastStatus: 'done', nextRunAt: ago(-1 * minute) },
    },
    sweepPause: null,
    backfill: { state: 'done', percent: 100, remainingSeconds: 0 },
    import: null,
    cdcSlots: slots('five'),
    delivery: { used: 6_210, limit: 25_000, forecast: null, readAt: ago(21 * minute) },
    apiUsage: { used: 18_420, limit: 115_000, floorPercent: 10, forecast: null },
    users: {
      ...{ mapped: 58, unmapped: 61, former: 4, conflict: 1 },
      excluded: { integration: 6, guest: 3, chatter_free: 41, automated_process: 1, inactive: 212 },
    },
    directoryVersion: 1,
    ...given,
  };
}

/** The org's slots: all ours, or one taken by another integration so that Contacts has none. */
export function slots(which: 'five' | 'four'): Connection['cdcSlots'] {
  const ours = ['Task', 'Event', 'Opportunity', 'Case', 'Contact'].slice(0, which === 'five' ? 5 : 4);
  return {
    ...{ used: 5, limit: 5, ours, shared: [], exempt: [] },
    others: which === 'five' ? [] : ['Asset'],
    channels: which === 'five' ? {} : { Asset: ['Billing sync'] },
    plan: keys.flatMap(([feature, , entity]) => {
      if (entity === null) return [];
      const takes = ours.includes(entity) ? ('slot' as const) : ('none' as const);
      return [{ feature, entity, takes, unblocks: which === 'four' && takes === 'slot' ? 'contacts' : null }];
    }),
  };
}

export const service = (given: Partial<contract.ServiceInfo> = {}): contract.ServiceInfo => ({
  ...{ key: 'salesforce', name: 'Salesforce', configured: true, missingSettings: [], canConnect: true },
  description: 'Changes to records, calls, meetings, e-mails, notes, comments and posts.',
  askWhom: null,
  editions: [
    ['enterprise', 'Enterprise Edition', true],
    ['unlimited', 'Unlimited Edition', true],
    ['performance', 'Performance Edition', true],
    ['developer', 'Developer Edition', true],
    ['professional', 'Professional Edition', false],
    ['starter', 'Starter Suite', false],
  ].map(([key, label, supported]) => ({
    key: String(key),
    label: String(label),
    supported: supported === true,
  })),
  connections: [connection()],
  removed: [],
  ...given,
});

const names =
  'Mara Klein,Jon Park,Ines Roth,Yuki Tanaka,Tom Berg,Amir Haddad,Bea Lindqvist,Carlos Mendes,Dana Novak,Erik Sund,Fatima Zahra,Grace Obi,Hana Kim,Ivo Petrov,Julia Stein';
const states = ['automatic', 'automatic', 'manual', 'conflict', 'automatic', 'unmapped', 'unmapped'] as const;

/** The first people of the org. */
export const remoteUsers: RemoteUserRow[] = names.split(',').map((name, index) => {
  const state = states[index] ?? (index % 3 === 0 ? 'automatic' : 'unmapped');
  const first = name.split(' ')[0]!.toLowerCase();
  return {
    remoteUser: {
      ...{ id: `0055g0000${String(index).padStart(6, '0')}AAV`, name, active: index !== 4 && index !== 9 },
      ...{ email: `${first}@acme.example`, username: `${first}@acme.example.crm` },
    },
    mapping: {
      state,
      userId: state === 'unmapped' ? null : users[3 + (index % 5)]!.id,
      waiting: state === 'unmapped' ? [212, 18, 0, 64][index % 4]! : 0,
    },
    features: Object.fromEntries(keys.map(([key]) => [key, !(index === 2 && key === 'emails')])),
    lastProcessedAt: index % 4 === 3 ? null : ago((index + 1) * 7 * minute),
  };
});

type Run = z.infer<typeof contract.Run>;

const run = (
  index: number,
  kind: string,
  startedAgo: number,
  tookMs: number,
  given: Partial<Run> = {},
): Run => ({
  ...{
    id: uuid(500 + index),
    kind,
    state: 'done',
    startedAt: ago(startedAgo),
    finishedAt: ago(startedAgo - tookMs),
  },
  ...{ progress: null, counts: {}, error: null },
  ...given,
});

/** Runs of the last hours, one failed and one still going. */
export const runs: Run[] = [
  run(1, 'field_history', 4 * minute, 1_300, { counts: { rows: 18, activities: 3, apiCalls: 1 } }),
  run(2, 'delta', 9 * minute, 1_900, { counts: { rows: 42, activities: 11, apiCalls: 2 } }),
  run(3, 'field_history', 14 * minute, 1_200, { counts: { rows: 0, activities: 0, apiCalls: 1 } }),
  run(4, 'delta', 19 * minute, 5_400, {
    state: 'failed',
    counts: { rows: 12, activities: 4, apiCalls: 3 },
    error: 'Salesforce cannot be reached or is busy. We keep trying.',
  }),
  run(5, 'resync', 170 * minute, 8_700, { counts: { rows: 212, activities: 18, apiCalls: 7 } }),
  run(6, 'users', 6 * hour, 3_100, { counts: { users: 382, apiCalls: 2 } }),
  run(7, 'upkeep', 7 * hour, 2_100, { counts: { apiCalls: 5 } }),
  run(8, 'import', 26 * hour, 41 * minute, {
    state: 'cancelled',
    progress: 61,
    counts: { rows: 184_220, activities: 31_004, apiCalls: 96 },
  }),
  run(9, 'backfill', 2 * day + 3 * hour, 18 * minute, {
    counts: { rows: 61_400, activities: 22_918, apiCalls: 310 },
  }),
  run(10, 'provisioning', 2 * day + 3 * hour, 6_200),
];
