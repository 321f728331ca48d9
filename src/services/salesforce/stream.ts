import type { Feature } from '../../activity/feature.ts';
import type { Batch, Hole, Reject, Session } from '../../activity/service.ts';
import { SetupError } from '../../errors.ts';
import { channelOf, channelTopic } from './channel.ts';
import { ReplayPositionLost } from './errors.ts';
import type { ReadRecords } from './gaps.ts';
import { openOrg, type Parts } from './org.ts';
import { openPubSub, waitForTopic } from './pubsub.ts';
import { readEvents } from './readEvents.ts';
import { openSchemaCache } from './schemaCache.ts';
import { openSubscription, type StreamBatch, type SubscriptionOptions } from './subscription.ts';

/** What a stream is read with. */
export interface StreamInput {
  readonly parts: Parts;
  readonly features: readonly Feature[];
  readonly session: Session;
  readonly readRecords: ReadRecords;
}

/**
 * The stream of a connection's private channel as batches. `cursor` is the replay position in base64;
 * without one it starts at the channel's beginning, so that nothing between its creation and the first
 * batch is missed. The first batch says that the stream stands. Ends quietly on the signal.
 */
export async function* openStream(
  input: StreamInput,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { parts, session, features } = input;
  const { clock, settings } = parts;
  const { organizationId } = session;
  const { rest, tokens, channel: name } = openOrg(parts, session);
  const options = { url: settings.pubsubUrl, organizationId, tokens, signal };
  const pubsub = openPubSub(options);
  const reader = { ...input, schemas: openSchemaCache((id) => pubsub.getSchema(id)) };
  const streamed = features.filter((feature) => feature.defaultPath === 'cdc').map((feature) => feature.key);
  try {
    const channel = await channelOf(session, rest, name);
    if (channel === undefined) throw new SetupError('channel_missing');
    const topic = channelTopic(channel);
    await waitForTopic(pubsub, topic, { clock, signal });
    const from = cursor === null ? ('EARLIEST' as const) : Buffer.from(cursor, 'base64');
    let lost: readonly Hole[] = [];
    for await (const batch of subscribe({ ...options, topic, clock, from })) {
      if (batch === 'lost') {
        const evidence = { position: cursor ?? '' };
        lost = [{ features: streamed, cause: 'position_lost', to: clock.now(), evidence }];
        continue;
      }
      const { changes, rejects, undecoded, holes, lastAt } = await readEvents(reader, batch.events);
      if (batch.latestReplayId === null) {
        yield { changes, rejects, cursor: null, coveredTo: null, features: [] };
        continue;
      }
      const coveredTo = lastAt ?? clock.now();
      const cursorAfter = batch.latestReplayId.toString('base64');
      const all = [...lost, ...holes, ...undecodable(undecoded, streamed, clock.now())];
      lost = [];
      yield { changes, rejects, cursor: cursorAfter, coveredTo, features: streamed, holes: all };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    pubsub.close();
  }
}

// It may have been a save of any of the objects: what the records say of that time is read.
function undecodable(keys: readonly string[], features: readonly string[], to: number): Hole[] {
  if (keys.length === 0) return [];
  return [{ features, cause: 'undecodable', to, evidence: { events: keys.slice(0, 3).join(' ') } }];
}

// A position that Salesforce no longer knows: all that it still holds is read again, and the keys make
// the repetition harmless.
async function* subscribe(options: SubscriptionOptions): AsyncGenerator<StreamBatch | 'lost'> {
  try {
    yield* openSubscription(options);
  } catch (error) {
    if (!(error instanceof ReplayPositionLost) || options.from === 'EARLIEST') throw error;
    yield 'lost';
    yield* openSubscription({ ...options, from: 'EARLIEST' });
  }
}

/** Reads rejects again with the schemas that Salesforce has for them now. */
export async function replayRejects(input: StreamInput, rejects: readonly Reject[]): Promise<Batch> {
  const { parts, session } = input;
  const { organizationId, signal } = session;
  const { tokens } = openOrg(parts, session);
  const pubsub = openPubSub({ url: parts.settings.pubsubUrl, organizationId, tokens, signal });
  try {
    const reader = { ...input, schemas: openSchemaCache((id) => pubsub.getSchema(id)) };
    const events = rejects.map(({ key, schemaId, payload }) => ({
      ...{ id: key, schemaId, payload: Buffer.from(payload) },
      replayId: Buffer.alloc(0),
    }));
    const { changes, rejects: left } = await readEvents(reader, events);
    return { changes, rejects: left, cursor: null, coveredTo: null, features: [] };
  } finally {
    pubsub.close();
  }
}
