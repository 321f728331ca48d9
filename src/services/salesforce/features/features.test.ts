import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../activity/activity.ts';
import type { Change, RecordState, StoredChange } from '../../../activity/change.ts';
import { toWindows } from '../../../activity/consolidate.ts';
import { changeActivity, recordActivity } from '../../../activity/entries.ts';
import type { Feature, FeatureExample } from '../../../activity/feature.ts';
import { mergeRecord } from '../../../activity/record.ts';
import { wordsFrom } from '../../../activity/words.ts';
import type { DescribedField, DescribedObject } from '../describe.ts';
import { labelsFromDescribe } from '../labels.ts';
import { salesforceFeatures } from './index.ts';

/** Amounts have to be described to be read as such; all else falls back to its API name. */
const labels = labelsFromDescribe([
  described('Opportunity', 'Amount', 'Amount', 'currency'),
  described('Account', 'AnnualRevenue', 'Annual Revenue', 'currency'),
]);

function described(object: string, name: string, label: string, type: string): DescribedObject {
  const field: DescribedField = {
    name,
    label,
    type,
    referenceTo: [],
    relationshipName: undefined,
    compoundFieldName: undefined,
    picklist: new Map(),
  };
  const fields = new Map([[name, field]]);
  const words = { label: object, labelPlural: `${object}s`, keyPrefix: undefined };
  return { name: object, ...words, queryable: true, replicateable: true, fields };
}

/** The saves of an example as the ingest stores them, with everything filled in that it leaves out. */
function savesOf(feature: Feature, example: FeatureExample): readonly StoredChange[] {
  return example.changes.map((partial, index) => {
    const objectType = partial.objectType ?? feature.objects[0]!.type;
    const ignore = feature.objects.find((reads) => reads.type === objectType)!.ignore;
    const values = partial.values ?? {};
    const action = partial.action ?? 'updated';
    const listed = action === 'updated' ? Object.keys(values).filter((field) => !ignore.includes(field)) : [];
    const change: Change = {
      key: `cdc:example:${index + 1}`,
      path: 'cdc',
      feature: feature.key,
      objectId: 'record',
      at: 0,
      remoteUserId: '005000000000001AAA',
      transaction: null,
      automated: false,
      via: null,
      fields: listed,
      ...partial,
      action,
      objectType,
      values,
    };
    return { ...change, arrivedAt: change.at + 1800, listed: true, windowStart: null, bulk: false };
  });
}

function recordOf(feature: Feature, saves: readonly StoredChange[]): RecordState {
  let record: RecordState | null = null;
  for (const save of saves) {
    const reads = feature.objects.find(({ type }) => type === save.objectType)!;
    record = mergeRecord(record, save, save.arrivedAt, reads);
  }
  return record!;
}

/** Runs an example as the ingest does: merge all saves, then windows and entries from what is known at the end. */
function entriesOf(feature: Feature, example: FeatureExample): readonly Activity[] {
  const saves = savesOf(feature, example);
  const record = recordOf(feature, saves);
  const words = wordsFrom(labels, (id) => example.names?.[id] ?? null);
  const common = {
    connectionId: 'connection',
    origin: 'connection',
    feature,
    record,
    words,
    isExcluded: () => false,
    userOf: () => null,
  };
  const told = saves.filter((save) => feature.changeEntry(save, record) !== null);
  const updates = toWindows(told.filter(({ action }) => action === 'updated'));
  const others = told.filter(({ action }) => action !== 'updated').map((save) => [save]);
  const ofChanges = [...others, ...updates]
    .sort((a, b) => a[0]!.at - b[0]!.at)
    .map((window) => changeActivity({ ...common, window, draft: feature.changeEntry(window[0]!, record)! }));
  const ofRecord = feature.recordEntries(record).map((entry) => recordActivity({ ...common, entry }));
  return [...ofChanges, ...ofRecord];
}

describe('the features of Salesforce', () => {
  it('are the eleven, in their order', () => {
    expect(salesforceFeatures.map(({ key }) => key).join(' ')).toBe(
      'tasks events opportunities cases contacts accounts leads notes emails comments updates',
    );
  });

  it('stream exactly the objects of the real-time ones', () => {
    for (const { defaultPath, objects } of salesforceFeatures) {
      expect(objects.map(({ streamed }) => streamed)).toEqual(objects.map(() => defaultPath === 'cdc'));
    }
  });

  // Harm: a text that somebody wrote would be requested, stored and shown.
  it('keep and show no body', () => {
    const body = /description|body|content$|preview|comments?$|address|email$|phone/i;
    for (const { objects } of salesforceFeatures) {
      for (const { keep, show } of objects) {
        expect([...keep, ...show].filter((field) => body.test(field))).toEqual([]);
      }
    }
  });

  it('say in examples what they do', () => {
    for (const { key, examples } of salesforceFeatures) {
      expect([key, examples.length]).toEqual([key, Math.max(examples.length, 3)]);
    }
  });

  it('fill the slots that they declare, and no other', () => {
    for (const feature of salesforceFeatures) {
      const records = feature.examples.map((example) => recordOf(feature, savesOf(feature, example)));
      // One of several alike is told apart behind a colon.
      const slots = records.flatMap((record) =>
        feature.recordEntries(record).map(({ slot }) => slot.split(':')[0]!),
      );
      expect([...new Set(slots)].sort()).toEqual([...feature.slots].sort());
    }
  });

  it('name no object twice', () => {
    const types = salesforceFeatures.flatMap(({ objects }) => objects.map(({ type }) => type));
    expect(new Set(types).size).toBe(types.length);
  });
});

for (const feature of salesforceFeatures) {
  describe(feature.key, () => {
    it.each(feature.examples)('$name', (example) => {
      const entries = entriesOf(feature, example);
      const seen = entries.map((entry, index) => {
        const all = { ...entry, at: entry.occurredAt };
        const asked = Object.keys(example.expect[index] ?? { action: '', title: '' });
        return Object.fromEntries(asked.map((name) => [name, all[name as keyof typeof all]]));
      });
      expect(seen).toEqual(example.expect);
    });
  });
}
