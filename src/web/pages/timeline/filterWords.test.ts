import { describe, expect, it } from 'vitest';
import { toFilterWords } from './filterWords.ts';

const known = {
  people: new Map([['u1', 'Mara Klein']]),
  connections: new Map<string, string>(),
  objects: new Map([['006A', 'Acme renewal']]),
};

describe('what the timeline is narrowed to, in words', () => {
  it('is named as the chips name it, and by its id where no name is known', () => {
    expect(
      toFilterWords(
        {
          ...{ person: ['u1', 'u2'], feature: ['cases'], category: ['email'], action: ['updated'] },
          ...{ object: ['Opportunity/006A', 'Case'], connection: ['c1'], text: 'acme' },
        },
        known,
      ),
    ).toEqual([
      { name: 'Person', values: 'Mara Klein, u2' },
      { name: 'Feature', values: 'Cases' },
      { name: 'Kind', values: 'E-mails' },
      { name: 'Action', values: 'Changed' },
      { name: 'Record', values: 'Acme renewal, Case' },
      { name: 'Connection', values: 'c1' },
      { name: 'Title', values: '“acme”' },
    ]);
  });

  it('is nothing where only a date is chosen', () => {
    expect(toFilterWords({ date: '2026-05-12', zone: 'person' }, known)).toEqual([]);
  });
});
