import { describe, expect, it } from 'vitest';
import { sumMeetings, toMeetingSummary } from './meetings.ts';

const day = { meetings: 3, internalSeconds: 7200, externalSeconds: 3600, calls: 1, callSeconds: 90 };

describe('meeting load', () => {
  it('is summed over days, and nothing over none', () => {
    expect(sumMeetings([day, { ...day, calls: 2 }])).toEqual({
      ...{ meetings: 6, internalSeconds: 14_400, externalSeconds: 7200, calls: 3, callSeconds: 180 },
    });
    expect(sumMeetings([]).meetings).toBe(0);
  });

  it('is said in one sentence, also where there was none', () => {
    expect(toMeetingSummary(day)).toBe('3 meetings of 3 h: 1 h external, 2 h internal. 1 call of 2 min.');
    expect(toMeetingSummary({ ...day, calls: 0 })).toBe('3 meetings of 3 h: 1 h external, 2 h internal.');
    expect(toMeetingSummary({ ...day, meetings: 0 })).toBe('No meetings. 1 call of 2 min.');
    expect(toMeetingSummary(sumMeetings([]))).toBe('No meetings and no calls in this time.');
  });
});
