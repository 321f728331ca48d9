import { describe, expect, it } from 'vitest';
import type { Batch, Session } from '../activity/service.ts';
import { readAhead } from './readAhead.ts';

const hole = { features: ['tasks'], cause: 'overflow', to: 0, evidence: {} } as const;

function batch(nth: number, more: Partial<Batch> = {}): Batch {
  const change = { key: String(nth), objectId: `00T${nth}` } as Batch['changes'][number];
  const rest = { rejects: [], coveredTo: nth, features: ['tasks'] };
  return { changes: [change], cursor: String(nth), ...rest, ...more };
}

const session = (signal = new AbortController().signal) => ({ signal }) as Session;
const keysOf = ({ changes }: Batch) => changes.map(({ key }) => key);

/** A stream that gives its batches, then waits for its signal or fails; says how it stands. */
function streamOf(batches: readonly Batch[], failure?: Error) {
  const state = { given: 0, ended: false };
  const stream = async function* (_: Session, __: unknown, signal: AbortSignal): AsyncGenerator<Batch> {
    try {
      for (const each of batches) {
        state.given += 1;
        yield each;
      }
      if (failure !== undefined) throw failure;
      if (!signal.aborted) await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    } finally {
      state.ended = true;
    }
  };
  return { state, service: { stream } };
}

const pause = () => new Promise((done) => setImmediate(done));

describe('reading ahead', () => {
  it('gives what waits as one batch, in order, with the last position', async () => {
    const { service } = streamOf([batch(1), batch(2), batch(3, { cursor: null, coveredTo: null })]);
    const reader = readAhead(service, session(), null);
    const first = await reader.next();
    await pause();
    const second = await reader.next();
    const got = [first.value as Batch, second.value as Batch];
    expect(got.flatMap(keysOf)).toEqual(['1', '2', '3']);
    expect(got[1]).toMatchObject({ cursor: '2', coveredTo: 2, features: ['tasks'] });
    await reader.return(undefined);
  });

  it('lets nothing that came before a hole stand in its batch', async () => {
    const { service } = streamOf([batch(1), batch(2, { holes: [hole] }), batch(3)]);
    const reader = readAhead(service, session(), null);
    const got: Batch[] = [];
    for (let rest = 3; rest > 0; rest -= got.at(-1)!.changes.length) {
      got.push((await reader.next()).value);
      await pause();
    }
    const withHole = got.find(({ holes = [] }) => holes.length > 0)!;
    expect(keysOf(withHole)[0]).toBe('2');
    expect(got.flatMap(keysOf)).toEqual(['1', '2', '3']);
    await reader.return(undefined);
  });

  it('throws only after what was read before the error has been taken', async () => {
    const { service } = streamOf([batch(1), batch(2)], new Error('the stream broke'));
    const got: string[] = [];
    const reading = (async () => {
      for await (const each of readAhead(service, session(), null)) {
        got.push(...keysOf(each));
        await pause();
      }
    })();
    await expect(reading).rejects.toThrow('the stream broke');
    expect(got).toEqual(['1', '2']);
  });

  it('stops reading while enough waits', async () => {
    const { service, state } = streamOf(Array.from({ length: 5000 }, (_, nth) => batch(nth)));
    const reader = readAhead(service, session(), null);
    await reader.next();
    for (let turn = 0; turn < 20; turn += 1) await pause();
    expect(state.given).toBeLessThan(2500);
    await reader.return(undefined);
  });

  it('has ended the stream once its reader has left, and ends with its session', async () => {
    const left = streamOf([batch(1)]);
    for await (const _ of readAhead(left.service, session(), null)) break;
    expect(left.state.ended).toBe(true);
    const closing = new AbortController();
    const closed = streamOf([batch(1)]);
    for await (const _ of readAhead(closed.service, session(closing.signal), null)) closing.abort();
    expect(closed.state.ended).toBe(true);
  });
});
