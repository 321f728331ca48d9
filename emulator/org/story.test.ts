import { expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { seedOrg } from './seed.ts';
import { createStory } from './story.ts';
import type { CommittedChange } from './types.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

function tell(beats: number): { texts: string[]; changes: CommittedChange[] } {
  const clock = createClock(START);
  const seeded = seedOrg({ clock });
  const changes: CommittedChange[] = [];
  seeded.org.onChange((change) => changes.push(change));
  const story = createStory(seeded);
  const texts = Array.from({ length: beats }, () => {
    clock.advance(20_000);
    return story.step().text;
  });
  return { texts, changes };
}

test('the same seed tells the same story', () => {
  expect(tell(60)).toEqual(tell(60));
});

test('a long story touches the five real-time objects and many people', () => {
  const { changes } = tell(400);
  expect(new Set(changes.map((change) => change.entity))).toEqual(
    new Set([
      'Account',
      'Opportunity',
      'Case',
      'Task',
      'Event',
      'EventRelation',
      'Contact',
      'Lead',
      'EmailMessage',
      'ContentDocument',
      'ContentVersion',
      'ContentDocumentLink',
    ]),
  );
  expect(new Set(changes.map((change) => change.commitUser)).size).toBeGreaterThan(10);
});

test('deals are closed, cases escalate and close, calls last', () => {
  const { changes } = tell(400);
  const values = changes.map((change) => change.values);
  expect(values.some((each) => each.StageName === 'Closed Won')).toBe(true);
  expect(values.some((each) => each.Status === 'Escalated')).toBe(true);
  expect(values.some((each) => typeof each.ClosedDate === 'number')).toBe(true);
  expect(values.some((each) => each.TaskSubtype === 'Call' && Number(each.CallDurationInSeconds) > 0)).toBe(
    true,
  );
});

test('the warehouse sync merges its contacts into one event', () => {
  const seeded = seedOrg({ clock: createClock(START) });
  const changes: CommittedChange[] = [];
  seeded.org.onChange((change) => changes.push(change));
  createStory(seeded).step('syncContacts');
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    entity: 'Contact',
    changeType: 'UPDATE',
    changed: ['LastModifiedDate', 'LastModifiedById', 'CleanStatus'],
  });
  expect(changes[0]?.recordIds).toHaveLength(3);
});
