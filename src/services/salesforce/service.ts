import type { Feature } from '../../activity/feature.ts';
import type { Arrangement, RemoteUser, Service, Session, SweepPath } from '../../activity/service.ts';
import { SetupError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { authorize, readLimits, revoke, toAuthorizationUrl } from './authorize.ts';
import { ensureChannelOf } from './channel.ts';
import { openDescriber } from './describe.ts';
import { SUPPORTED_EDITIONS, UNSUPPORTED_EDITIONS } from './editions.ts';
import { toOAuthError } from './errors.ts';
import { salesforceFeatures } from './features/index.ts';
import { recordPath, typeOfId } from './ids.ts';
import { queryKnown } from './knownColumns.ts';
import { openLabels } from './lateLabels.ts';
import { openOrg, type Parts } from './org.ts';
import { missingToConnect, permissionRequests, readPermissions } from './permissions.ts';
import { openProbe } from './probe.ts';
import { readRecords } from './readRecords.ts';
import { matchEmail, REMOTE_USER_QUERIES, toRemoteUser } from './remoteUsers.ts';
import { accessByHand, channelByHand, clearOrg } from './removal.ts';
import type { SalesforceSettings } from './settings.ts';
import { selectEntities } from './slots.ts';
import { lostAccess, mayStream, type Sight, standOf } from './standing.ts';
import { openStream, replayRejects } from './stream.ts';
import { openSweepMemory } from './sweeps/memory.ts';
import { openSweep } from './sweeps/sweep.ts';
import { objectsOf } from './sweeps/tables.ts';

// What people call the app in their org: its name is theirs to choose.
const APP_NAME = 'the External Client App of WorkSights';

/** Salesforce as a service: everything behind this knows Salesforce, nothing in front of it does. */
export function salesforceService(
  settings: SalesforceSettings,
  deps: { readonly clock: Clock; readonly log: Log },
): Service {
  const parts: Parts = { settings, ...deps };
  const features = salesforceFeatures;
  const describer = openDescriber(deps.clock);
  const memory = openSweepMemory(deps.clock);
  const describe = (session: Session) => (types: readonly string[]) =>
    describer.describe(session.connectionId, openOrg(parts, session).rest, types);
  const streamInput = (session: Session) => ({
    ...{ parts, features, session },
    readRecords: (wanted: readonly { type: string; id: string }[]) =>
      readRecords(openOrg(parts, session).rest, features, describe(session), wanted),
  });
  const look = async (session: Session): Promise<Sight> => {
    const { rest } = openOrg(parts, session);
    const { connectionId, connectedByRemoteId: remoteUserId } = session;
    const asked = permissionRequests(remoteUserId);
    const seen = await describer.describeBeside(connectionId, rest, typesOf(features), asked);
    return {
      remoteUserId,
      described: seen.described,
      permissions: await readPermissions(rest, seen.answers),
    };
  };
  return {
    key: 'salesforce',
    name: 'Salesforce',
    description: 'Tasks, meetings, opportunities, cases, contacts and more, within seconds of the change.',
    missingSettings: missingSettings(settings),
    features,
    editions: editions(),
    authorizationUrl: (request) => toAuthorizationUrl(settings, request),
    authorize: (request, code, refusedEdition) => authorize(parts, request, code, refusedEdition),
    callbackError: (error, description) => {
      const meaning = toOAuthError('connecting', { error, description });
      return meaning instanceof SetupError ? meaning.code : 'exchange_failed';
    },
    revoke: (credential) => revoke(parts, credential),
    readRemoteUsers: (session) => readRemoteUsers(parts, session),
    openChannel: async (session) => {
      const { rest, channel } = openOrg(parts, session);
      return (await ensureChannelOf(session, rest, channel)).fullName;
    },
    arrange: async (session, keys, recheck) => {
      if (recheck) describer.forget(session.connectionId);
      const wanted = features.filter((feature) => keys.includes(feature.key));
      return arrange(parts, wanted, session, await look(session));
    },
    removeChannel: async (session) => {
      const { rest, channel } = openOrg(parts, session);
      return clearOrg(rest, channel);
    },
    removeByHand: ({ channel, user }) => ({
      channel: channel === null ? null : channelByHand(channel),
      access: accessByHand(APP_NAME, user),
    }),
    readLimits: (session) => readLimits(openOrg(parts, session).rest),
    openProbe: (session) => openProbe(parts, session),
    readLabels: (session) => {
      const read = async () => [...(await describe(session)(typesOf(features))).values()];
      return openLabels(read, { ...deps, signal: session.signal });
    },
    stream: (session, cursor, signal) => openStream(streamInput(session), cursor, signal),
    sweep: (session, request) =>
      openSweep(
        {
          ...{ session, features, memory, ...deps, rest: openOrg(parts, session).rest },
          describe: describe(session),
          look: () => look(session),
          forget: (objects) => describer.forget(session.connectionId, objects),
        },
        request,
      ),
    sweepPaths: (key) => sweepPathsOf(features.find((feature) => feature.key === key)),
    replay: (session, rejects) => replayRejects(streamInput(session), rejects),
    readRecords: (session, wanted) => streamInput(session).readRecords(wanted),
    typeOfId,
    recordPath,
  };
}

function missingSettings(settings: SalesforceSettings): string[] {
  const missing: string[] = [];
  if (settings.clientId === null) missing.push('SALESFORCE_CLIENT_ID');
  if (settings.clientSecret === null) missing.push('SALESFORCE_CLIENT_SECRET');
  return missing;
}

function editions(): Service['editions'] {
  const row = (supported: boolean) => (key: string) =>
    [key, { label: `${key[0]!.toUpperCase()}${key.slice(1)} Edition`, supported }] as const;
  return Object.fromEntries([...SUPPORTED_EDITIONS.map(row(true)), ...UNSUPPORTED_EDITIONS.map(row(false))]);
}

async function* readRemoteUsers(parts: Parts, session: Session): AsyncGenerator<readonly RemoteUser[]> {
  for await (const page of queryKnown(openOrg(parts, session).rest, REMOTE_USER_QUERIES)) {
    yield page.map((row) => {
      const user = toRemoteUser(row);
      return { ...user, matchEmail: matchEmail(user.email, session.environment) };
    });
  }
}

/** All objects of the features with the tables of their history: what is described together is one API call. */
const typesOf = (features: readonly Feature[]) => [
  ...new Set(
    features.flatMap((feature) => [...objectsOf('delta', feature), ...objectsOf('field_history', feature)]),
  ),
];

function sweepPathsOf(feature: Feature | undefined): readonly SweepPath[] {
  const hasHistory = feature?.objects.some(({ history }) => history !== undefined) ?? false;
  return feature === undefined ? [] : hasHistory ? ['field_history', 'delta'] : ['delta'];
}

const streamedOf = (feature: Feature) => feature.objects.find((reads) => reads.streamed)?.type;

async function arrange(
  parts: Parts,
  wanted: readonly Feature[],
  session: Session,
  sight: Sight,
): Promise<Arrangement> {
  const { rest, channel: name } = openOrg(parts, session);
  const { viewSetup, customizeApplication } = sight.permissions;
  const access = lostAccess(missingToConnect(sight.permissions), sight);
  const standing = (feature: Feature, asked?: Parameters<typeof standOf>[2]) =>
    standOf(feature, sight, asked);
  if (viewSetup === false) {
    // Blind to the channel: what streams goes on, and only what is swept can be told.
    const swept = wanted.filter((feature) => streamedOf(feature) === undefined);
    return { standings: swept.map((feature) => standing(feature)), slots: null, access };
  }
  const channel = await ensureChannelOf(session, rest, name);
  const kept = wanted.map(streamedOf).filter((entity) => entity !== undefined);
  const asked = kept.filter((entity) => mayStream(entity, sight));
  const { results, slots } = await selectEntities(rest, channel, {
    ...{ asked, kept },
    mayChange: customizeApplication !== false,
  });
  const standings = wanted.map((feature) => standing(feature, results.get(streamedOf(feature) ?? '')));
  return { standings, slots, access };
}
