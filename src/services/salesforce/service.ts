import type { Feature } from '../../activity/feature.ts';
import type { Reason, RemoteUser, Service, Session, Slots, Subscription } from '../../activity/service.ts';
import { CODES, SetupError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { authorize, readOrganizationRow, revoke, toAuthorizationUrl, toContract } from './authorize.ts';
import {
  DEFAULT_SLOT_LIMIT,
  ensureChannel,
  ensureMember,
  listMembers,
  removeChannel,
  removeMember,
  toSlots,
} from './channel.ts';
import { type DescribedObject, openDescriber } from './describe.ts';
import { SUPPORTED_EDITIONS, UNSUPPORTED_EDITIONS } from './editions.ts';
import { toOAuthError } from './errors.ts';
import { salesforceFeatures } from './features/index.ts';
import { recordPath, typeOfId } from './ids.ts';
import { labelsFromDescribe } from './labels.ts';
import { openOrg, type Parts } from './org.ts';
import { missingToStream, type Permissions, readPermissions } from './permissions.ts';
import { readRecords } from './readRecords.ts';
import { matchEmail, REMOTE_USER_QUERY, toRemoteUser } from './remoteUsers.ts';
import type { SalesforceSettings } from './settings.ts';
import { openStream, replayRejects } from './stream.ts';

/** Salesforce as a service: everything behind this knows Salesforce, nothing in front of it does. */
export function salesforceService(
  settings: SalesforceSettings,
  deps: { readonly clock: Clock; readonly log: Log },
): Service {
  const parts: Parts = { settings, ...deps };
  const features = salesforceFeatures;
  const describer = openDescriber(deps.clock);
  const describe = (session: Session) => (types: readonly string[]) =>
    describer.describe(session.connectionId, openOrg(parts, session).rest, types);
  const streamInput = (session: Session) => ({
    ...{ parts, features, session },
    readRecords: (wanted: readonly { type: string; id: string }[]) =>
      readRecords(openOrg(parts, session).rest, features, describe(session), wanted),
  });
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
    readOrganization: async (session) => toContract(await readOrganizationRow(openOrg(parts, session).rest)),
    readRemoteUsers: (session) => readRemoteUsers(parts, session),
    openChannel: async (session) => {
      const { rest, channel } = openOrg(parts, session);
      return (await ensureChannel(rest, channel)).fullName;
    },
    subscribe: (session, keys) => subscribe(parts, features, session, keys),
    unsubscribe: (session, key) => unsubscribe(parts, features, session, key),
    removeChannel: async (session) => {
      const { rest, channel } = openOrg(parts, session);
      await removeChannel(rest, channel);
    },
    readSlots: (session) => readSlots(parts, session),
    readLabels: async (session) => {
      const types = features.flatMap((feature) => feature.objects.map((reads) => reads.type));
      const described: ReadonlyMap<string, DescribedObject> = await describe(session)(types);
      return labelsFromDescribe([...described.values()]);
    },
    stream: (session, cursor) => openStream(streamInput(session), cursor),
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
  for await (const page of openOrg(parts, session).rest.query(REMOTE_USER_QUERY)) {
    yield page.map((row) => {
      const user = toRemoteUser(row);
      return { ...user, matchEmail: matchEmail(user.email, session.environment) };
    });
  }
}

/** The streamed object of a feature; only such features are asked onto the channel. */
function streamedEntity(features: readonly Feature[], key: string): string {
  const reads = features.find((feature) => feature.key === key)?.objects.find((object) => object.streamed);
  if (reads === undefined) throw new Error(`the feature ${key} is not streamed`);
  return reads.type;
}

async function subscribe(
  parts: Parts,
  features: readonly Feature[],
  session: Session,
  keys: readonly string[],
): Promise<Subscription[]> {
  const { rest, channel: name } = openOrg(parts, session);
  const channel = await ensureChannel(rest, name);
  const permissions = await readPermissions(rest, session.connectedByRemoteId);
  const answers: Subscription[] = [];
  // One after the other, in order of priority: the last ones are refused where slots run out.
  for (const feature of keys) {
    const entity = streamedEntity(features, feature);
    const hidden = hiddenReason(permissions, entity);
    if (hidden !== null) {
      answers.push({ feature, state: 'refused', reason: hidden });
      continue;
    }
    const result = await ensureMember(rest, channel, entity);
    const reason =
      result.state === 'selected'
        ? null
        : { code: result.code, text: CODES[result.code].text, fix: CODES[result.code].fix };
    answers.push({ feature, state: result.state, reason });
  }
  return answers;
}

// Salesforce leaves out what the user may not see without a word: such a stream would look healthy.
function hiddenReason(permissions: Permissions, entity: string): Reason | null {
  const missing = missingToStream(permissions, entity);
  if (missing === null) return null;
  return {
    code: 'missing_permission',
    text: `The connecting user lacks "${missing}", without which Salesforce sends no ${entity} changes.`,
    fix: `Ask your Salesforce administrator to give the connecting user "${missing}", then Retry.`,
  };
}

async function unsubscribe(
  parts: Parts,
  features: readonly Feature[],
  session: Session,
  key: string,
): Promise<void> {
  const { rest, channel: name } = openOrg(parts, session);
  await removeMember(rest, await ensureChannel(rest, name), streamedEntity(features, key));
}

async function readSlots(parts: Parts, session: Session): Promise<Slots> {
  const { rest, channel: name } = openOrg(parts, session);
  const { used, ours, others } = toSlots(await listMembers(rest, await ensureChannel(rest, name)));
  return { used, limit: DEFAULT_SLOT_LIMIT, ours, others };
}
