import { SetupError } from '../../errors.ts';
import { compileSchema, type EventSchema } from './avro.ts';
import { type ChangeEvent, DecodeError, decodeChangeEvent, eventKey, type RawEvent } from './changeEvent.ts';

/** Compiled schemas by id. Ids are hashes of their content, so an entry never goes stale. */
export interface SchemaCache {
  /** The schema, if it is here already: the fast path for each event. */
  peek(id: string): EventSchema | undefined;
  /** The schema, fetched when it is not here; callers that ask at the same time share one fetch. */
  get(id: string): Promise<EventSchema>;
}

/** Opens a cache over GetSchema that keeps the newest `size` schemas; failures are not kept. */
export function openSchemaCache(fetchSchema: (id: string) => Promise<string>, size = 200): SchemaCache {
  const ready = new Map<string, EventSchema>();
  const inFlight = new Map<string, Promise<EventSchema>>();

  async function load(id: string): Promise<EventSchema> {
    const schema = toSchema(id, await fetchSchema(id));
    const oldest = ready.size >= size ? ready.keys().next().value : undefined;
    if (oldest !== undefined) ready.delete(oldest);
    ready.set(id, schema);
    return schema;
  }

  return {
    peek: (id) => ready.get(id),
    async get(id) {
      const known = ready.get(id);
      if (known) return known;
      const running = inFlight.get(id);
      if (running) return running;
      const pending = load(id).finally(() => inFlight.delete(id));
      inFlight.set(id, pending);
      return pending;
    },
  };
}

class UnusableSchema extends Error {}

function toSchema(id: string, json: string): EventSchema {
  try {
    return compileSchema(id, json);
  } catch (cause) {
    throw new UnusableSchema(`compiling schema ${id}`, { cause });
  }
}

/** Errors that lie in the event itself: the next try would end the same way. */
function isOfTheEvent(error: unknown): boolean {
  if (error instanceof SetupError)
    return error.code === 'protocol_refused' || error.code === 'channel_missing';
  return error instanceof UnusableSchema;
}

async function decodeOne(
  cache: SchemaCache,
  unusable: Map<string, unknown>,
  event: RawEvent,
): Promise<ChangeEvent | DecodeError> {
  const { schemaId } = event;
  try {
    if (!unusable.has(schemaId)) return decodeKnown(await cache.get(schemaId), event);
  } catch (error) {
    if (!isOfTheEvent(error)) throw error;
    unusable.set(schemaId, error);
  }
  const cause = unusable.get(schemaId);
  return new DecodeError(eventKey(event), `reading schema ${schemaId}`, { cause });
}

/**
 * Decodes a batch in order, one result for each event: a DecodeError is a reject, not a failure. A schema
 * that nobody has is asked for once, however many events name it.
 * Throws TransientError or SetupError when a schema cannot be fetched at all.
 */
export async function decodeEvents(
  cache: SchemaCache,
  events: readonly RawEvent[],
): Promise<(ChangeEvent | DecodeError)[]> {
  const results: (ChangeEvent | DecodeError)[] = [];
  const unusable = new Map<string, unknown>();
  for (const event of events) {
    const schema = cache.peek(event.schemaId);
    results.push(schema ? decodeKnown(schema, event) : await decodeOne(cache, unusable, event));
  }
  return results;
}

function decodeKnown(schema: EventSchema, event: RawEvent): ChangeEvent | DecodeError {
  try {
    return decodeChangeEvent(schema, event);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}
