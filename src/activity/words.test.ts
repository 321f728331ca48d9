import { expect, it } from 'vitest';
import type { RecordState } from './change.ts';
import type { Labels } from './service.ts';
import { wordsFrom } from './words.ts';

const labels: Labels = {
  plural: () => null,
  label: (_type, field) => field.toLowerCase(),
  text: (_type, _field, value) => (value === null ? null : `the ${value}`),
  lookup: (_type, field) => (field === 'OwnerId' ? ['User'] : null),
};
const record = { values: {} } as RecordState;

it('names lookups, words other values, and remembers the names that it lacks', () => {
  const words = wordsFrom(labels, (id) => (id === '1' ? 'Mara Klein' : null));
  expect(words.text('Task', 'OwnerId', '1', record)).toBe('Mara Klein');
  expect(words.text('Task', 'OwnerId', '2', record)).toBeNull();
  expect(words.name('3')).toBeNull();
  expect(words.text('Task', 'Status', 'Open', record)).toBe('the Open');
  expect(words.text('Task', 'OwnerId', null, record)).toBeNull();
  expect(words.label('Task', 'Status')).toBe('status');
  expect([words.isLookup('Task', 'OwnerId'), words.isLookup('Task', 'Status')]).toEqual([true, false]);
  expect(words.takeMissing()).toEqual(['2', '3']);
});
