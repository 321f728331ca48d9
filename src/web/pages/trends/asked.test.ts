import { describe, expect, it } from 'vitest';
import { toAsked, toWhose } from './asked.ts';

const olga = { id: 'olga', role: 'owner' } as const;
const jon = { id: 'jon', role: 'member' } as const;

describe('whose trends an address means', () => {
  it('is everyone for those who see others, and oneself for those who do not', () => {
    expect(toWhose({}, olga)).toBe('all');
    expect(toWhose({ who: 'me' }, olga)).toBe('me');
    expect(toWhose({}, jon)).toBe('me');
    expect(toWhose({ who: 'me', person: ['jon'] }, olga)).toBe('chosen');
  });

  it('is asked for with its range and features', () => {
    expect(toAsked({ range: '7d', feature: ['cases'] }, olga, '2026-05-14')).toEqual({
      ...{ userId: [], feature: ['cases'], from: '2026-05-08', to: '2026-05-14' },
    });
    expect(toAsked({}, jon, '2026-05-14').userId).toEqual(['jon']);
    expect(toAsked({ person: ['a', 'b'] }, olga, '2026-05-14').userId).toEqual(['a', 'b']);
  });
});
