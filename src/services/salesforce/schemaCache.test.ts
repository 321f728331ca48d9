import { describe, expect, it } from 'vitest';
import { SetupError, TransientError } from '../../errors.ts';
import { DecodeError, type RawEvent } from './changeEvent.ts';
import { decodeEvents, openSchemaCache } from './schemaCache.ts';

const schema = JSON.stringify({
  type: 'record',
  name: 'ThingChangeEvent',
  fields: [{ name: 'Name', type: ['null', 'string'], default: null }],
});
const eventOf = (id: string, schemaId: string): RawEvent => ({
  ...{ id, schemaId, payload: Buffer.from([0]), replayId: Buffer.from([1]) },
});

describe('the schema cache', () => {
  it('asks once for a schema that many ask for at the same time', async () => {
    const asked: string[] = [];
    const cache = openSchemaCache(async (id) => {
      asked.push(id);
      await new Promise((done) => setTimeout(done, 5));
      return schema;
    });
    const [one, other] = await Promise.all([cache.get('a'), cache.get('a'), cache.get('b')]);
    expect(one).toBe(other);
    expect(await cache.get('a')).toBe(one);
    expect(asked).toEqual(['a', 'b']);
  });

  it('keeps the newest schemas within its bound', async () => {
    const cache = openSchemaCache(async () => schema, 3);
    for (const id of ['a', 'b', 'c', 'd']) await cache.get(id);
    expect(['a', 'b', 'c', 'd'].map((id) => cache.peek(id) !== undefined)).toEqual([false, true, true, true]);
  });

  it('keeps no failure', async () => {
    let tries = 0;
    const cache = openSchemaCache(async () => {
      tries += 1;
      if (tries === 1) throw new TransientError('fast', 'stream_delayed');
      return schema;
    });
    await expect(cache.get('a')).rejects.toThrow();
    await cache.get('a');
    expect(tries).toBe(2);
  });

  it.each(['protocol_refused', 'channel_missing'] as const)(
    'rejects the events of a schema that nobody has (%s), and asks for it once a batch',
    async (code) => {
      let tries = 0;
      const cache = openSchemaCache(async () => {
        tries += 1;
        throw new SetupError(code);
      });
      const results = await decodeEvents(cache, [eventOf('e1', 'a'), eventOf('e2', 'a'), eventOf('e3', 'a')]);
      expect(results.map((result) => result instanceof DecodeError && result.key)).toEqual([
        'e1',
        'e2',
        'e3',
      ]);
      expect(tries).toBe(1);
    },
  );

  it('rejects the events of a schema that is none', async () => {
    const cache = openSchemaCache(async () => '{"type":"no such thing"}');
    expect((await decodeEvents(cache, [eventOf('e1', 'a')]))[0]).toBeInstanceOf(DecodeError);
  });

  it('gives up the batch when a schema cannot be fetched now', async () => {
    const cache = openSchemaCache(async () => {
      throw new TransientError('fast', 'stream_delayed');
    });
    await expect(decodeEvents(cache, [eventOf('e1', 'a')])).rejects.toBeInstanceOf(TransientError);
  });
});
