import { beforeEach, describe, expect, test } from 'vitest';
import { type BeatName, beats } from './beats.ts';
import { createClock } from './clock.ts';
import { type StagedOrg, stageOrg } from './stage.ts';
import type { CommittedChange } from './types.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

let staged: StagedOrg;
let changes: CommittedChange[];

beforeEach(() => {
  staged = stageOrg({ clock: createClock(START) });
  changes = [];
  staged.org.onChange((change) => changes.push(change));
});

/** Plays a beat, over and over where it finds nothing to do, and returns what the org logged of it. */
function play(name: BeatName) {
  const { org, story } = staged;
  for (let tries = 0; tries < 40; tries += 1) {
    org.clock.advance(20 * 60_000);
    const before = org.log.transactions().length;
    const beat = story.step(name);
    const done = org.log.transactions().slice(before);
    if (beat.name === name) return { ...beat, done, steps: done.flatMap((each) => each.steps) };
  }
  throw new Error(`${name} never found anything to do`);
}

const last = (object: string) => staged.org.records(object).at(-1)!;

describe('every beat', () => {
  test.each(Object.keys(beats) as BeatName[])('%s changes records, and says so', (name) => {
    const needed: Partial<Record<BeatName, BeatName[]>> = {
      acceptCase: ['emailToCase'],
      editNote: ['takeNote'],
      answerPost: ['postUpdate'],
      rewordPost: ['postUpdate'],
      undeleteRecord: ['deleteRecord', 'deleteRecord', 'deleteRecord', 'deleteRecord', 'deleteRecord'],
      convertLead: ['qualifyLead'],
      moveMeeting: ['bookMeeting', 'bookMeeting', 'bookMeeting'],
      escalateCase: ['workCase'],
      closeCase: ['workCase'],
    };
    for (const each of needed[name] ?? []) play(each);
    const { text, steps } = play(name);
    expect(text).not.toBe('');
    expect(steps.length).toBeGreaterThan(0);
  });
});

describe('the story', () => {
  test('writes notes that hang on a record', () => {
    play('takeNote');
    const note = last('ContentDocument');
    const links = staged.org
      .records('ContentDocumentLink')
      .filter((row) => row.ContentDocumentId === note.Id);
    expect(links.map((row) => String(row.LinkedEntityId).slice(0, 3))).toEqual([
      '005',
      expect.not.stringMatching(/^005/),
    ]);
    play('editNote');
    expect(last('ContentVersion').VersionNumber).toBe('2');
  });

  test('sends e-mails that are tasks, and receives some by e-mail to case', () => {
    play('sendEmail');
    const sent = last('EmailMessage');
    expect(sent).toMatchObject({ Incoming: false, FromAddress: expect.stringContaining('@acme.example') });
    expect(staged.org.find('Task', String(sent.ActivityId))).toMatchObject({ TaskSubtype: 'Email' });
    play('emailToCase');
    expect(last('EmailMessage')).toMatchObject({
      Incoming: true,
      ToAddress: 'support@acme.example',
      CreatedById: staged.people.get('automated'),
      ActivityId: null,
      ParentId: last('Case').Id,
    });
    expect(last('Case').OwnerId).toMatch(/^00G/);
    play('acceptCase');
    expect(last('CaseHistory').Field).toBe('ownerAccepted');
  });

  test('changes ten and more records in one transaction, and some of them in one event', () => {
    const sizes = Array.from({ length: 8 }, () => play('changeMany').steps.length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
    expect(changes.some((change) => change.recordIds.length >= 10)).toBe(true);
    expect(new Set(changes.map((change) => change.transactionKey)).size).toBeLessThan(changes.length);
  });

  test('saves a deal twice in one transaction: one event, both stages in its history', () => {
    changes.length = 0;
    const { steps } = play('saveTwice');
    expect(changes).toHaveLength(1);
    const stages = staged.org
      .records('OpportunityFieldHistory')
      .filter((row) => row.OpportunityId === steps[0]!.id && row.Field === 'StageName');
    expect(stages).toHaveLength(2);
    expect(stages[0]?.NewValue).toBe(stages[1]?.OldValue);
  });

  test('keeps appointments private, posts by itself, commits late and recalculates', () => {
    play('privateEvent');
    expect(last('Event').IsPrivate).toBe(true);
    play('trackedPost');
    expect(last('FeedItem').Type).not.toBe('TextPost');
    const { done } = play('lateSync');
    expect(done[0]!.committedAt - done[0]!.steps[0]!.at).toBe(12 * 60_000);
    changes.length = 0;
    play('recalculate');
    expect(changes).toEqual([]);
  });
});
