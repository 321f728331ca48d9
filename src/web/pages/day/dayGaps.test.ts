import { describe, expect, it } from 'vitest';
import { featureKeys } from '../../features.ts';
import { type DayGap, listSwitchedOff, toGapText, toUncertainTime } from './dayGaps.ts';
import { listWorkingHours } from './workingHours.ts';

const gap = (from: string, to: string, given: Partial<DayGap> = {}): DayGap => ({
  ...{ connectionId: 'a', connectionName: 'Acme', features: ['tasks', 'events'], cause: 'access_lost' },
  ...{ from: `2026-05-12T${from}:00Z`, to: `2026-05-12T${to}:00Z`, ongoing: false, repairedAt: null },
  ...given,
});
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);

describe('what is not certain of a day', () => {
  it('is told of the person’s own connections, joined where gaps overlap', () => {
    const gaps = [
      gap('11:00', '12:00'),
      gap('09:00', '10:00'),
      gap('09:30', '10:30', { features: ['leads'] }),
      gap('09:00', '23:00', { connectionId: 'b' }),
    ];
    const times = toUncertainTime(gaps, ['a']);
    expect(times.map(({ from, to, gaps: reasons }) => [clock(from), clock(to), reasons.length])).toEqual([
      ['09:00', '10:30', 2],
      ['11:00', '12:00', 1],
    ]);
  });

  it('is nothing where features were switched off, which stands apart', () => {
    const gaps = [gap('00:00', '23:59', { cause: 'switched_off', features: ['notes'] })];
    expect(toUncertainTime(gaps, ['a'])).toEqual([]);
    expect(listSwitchedOff(gaps)).toEqual(['notes']);
  });

  it('says what, why, and what came of it', () => {
    const whole = gap('09:02', '11:40', { features: featureKeys, repairedAt: '2026-05-12T11:41:00Z' });
    expect(toGapText(whole, 'UTC')).toMatch(
      /^0?9:02.*Nothing was read\. Salesforce refused access\. Read again .*11:41/,
    );
    expect(toGapText(gap('09:02', '11:40', { cause: 'not_read' }), 'UTC')).toMatch(
      /Tasks and Events not read\. It is older than what was read\.$/,
    );
    expect(toGapText(gap('09:02', '11:40', { ongoing: true }), 'UTC')).toMatch(
      /^Since .*Not read again yet\.$/,
    );
  });
});

describe('working hours', () => {
  const berlin = { from: Date.parse('2026-05-11T22:00:00Z'), to: Date.parse('2026-05-12T22:00:00Z') };
  const hoursOf = (zone: string) =>
    listWorkingHours(berlin, '2026-05-12', zone).map(({ from, to }) => `${clock(from)}-${clock(to)}`);

  it('are those of the person’s own zone, cut to the day that is shown', () => {
    expect(hoursOf('Europe/Berlin')).toEqual(['07:00-15:00']);
    expect(hoursOf('America/Los_Angeles')).toEqual(['22:00-00:00', '16:00-22:00']);
  });

  it('are none on a weekend', () => {
    const sunday = { from: Date.parse('2026-05-17T00:00:00Z'), to: Date.parse('2026-05-18T00:00:00Z') };
    expect(listWorkingHours(sunday, '2026-05-17', 'UTC')).toEqual([]);
  });
});
