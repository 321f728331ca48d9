/**
 * Requests and responses of the HTTP API, as schemas: the server validates with them, OpenAPI is generated
 * from them, and the web client is typed by them. Times are RFC 3339 UTC.
 */
import { z } from 'zod';
import { listOf, many, paging, Switched, time, uuid } from './contract/parts.ts';

import { User } from './contract/people.ts';

export * from './contract/alerts.ts';
export * from './contract/audit.ts';
export * from './contract/charts.ts';
export * from './contract/people.ts';
export * from './contract/personData.ts';
export * from './contract/removal.ts';
export * from './contract/signIn.ts';
export * from './contract/support.ts';
export * from './contract/timeline.ts';
export * from './contract/tokens.ts';

/** RFC 9457 problem; `code` is stable, `detail` says what happened, `fix` what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  fix: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const Account = z.object({ id: uuid, name: z.string(), domain: z.string() });
export const AccountChange = z.strictObject({ name: z.string().trim().min(1).max(200) });

export const Me = z.object({
  user: User,
  account: Account,
  /** Sent back as X-CSRF-Token with every unsafe request by cookie; null for a token. */
  csrfToken: z.string().nullable(),
  /** `operate`: one of the installation's operators, who answer the chat and approve removals. */
  can: z.object({ connect: z.boolean(), managePeople: z.boolean(), operate: z.boolean() }),
  /** False where the installation names no operators: nobody answers the chat then. */
  operators: z.boolean(),
  /** False where no mail server is set up: nobody can be invited by e-mail then. */
  mail: z.boolean(),
  demo: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const SessionRequest = z.object({ token: z.string().min(1).max(500) });
export const DemoSessionRequest = z.object({ userId: uuid });
/** Who can be signed in as with one click; only in demo mode. */
export const DemoCast = z.object({ items: z.array(User) });

const environments = ['production', 'sandbox'] as const;
export const ConnectRequest = z.object({
  environment: z.enum(environments),
  edition: z.string().min(1).max(40),
  /** Host of the org's My Domain, e.g. `acme.my.salesforce.com`. */
  myDomain: z.string().max(253).optional(),
});
export const ServiceParams = z.object({ service: z.string() });
/** What an authorisation server adds to the callback's address (RFC 6749, 4.1.2); all of it may be missing. */
export const CallbackQuery = z.object({
  state: z.string().max(500).optional(),
  code: z.string().max(2000).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional(),
});
export const ConnectAnswer = z.object({ id: uuid, authorizationUrl: z.string() });
export const ReconnectAnswer = z.object({ authorizationUrl: z.string() });

const Reason = z.object({
  code: z.string(),
  text: z.string(),
  fix: z.string(),
  /** A message to the administrator of the org, ready to be sent; left out where it is not theirs to mend. */
  note: z.string().optional(),
});
const connectionStatuses = [
  'authorizing',
  'provisioning',
  'active',
  'attention',
  'removing',
  'removed',
] as const;

const runStates = ['running', 'done', 'failed', 'cancelled'] as const;

const sweepState = z.object({
  lastRunAt: time.nullable(),
  /** `paused` while the org's API calls are left to others. */
  lastStatus: z.enum([...runStates, 'paused']).nullable(),
  nextRunAt: time.nullable(),
});

const ProvisioningStep = z.object({
  key: z.string(),
  name: z.string(),
  state: z.enum(['pending', 'running', 'done', 'failed']),
  detail: z.string().nullable(),
});

export const Connection = z.object({
  id: uuid,
  service: z.string(),
  name: z.string(),
  environment: z.enum(environments),
  organizationId: z.string().nullable(),
  organizationName: z.string().nullable(),
  edition: z.string().nullable(),
  instanceUrl: z.string().nullable(),
  status: z.enum(connectionStatuses),
  statusReason: Reason.extend({ since: time }).nullable(),
  channel: z.string().nullable(),
  /** The user who pressed Connect, and the remote user who authorised. */
  connectedBy: z.object({ userId: uuid.nullable(), name: z.string(), remoteUserId: z.string().nullable() }),
  /** The user who answers for the connection. */
  owner: z.object({ userId: uuid, name: z.string() }).nullable(),
  createdAt: time,
  provisioning: z.array(ProvisioningStep),
  stream: z.object({
    state: z.enum(['stopped', 'connecting', 'live', 'delayed']),
    lastEventAt: time.nullable(),
    /** Newest moment up to which the stream is known to be read. */
    coveredTo: time.nullable(),
    replayId: z.string().nullable(),
  }),
  sweeps: z.object({ fieldHistory: sweepState, delta: sweepState }),
  /** Set while sweeps leave the org's API calls to others; `until` is when the use is looked at again. */
  sweepPause: Reason.extend({ since: time, until: time }).nullable(),
  backfill: z.object({
    state: z.enum(['pending', 'running', 'done', 'failed']),
    percent: z.number(),
    /** At the pace so far; null where there is none to tell by. */
    remainingSeconds: z.number().nullable(),
  }),
  /** The import of older field history that runs now. */
  import: z.object({ runId: uuid, months: z.number().int(), percent: z.number() }).nullable(),
  cdcSlots: z.object({
    used: z.number(),
    limit: z.number(),
    ours: z.array(z.string()),
    /** Selected by others; those that are `shared` are among them. */
    others: z.array(z.string()),
    /** Ours that others select, too: they cost nothing. */
    shared: z.array(z.string()),
    /** Of managed packages: a query shows them, and no slot is taken. */
    exempt: z.array(z.string()),
    /** Whose `others` and `exempt` are: the channels by entity, as people call them. */
    channels: z.record(z.string(), z.array(z.string())),
    /** Each streamed feature: what it takes, and which feature switching it off would unblock. */
    plan: z.array(
      z.object({
        feature: z.string(),
        entity: z.string(),
        takes: z.enum(['slot', 'shared', 'none']),
        unblocks: z.string().nullable(),
      }),
    ),
  }),
  /**
   * Events delivered to all subscribers of the org within 24 hours; `forecast` is when the limit is reached at the
   * rate of the last hours, null where it is not; `readAt` is when the org was asked. Null until it was.
   */
  delivery: z
    .object({ used: z.number(), limit: z.number(), forecast: time.nullable(), readAt: time.nullable() })
    .nullable(),
  apiUsage: z.object({
    used: z.number().nullable(),
    limit: z.number().nullable(),
    /** Sweeps rest while less than this part of the limit is left. */
    floorPercent: z.number(),
    /** When sweeps will have to rest at the rate of the last hours; null where they will not within a day. */
    forecast: time.nullable(),
  }),
  /** `former` and `conflict` are among the two; `excluded` are in no list, by reason. */
  users: z.object({
    mapped: z.number(),
    unmapped: z.number(),
    former: z.number(),
    conflict: z.number(),
    excluded: z.record(z.string(), z.number()),
  }),
  /** Grows with every mapping and switch, so that who lists the people of the org knows when to read them again. */
  directoryVersion: z.number(),
});
export type Connection = z.infer<typeof Connection>;
export const ConnectionList = listOf(Connection);

export const ServiceInfo = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  /** False with the settings that are missing while the installation has no connected app. */
  configured: z.boolean(),
  missingSettings: z.array(z.string()),
  canConnect: z.boolean(),
  /** Whom to ask when `canConnect` is false. */
  askWhom: z.string().nullable(),
  editions: z.array(z.object({ key: z.string(), label: z.string(), supported: z.boolean() })),
  /** Only for those who may see them; null for others. */
  connections: z.array(Connection).nullable(),
  /** Those that were removed, the last one first, for their receipts; null for who may not see connections. */
  removed: z
    .array(
      z.object({
        id: uuid,
        name: z.string(),
        environment: z.enum(environments),
        removedAt: time,
        /** Whether entries were kept that no later connection of the org has taken over. */
        keepsEntries: z.boolean(),
      }),
    )
    .nullable(),
});
export type ServiceInfo = z.infer<typeof ServiceInfo>;
export const ServiceList = listOf(ServiceInfo);

const featureStatuses = ['active', 'blocked', 'disabled', 'unavailable', 'error'] as const;
export const FeatureState = z.object({
  key: z.string(),
  name: z.string(),
  path: z.enum(['cdc', 'sweep']),
  defaultPath: z.enum(['cdc', 'sweep']),
  status: z.enum(featureStatuses),
  reason: Reason.nullable(),
  enabled: z.boolean(),
  lastProcessedAt: time.nullable(),
  /** Newest moment up to which everything is known to be read: its age is the feature's freshness. */
  certainTo: time.nullable(),
  switched: Switched.nullable(),
});
export type FeatureState = z.infer<typeof FeatureState>;
export const FeatureList = listOf(FeatureState);
export const EnabledRequest = z.object({ enabled: z.boolean() });

export const RemoteUserRow = z.object({
  remoteUser: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    username: z.string(),
    active: z.boolean(),
  }),
  mapping: z.object({
    state: z.enum(['automatic', 'manual', 'unmapped', 'conflict']),
    userId: uuid.nullable(),
    /** Entries that mapping this person would attribute. */
    waiting: z.number(),
  }),
  features: z.record(z.string(), z.boolean()),
  lastProcessedAt: time.nullable(),
});
export type RemoteUserRow = z.infer<typeof RemoteUserRow>;
export const RemoteUserList = listOf(RemoteUserRow);
export const RemoteUserListQuery = z.object({
  ...paging,
  /** `former`: left the org, and keeps mapping and activities. */
  state: z.enum(['automatic', 'manual', 'unmapped', 'conflict', 'former']).optional(),
  search: z.string().max(200).optional(),
});
export const MappingRequest = z.object({ userId: uuid.nullable() });

export const Run = z.object({
  id: uuid,
  kind: z.string(),
  state: z.enum(runStates),
  startedAt: time,
  finishedAt: time.nullable(),
  /** Percent done of a run whose end can be told; null for others. */
  progress: z.number().nullable(),
  /** What it counted: `rows`, `activities`, `apiCalls`, `rejects` of a sweep. */
  counts: z.record(z.string(), z.number()),
  error: z.string().nullable(),
});
export const RunList = listOf(Run);
export const RunListQuery = z.object({ ...paging, kind: many, state: many });
export const SweepRequest = z.object({ kind: z.enum(['field_history', 'delta', 'users']) });
/** How many months of field history to import, 1 to 18. */
export const ImportRequest = z.object({ months: z.number() });
export const RunAnswer = z.object({ runId: uuid });
const RejectRow = z.object({
  key: z.string(),
  feature: z.string().nullable(),
  receivedAt: time,
  reason: z.string(),
});
export const RejectList = listOf(RejectRow);
export const ReplayAnswer = z.object({ replayed: z.number().int(), left: z.number().int() });
export const Coverage = z.object({
  items: z.array(
    z.object({
      feature: z.string(),
      path: z.enum(['cdc', 'field_history', 'delta']),
      /** What read it. */
      by: z.enum(['stream', 'sweep', 'backfill', 'import', 'repair']),
      from: time,
      to: time,
    }),
  ),
  holes: z.array(
    z.object({
      feature: z.string(),
      from: time,
      /** Now, where it is `ongoing`. */
      to: time,
      ongoing: z.boolean(),
      cause: z.enum([
        'overflow',
        'wildcard',
        'position_lost',
        'undecodable',
        'delivery_limit',
        'access_lost',
        'slot_lost',
        'budget_paused',
        'outage',
        'switched_off',
      ]),
      detectedAt: time,
      /** Null until a repair has closed the hole: its time and what it found. */
      repair: z.object({ closedAt: time, evidence: z.record(z.string(), z.unknown()) }).nullable(),
    }),
  ),
  /** By feature that is on, the newest moment up to which everything is known to be read. */
  certain: z.array(z.object({ feature: z.string(), to: time.nullable() })),
});
/** What may be changed of a connection by hand; what is left out stays. */
export const ConnectionPatch = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .regex(/^\P{Cc}*$/u, 'must be one line')
      .optional(),
    /** An Owner, Executive or Admin of the account. */
    ownerId: uuid.optional(),
  })
  .refine(({ name, ownerId }) => name !== undefined || ownerId !== undefined, 'name or ownerId is needed');
export const ListQuery = z.object(paging);
export const ConnectionParams = z.object({ id: z.string() });
export const FeatureParams = ConnectionParams.extend({ key: z.string() });
export const RemoteParams = ConnectionParams.extend({ remote: z.string() });
export const RemoteFeatureParams = RemoteParams.extend({ key: z.string() });
export const Health = z.object({ status: z.literal('ok') });
