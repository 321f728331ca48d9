import { describe, expect, it } from 'vitest';
import { toDescribedObject } from './describe.ts';
import { salesforceFeatures } from './features/index.ts';
import { toPermissions } from './permissions.ts';
import { type Sight, standOf, standSwept } from './standing.ts';

const feature = (key: string) => salesforceFeatures.find((one) => one.key === key)!;
const all = salesforceFeatures.flatMap((one) => one.objects);

/** What a user sees who sees everything but the objects and fields that are named. */
function sight(permissions: readonly string[], hidden: readonly string[] = []): Sight {
  const access = Object.fromEntries(
    everything.map((name) => [`Permissions${name}`, permissions.includes(name)]),
  );
  const described = all.map(({ type, show }) =>
    toDescribedObject({
      ...{ name: type, label: type, labelPlural: `${type}s`, keyPrefix: null },
      ...{ queryable: true, replicateable: true },
      fields: show
        .filter((name) => !hidden.includes(`${type}.${name}`))
        .map((name) => ({ name, label: name, type: 'string' })),
    }),
  );
  return {
    remoteUserId: '005000000000001AAA',
    permissions: toPermissions(access, []),
    described: new Map(
      described.map((one) => [one.name, one] as const).filter(([name]) => !hidden.includes(name)),
    ),
  };
}

const everything = ['ViewAllData', 'ModifyAllData', 'QueryAllFiles'];

describe('how a swept feature stands', () => {
  it.each(['accounts', 'leads', 'notes', 'emails', 'comments', 'updates'])(
    '%s is active without a reason where the user may see everything',
    (key) => {
      const standing = standOf(feature(key), sight(everything), undefined);
      expect(standing).toEqual({ feature: key, path: 'sweep', status: 'active', reason: null });
    },
  );

  it('is unavailable where none of its objects can be read', () => {
    const standing = standOf(feature('notes'), sight(everything, ['ContentNote', 'Note']), undefined);
    expect(standing).toMatchObject({ status: 'unavailable', reason: { code: 'object_unavailable' } });
    expect(standing.reason!.text).toContain('no Enhanced Notes and no classic notes');
  });

  it('stays active and names what is missing where one of two is off', () => {
    const standing = standOf(feature('comments'), sight(everything, ['FeedComment']), undefined);
    expect(standing).toMatchObject({ status: 'active', reason: { code: 'object_unavailable' } });
    expect(standing.reason!.text).toContain('no Chatter comments');
  });

  it.each([
    ['notes', ['ViewAllData', 'ModifyAllData'], 'active', '"Query All Files"'],
    ['notes', ['ViewAllData', 'QueryAllFiles'], 'active', '"Modify All Data"'],
    ['comments', [], 'active', '"View All Data"'],
    ['updates', [], 'unavailable', '"View All Data"'],
    ['emails', [], 'active', '"View All Data"'],
    ['leads', [], 'active', '"View All Records on Lead"'],
  ])('%s with no more than %j is %s and names %s', (key, permissions, status, name) => {
    const standing = standOf(feature(key), sight(permissions), undefined);
    expect(standing).toMatchObject({ status, reason: { code: 'missing_permission' } });
    expect(standing.reason!.text).toContain(name);
    expect(standing.reason!.note).toContain(name);
  });
});

describe('how a streamed feature stands', () => {
  const member = { id: '0v8', developerName: 'x', entity: 'Task', ours: true, exempt: false, channel: 'x' };

  it('is blocked by a missing permission, by name', () => {
    const standing = standOf(feature('tasks'), sight([]), { state: 'selected', member });
    expect(standing).toMatchObject({
      path: 'sweep',
      status: 'blocked',
      reason: { code: 'missing_permission' },
    });
    expect(standing.reason!.text).toContain('"View All Data"');
  });

  it('is blocked without a slot, which is nothing that the administrator of the org mends with a permission', () => {
    const refused = { state: 'refused', code: 'slot_limit', text: 'full' } as const;
    const standing = standOf(feature('tasks'), sight(everything), refused);
    expect(standing).toMatchObject({ path: 'sweep', status: 'blocked', reason: { code: 'slot_limit' } });
    expect(standing.reason!.note).toBeUndefined();
  });

  it('stays in real time with hidden fields, and names them', () => {
    const hidden = sight(everything, ['Task.Priority', 'Task.Subject']);
    const standing = standOf(feature('tasks'), hidden, { state: 'selected', member });
    expect(standing).toMatchObject({ path: 'cdc', status: 'active', reason: { code: 'hidden_fields' } });
    expect(standing.reason!.text).toContain('Subject, Priority of Task');
  });
});

describe('how a feature stands by what a sweep could not read', () => {
  const missing = (type: string, why: string, object = type) => ({ type, object, why });

  it('is unavailable where that is all of it, and names what is off', () => {
    const lost = [missing('FeedItem', 'absent')];
    const standing = standSwept(feature('updates'), 'delta', lost, sight(everything, ['FeedItem']));
    expect(standing).toMatchObject({ status: 'unavailable', reason: { code: 'object_unavailable' } });
    expect(standing.reason!.text).toContain('no Chatter posts');
  });

  it('stays active where a part of it is refused, and names the permission of that and of the rest', () => {
    const lost = [missing('ContentNote', 'MALFORMED_QUERY')];
    const standing = standSwept(feature('notes'), 'delta', lost, sight([]));
    expect(standing).toMatchObject({
      path: 'sweep',
      status: 'active',
      reason: { code: 'missing_permission' },
    });
    expect(standing.reason!.text).toContain('(MALFORMED_QUERY), as it does without "Query All Files"');
    expect(standing.reason!.text).toContain('"Modify All Data"');
  });

  it('stays active without its history, and says what is not known', () => {
    const lost = [missing('Case', 'INVALID_TYPE', 'CaseHistory')];
    const standing = standSwept(feature('cases'), 'field_history', lost, sight(everything));
    expect(standing).toMatchObject({ status: 'active', reason: { code: 'object_unavailable' } });
    expect(standing.reason!.text).toBe(
      'CaseHistory cannot be read: what fields of Case held before a change is not known.',
    );
    expect(standing.reason!.note).toContain('Set History Tracking');
  });

  it('names fields without which no row can be told', () => {
    const standing = standSwept(feature('leads'), 'delta', [missing('Lead', 'hidden')], sight(everything));
    expect(standing).toMatchObject({ status: 'unavailable', reason: { code: 'hidden_fields' } });
  });
});
