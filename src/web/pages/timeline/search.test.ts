import { describe, expect, it } from 'vitest';
import { isNarrowed, toFilter, toStart } from './search.ts';

describe('what the address asks of the timeline', () => {
  it('is nothing where nothing stands in it', () => {
    const lists = ['userId', 'feature', 'connectionId', 'category', 'action', 'objectType', 'objectId'];
    expect(toFilter({})).toEqual(Object.fromEntries(lists.map((key) => [key, []])));
    expect(isNarrowed({})).toBe(false);
  });

  it('tells kinds of records from single ones', () => {
    expect(toFilter({ object: ['Case', 'Lead'] })).toMatchObject({
      objectType: ['Case', 'Lead'],
      objectId: [],
    });
    expect(toFilter({ object: ['Case/500A'] })).toMatchObject({ objectType: [], objectId: ['500A'] });
  });

  it('searches titles for words, and for nothing where there is no word', () => {
    expect(toFilter({ text: 'Müller 48' }).text).toBe('Müller 48');
    expect(toFilter({ text: ' – ' })).not.toHaveProperty('text');
  });

  it('begins at the end of a date in the zone that is shown', () => {
    expect(toStart({ date: '2026-05-12' }, 'Europe/Berlin')).toBe('2026-05-12T22:00:00.000Z');
    expect(toStart({ date: '2026-03-28' }, 'America/New_York')).toBe('2026-03-29T04:00:00.000Z');
    expect(toStart({}, 'UTC')).toBeNull();
  });

  it('is narrowed by filters, not by a date or a zone', () => {
    expect(isNarrowed({ date: '2026-05-12', zone: 'person' })).toBe(false);
    expect(isNarrowed({ text: 'Acme' })).toBe(true);
  });
});
