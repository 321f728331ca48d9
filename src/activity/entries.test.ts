import { describe, expect, it } from 'vitest';
import type { RecordState, StoredChange } from './change.ts';
import { activityId, type ChangeActivityInput, changeActivity, recordActivity } from './entries.ts';
import type { Feature } from './feature.ts';
import { wordsFrom } from './words.ts';

const names: Readonly<Record<string, string>> = { u2: 'Jonas Weber' };
const words = wordsFrom(
  {
    label: (_type, field) => `${field} label`,
    plural: () => null,
    lookup: (_type, field) => (field === 'OwnerId' ? ['User'] : null),
    text: (_type, _field, value) => (value === null ? null : `${value}!`),
  },
  (id) => names[id] ?? null,
);
const feature: Feature = {
  key: 'deals',
  name: 'Deals',
  defaultPath: 'cdc',
  objects: [
    {
      type: 'Deal',
      streamed: true,
      keep: ['Name'],
      show: ['Stage', 'OwnerId'],
      ignore: [],
      nameOf: () => null,
    },
  ],
  slots: ['meeting'],
  changeEntry: () => null,
  recordEntries: () => [],
  title: ({ action, changes }, { name }) => `${action} ${changes.length} by ${name('u3') ?? 'somebody'}`,
  examples: [],
};
const record: RecordState = {
  id: '1',
  type: 'Deal',
  name: 'Acme renewal',
  values: {},
  valuesAt: {},
  deleted: false,
  whole: true,
  saved: { at: 5000, arrivedAt: 6250, remoteUserId: 'u1', automated: false, via: 'Loader' },
  paths: ['cdc'],
};
const at = Date.UTC(2026, 10, 23, 14, 31);
const change: StoredChange = {
  key: 'cdc:t:1',
  path: 'cdc',
  feature: 'deals',
  action: 'updated',
  objectType: 'Deal',
  objectId: '1',
  at,
  remoteUserId: 'u1',
  transaction: 't',
  automated: false,
  via: null,
  fields: ['Stage', 'Text'],
  values: { Stage: 'Open' },
  arrivedAt: at + 1840,
  listed: true,
  windowStart: at,
  bulk: false,
};
const draft = {
  feature: 'deals',
  category: 'record_change',
  action: 'updated',
  remoteUserId: 'u1',
  at,
  durationSeconds: 60,
  durationSource: 'estimated',
} as const;

function build(window: readonly StoredChange[], rest: Partial<ChangeActivityInput> = {}) {
  const people = { isExcluded: () => false, userOf: () => null };
  return changeActivity({
    connectionId: 'c',
    origin: 'c',
    feature,
    window,
    record,
    draft,
    words,
    ...people,
    ...rest,
  });
}

describe('the entry of a window', () => {
  const owner: StoredChange = {
    ...change,
    key: 'cdc:t:2',
    at: at + 60_000,
    arrivedAt: at + 500,
    fields: ['OwnerId', 'Name'],
    values: { OwnerId: 'u2', Name: 'Secret' },
    path: 'delta',
    via: 'Loader',
  };

  it('lists every transition in order, with values only of allowed fields and ids of lookups', () => {
    const { changes } = build([owner, change]);
    expect(changes).toEqual([
      { field: 'Stage', label: 'Stage label', from: null, to: 'Open!', at: '2026-11-23T14:31:00.000Z' },
      { field: 'Text', label: 'Text label', from: null, to: null, at: '2026-11-23T14:31:00.000Z' },
      {
        field: 'OwnerId',
        label: 'OwnerId label',
        from: null,
        to: 'Jonas Weber',
        fromId: null,
        toId: 'u2',
        at: '2026-11-23T14:32:00.000Z',
      },
      { field: 'Name', label: 'Name label', from: null, to: null, at: '2026-11-23T14:32:00.000Z' },
    ]);
  });

  it('has id and time of the first change, counts its estimate once and names all paths', () => {
    const entry = build([owner, change]);
    expect(entry.id).toBe(activityId('c', '1', 'change', change.key));
    expect(entry).toMatchObject({ occurredAt: at, durationSeconds: 60, count: 1, userId: null });
    expect(entry).toMatchObject({ paths: ['cdc', 'delta'], via: 'Loader', objectName: 'Acme renewal' });
  });

  it('came with its first arrival, and never before it was saved', () => {
    expect(build([change])).toMatchObject({ receivedAt: at + 1840, latencySeconds: 1.8 });
    expect(build([owner, change])).toMatchObject({ receivedAt: at + 500, latencySeconds: 0 });
  });

  it('knows a person from a program only by the stream', () => {
    expect(build([change]).actor).toBe('person');
    expect(build([{ ...change, automated: true }]).actor).toBe('automation');
    expect(build([change], { isExcluded: () => true }).actor).toBe('automation');
    expect(build([{ ...change, path: 'delta' }]).actor).toBeNull();
    expect(build([{ ...change, automated: true }, owner]).actor).toBe('automation');
  });

  it('asks for the names that it lacks, and for a record that it knows only in part', () => {
    expect(build([change]).missingNames).toEqual(['u3']);
    expect(build([change], { record: { ...record, whole: false } }).missingNames).toEqual(['1', 'u3']);
    expect(build([change], { record: { ...record, whole: false, deleted: true } }).missingNames).toEqual([
      'u3',
    ]);
  });
});

describe('the entry of a record', () => {
  it('keeps one id for its slot, wherever it moves', () => {
    const entry = { ...draft, slot: 'meeting', action: 'meeting', remoteUserId: 'u2', at: 99 } as const;
    const people = { isExcluded: (id: string) => id === 'u1', userOf: (id: string) => `user of ${id}` };
    const activity = recordActivity({
      connectionId: 'c',
      origin: 'c',
      feature,
      record,
      words,
      ...people,
      entry,
    });
    expect(activity).toMatchObject({
      id: activityId('c', '1', 'meeting', ''),
      title: 'meeting 0 by somebody',
      remoteUserId: 'u2',
      userId: 'user of u2',
      occurredAt: 99,
      receivedAt: 6250,
      latencySeconds: 1.3,
      actor: 'automation',
      via: 'Loader',
      changes: [],
      missingNames: ['u3'],
    });
  });
});

it('ids look like UUIDs and differ with each part', () => {
  const ids = ['c', 'o', 's', 'k'].map((_, i, parts) =>
    activityId(
      ...(parts.map((part, j) => (i === j ? `${part}!` : part)) as [string, string, string, string]),
    ),
  );
  expect(new Set(ids).size).toBe(4);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
