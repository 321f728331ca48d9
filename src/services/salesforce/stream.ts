import type { Change } from '../../activity/change.ts';
import type { Feature } from '../../activity/feature.ts';
import type { Batch, Reject, Session } from '../../activity/service.ts';
import { SetupError } from '../../errors.ts';
import { type ChangeEvent, DecodeError, type RawEvent } from './changeEvent.ts';
import { channelTopic, findChannel } from './channel.ts';
import { ReplayPositionLost } from './errors.ts';
import { type Gap, keyOf, toChanges } from './normalise.ts';
import { openOrg, type Parts } from './org.ts';
import { openPubSub, waitForTopic } from './pubsub.ts';
import { decodeEvents, openSchemaCache, type SchemaCache } from './schemaCache.ts';
import { openSubscription } from './subscription.ts';

/**
 * The stream of a connection's private channel as batches. `cursor` is the replay position in base64;
 * without one it starts at the channel's beginning, so that nothing between its creation and the first
 * batch is missed. Ends quietly on the session's signal.
 */
export async function* openStream(
  parts: Parts,
  features: readonly Feature[],
  session: Session,
  cursor: string | null,
): AsyncGenerator<Batch> {
  const { clock, settings } = parts;
  const { rest, tokens, channel: name } = openOrg(parts, session);
  const channel = await findChannel(rest, name);
  if (channel === undefined) throw new SetupError('channel_missing');
  const topic = channelTopic(channel);
  const { organizationId, signal } = session;
  const pubsub = openPubSub({ url: settings.pubsubUrl, organizationId, tokens });
  const schemas = openSchemaCache((id) => pubsub.getSchema(id));
  const streamed = features.filter((feature) => feature.defaultPath === 'cdc').map((feature) => feature.key);
  try {
    await waitForTopic(pubsub, topic, { clock, signal });
    // Salesforce confirms no subscription: this batch says that the stream stands, and proves nothing.
    yield { changes: [], rejects: [], cursor: null, coveredTo: null, features: [] };
    const from = cursor === null ? ('EARLIEST' as const) : Buffer.from(cursor, 'base64');
    const options = { url: settings.pubsubUrl, organizationId, tokens, topic, clock, signal };
    for await (const { events, latestReplayId } of subscribe({ ...options, from })) {
      const cursorAfter = latestReplayId.toString('base64');
      const { changes, rejects, lastAt } = await read(schemas, features, events);
      const coveredTo = lastAt ?? clock.now();
      yield { changes, rejects, cursor: cursorAfter, coveredTo, features: streamed };
    }
  } finally {
    pubsub.close();
  }
}

// A position that Salesforce no longer knows: all that it still holds is read again, and the keys make
// the repetition harmless.
async function* subscribe(options: Parameters<typeof openSubscription>[0]) {
  try {
    yield* openSubscription(options);
  } catch (error) {
    if (!(error instanceof ReplayPositionLost)) throw error;
    yield* openSubscription({ ...options, from: 'EARLIEST' });
  }
}

async function read(
  schemas: SchemaCache,
  features: readonly Feature[],
  events: readonly RawEvent[],
): Promise<{ changes: readonly Change[]; rejects: readonly Reject[]; lastAt: number | null }> {
  const decoded = await decodeEvents(schemas, events);
  const changes: Change[] = [];
  const rejects: Reject[] = [];
  let lastAt: number | null = null;
  decoded.forEach((result, index) => {
    const event = events[index]!;
    if (result instanceof DecodeError) {
      rejects.push(toReject(event, result.key, null, result.message));
      return;
    }
    lastAt = Math.max(lastAt ?? 0, result.commitTimestamp);
    const normalised = toChanges(result, features);
    if ('gap' in normalised) rejects.push(toGapReject(features, event, result, normalised.gap));
    else for (const change of normalised.changes) changes.push(change);
  });
  return { changes, rejects, lastAt };
}

function toReject(event: RawEvent, key: string, feature: string | null, reason: string): Reject {
  return { key, feature, reason, payload: event.payload, schemaId: event.schemaId };
}

// Until gaps are repaired by reading the records again, they are kept where they are seen and counted.
function toGapReject(features: readonly Feature[], event: RawEvent, decoded: ChangeEvent, gap: Gap): Reject {
  const feature = features.find((one) => one.objects.some((reads) => reads.type === gap.entity))?.key ?? null;
  const reason = `${gap.changeType} of ${gap.entity} ${gap.recordIds.slice(0, 3).join(', ')}: the event carries no values`;
  return toReject(event, keyOf(decoded), feature, reason);
}
