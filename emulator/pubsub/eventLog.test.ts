import { describe, expect, it } from 'vitest';
import { EventLog, toReplayId } from './eventLog.ts';
import type { LoggedEvent } from './loggedEvent.ts';

const HOUR_MS = 3_600_000;
const event = {} as LoggedEvent;

function openLog(orgId = '00DAC000000001AEAQ') {
  const clock = { time: Date.UTC(2026, 10, 2) };
  return { clock, log: new EventLog(orgId, () => clock.time) };
}

function appendAll(log: EventLog, count: number): Buffer[] {
  return Array.from({ length: count }, () => {
    log.append(event);
    return toReplayId(log.at(log.end - 1)!.replay);
  });
}

describe('replay ids', () => {
  it('are ten bytes that rise with gaps and end in two zeros', () => {
    const ids = appendAll(openLog().log, 50);
    const numbers = ids.map((id) => id.readBigUInt64BE());
    expect(ids.every((id) => id.length === 10 && id.readUInt16BE(8) === 0)).toBe(true);
    expect(numbers.every((n, i) => i === 0 || n > numbers[i - 1]!)).toBe(true);
    expect(numbers.some((n, i) => i > 0 && n > numbers[i - 1]! + 1n)).toBe(true);
  });

  it('lead to the position right after their event, also in their 8-byte form', () => {
    const { log } = openLog();
    const ids = appendAll(log, 20);
    for (const [i, id] of ids.entries()) {
      expect(log.after(id)).toBe(log.end - 20 + i + 1);
      expect(log.after(id.subarray(0, 8))).toBe(log.after(id));
    }
  });

  it('are refused when they were never given, are cut or come from another org', () => {
    const { log } = openLog();
    const id = appendAll(log, 20).at(-1)!;
    const foreign = appendAll(openLog('00DAC000000002AEAQ').log, 20).at(-1)!;
    const beyond = toReplayId(Number(id.readBigUInt64BE()) + 1000);
    const tailed = Buffer.concat([id.subarray(0, 8), Buffer.from([0, 1])]);
    for (const wrong of [foreign, beyond, tailed, id.subarray(0, 4), Buffer.alloc(10), Buffer.alloc(0)]) {
      expect(log.after(wrong)).toBeUndefined();
    }
  });
});

describe('retention', () => {
  it('is 72 hours of the org clock', () => {
    const { log, clock } = openLog();
    const [old] = appendAll(log, 1);
    clock.time += 71 * HOUR_MS;
    const [young] = appendAll(log, 1);
    expect(log.after(old!)).toBeDefined();
    clock.time += 2 * HOUR_MS;
    expect(log.after(old!)).toBeUndefined();
    expect(log.after(young!)).toBe(log.end);
    expect(log.start).toBe(log.end - 1);
  });

  it('keeps positions valid when many entries have gone', () => {
    const { log, clock } = openLog();
    appendAll(log, 10_000);
    clock.time += 73 * HOUR_MS;
    const ids = appendAll(log, 10);
    expect(log.end - log.start).toBe(10);
    expect(ids.map((id) => log.after(id))).toEqual(ids.map((_, i) => log.start + i + 1));
    expect(toReplayId(log.at(log.start)!.replay)).toEqual(ids[0]);
  });

  it('never outruns the fresh replay id of a quiet org', () => {
    const { log, clock } = openLog();
    appendAll(log, 5000);
    clock.time += 100 * HOUR_MS;
    expect(log.start).toBe(log.end);
    const fresh = log.freshReplayId();
    clock.time += 71 * HOUR_MS;
    expect(log.after(fresh)).toBe(log.end);
    expect(log.freshReplayId()).not.toEqual(fresh);
  });
});
