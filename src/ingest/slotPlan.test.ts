import { expect, test } from 'vitest';
import type { Feature } from '../activity/feature.ts';
import type { FeatureStateRow } from '../store/features.ts';
import { planSlots } from './slotPlan.ts';

const streamed = (key: string, type: string) =>
  ({ key, objects: [{ type, streamed: true }] }) as unknown as Feature;
const features = [streamed('tasks', 'Task'), streamed('events', 'Event'), streamed('cases', 'Case')];
const state = (feature: string, code: string | null): FeatureStateRow => ({
  ...{
    feature,
    enabled: true,
    path: code === null ? 'cdc' : 'sweep',
    lastProcessedAt: null,
    enabledSince: null,
    streamedSince: null,
    switchedBy: null,
    switchedAt: null,
  },
  status: code === null ? 'active' : 'blocked',
  reason: code === null ? null : { code, text: '', fix: '' },
});
const slots = {
  ...{ used: 2, limit: 2, ours: ['Event', 'Task'], others: ['Event'], shared: ['Event'] },
  ...{ exempt: [], channels: {} },
};

test('a feature with a slot of its own would unblock the first that waits; one that shares would not', () => {
  const plan = planSlots(
    features,
    [state('tasks', null), state('events', null), state('cases', 'slot_limit')],
    slots,
  );
  expect(plan).toEqual([
    { feature: 'tasks', entity: 'Task', takes: 'slot', unblocks: 'cases' },
    { feature: 'events', entity: 'Event', takes: 'shared', unblocks: null },
    { feature: 'cases', entity: 'Case', takes: 'none', unblocks: null },
  ]);
});

test('nothing is unblocked where a permission is what is missing', () => {
  const plan = planSlots(features, [state('tasks', null), state('cases', 'missing_permission')], slots);
  expect(plan.map((row) => row.unblocks)).toEqual([null, null, null]);
});
