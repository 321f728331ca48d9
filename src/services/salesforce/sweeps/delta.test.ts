import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSweepOrg, type SweepOrg } from '../../../../test/helpers/sweepOrg.ts';

const SWEPT = ['accounts', 'leads', 'notes', 'emails', 'comments', 'updates'];
const STREAMED = ['tasks', 'events', 'opportunities', 'cases', 'contacts'];
const hour = 3_600_000;
const minute = 60_000;

describe('a Delta sweep', () => {
  let org: SweepOrg;

  beforeAll(async () => {
    org = await openSweepOrg();
  });
  afterAll(() => org.close());
  beforeEach(() => org.advance(2 * hour));
  afterEach(() => org.emulator.faults.clear());

  const first = (object: string) => org.emulator.org.records(object)[0]!.Id;
  const now = () => org.emulator.org.now();

  it('tells a creation and the last edit, with the values of the row', async () => {
    const lead = org.as('jon', (tx) => tx.create('Lead', { LastName: 'Sample', Company: 'Sample Ltd' }));
    const created = now();
    org.as('mara', (tx) => tx.update('Lead', lead, { Status: 'Working - Contacted' }));
    const { changes } = await org.sweep('delta', ['leads']);
    const shared = { path: 'delta', feature: 'leads', objectType: 'Lead', objectId: lead, fields: [] };
    expect(changes).toMatchObject([
      { ...shared, key: 'delta:created', action: 'created', at: created, remoteUserId: org.person('jon') },
      { ...shared, key: `delta:updated:${now()}`, action: 'updated', remoteUserId: org.person('mara') },
    ]);
    for (const { values, readAsOf } of changes) {
      expect(values).toMatchObject({ 'Name.LastName': 'Sample', Status: 'Working - Contacted' });
      expect(readAsOf).toBe(now());
    }
  });

  it('tells a deletion, and a merge by the record that stays', async () => {
    const [master, loser] = org.emulator.org.records('Account').slice(-2);
    org.merge('jon', 'Account', master!.Id, loser!.Id);
    const lead = org.as('jon', (tx) => tx.create('Lead', { LastName: 'Gone', Company: 'Gone Ltd' }));
    org.as('olga', (tx) => tx.delete('Lead', lead));
    const { changes } = await org.sweep('delta', ['accounts', 'leads']);
    const ofLead = changes.filter(({ objectId }) => objectId === lead);
    expect(ofLead).toMatchObject([
      { key: 'delta:created', remoteUserId: org.person('jon') },
      { key: `delta:deleted:${now()}`, action: 'deleted', remoteUserId: org.person('olga') },
    ]);
    expect(changes.find(({ objectId }) => objectId === loser!.Id)).toMatchObject({
      action: 'deleted',
      values: { MasterRecordId: master!.Id, Name: loser!.Name },
    });
  });

  it('says nothing of what only the system moved', async () => {
    org.as('jon', (tx) => tx.touch('Account', first('Account')));
    const { changes, batches } = await org.sweep('delta', ['accounts']);
    expect(changes).toEqual([]);
    expect(batches.reduce((sum, { rows }) => sum + rows, 0)).toBe(1);
  });

  // Harm: a record that is saved again after its span would never be told to have been created.
  it('finds what was created in an earlier span and saved again after it', async () => {
    const from = now();
    const lead = org.as('jon', (tx) => tx.create('Lead', { LastName: 'Late', Company: 'Late Ltd' }));
    org.advance(hour);
    const to = now();
    org.advance(hour);
    org.as('mara', (tx) => tx.update('Lead', lead, { Title: 'CTO' }));
    org.advance(hour);
    const early = await org.sweep('delta', ['leads'], { from, to });
    expect(early.changes).toMatchObject([{ key: 'delta:created', objectId: lead }]);
    const late = await org.sweep('delta', ['leads'], { from: to, to: now() });
    expect(late.changes).toMatchObject([{ action: 'updated', objectId: lead }]);
  });

  it('tells enhanced notes with the record that they are on, and classic ones', async () => {
    const account = first('Account');
    const note = org.as('jon', (tx) => {
      const id = tx.create('ContentNote', { Title: 'Call', Content: 'c2VjcmV0' });
      tx.create('ContentDocumentLink', { ContentDocumentId: id, LinkedEntityId: account, ShareType: 'V' });
      tx.create('Note', { Title: 'Old', ParentId: account, Body: 'secret' });
      return id;
    });
    const { changes } = await org.sweep('delta', ['notes']);
    expect(changes.map(({ objectType, values }) => [objectType, values.Title, values.ParentId])).toEqual([
      ['ContentNote', 'Call', account],
      ['Note', 'Old', account],
    ]);
    expect(changes[0]!.objectId).toBe(note);
    expect(JSON.stringify(changes)).not.toContain('secret');
  });

  it('tells posts and comments of people; later likes and comments are no edit of a post', async () => {
    const account = first('Account');
    const { post, tracked } = org.as('jon', (tx) => ({
      post: tx.create('FeedItem', { ParentId: account, Body: 'hello', Type: 'TextPost' }),
      tracked: tx.create('FeedItem', { ParentId: account, Type: 'TrackedChange' }),
    }));
    org.as('mara', (tx) => tx.create('FeedComment', { FeedItemId: post, CommentBody: 'secret' }));
    org.as('mara', (tx) => tx.create('CaseComment', { ParentId: first('Case'), CommentBody: 'secret' }));
    const { changes } = await org.sweep('delta', ['updates', 'comments']);
    expect(changes.map(({ objectType, action }) => [objectType, action])).toEqual([
      ['FeedItem', 'created'],
      ['CaseComment', 'created'],
      ['FeedComment', 'created'],
    ]);
    expect(changes.some(({ objectId }) => objectId === tracked)).toBe(false);
    expect(JSON.stringify(changes)).not.toContain('secret');
  });

  it('compares addresses of e-mails and keeps only whose they are', async () => {
    const [supportCase] = org.emulator.org.records('Case');
    org.as('jon', (tx) => {
      tx.create('EmailMessage', {
        ...{ Subject: 'Offer', Status: '3', FromAddress: 'jon@acme.example', TextBody: 'secret' },
        ...{ ToAddress: 'Jane <jane@customer.example>; MARA@acme.example', CcAddress: 'ines@acme.example' },
      });
      tx.create('EmailMessage', {
        ...{ Subject: 'Help', Status: '0', Incoming: true, ParentId: supportCase!.Id },
        ...{ FromAddress: 'jane@customer.example', ToAddress: 'support@acme.example' },
      });
    });
    const known: Record<string, string> = {
      'jon@acme.example': org.person('jon'),
      'mara@acme.example': org.person('mara'),
      'ines@acme.example': org.person('ines'),
    };
    const people = { byAddress: (address: string) => known[address.toLowerCase()] ?? null };
    const { changes } = await org.sweep('delta', ['emails'], { people });
    const bySubject = new Map(changes.map((change) => [change.values.Subject, change]));
    expect(bySubject.get('Offer')!.values).toMatchObject({
      SenderId: org.person('jon'),
      RecipientIds: `${org.person('mara')} ${org.person('ines')}`,
    });
    expect(bySubject.get('Help')!.values).toMatchObject({
      ...{ SenderId: null, RecipientIds: null, CaseOwnerId: supportCase!.OwnerId },
    });
    expect(JSON.stringify(changes)).not.toMatch(/example|secret/);
  });

  it('does without the owner of a case that the user may not see', async () => {
    org.as('jon', (tx) => tx.create('EmailMessage', { Subject: 'Hi', Status: '3' }));
    const fault = { object: 'EmailMessage', field: 'Parent.OwnerId', times: 1 };
    org.emulator.faults.inject({ name: 'rest.INVALID_FIELD', ...fault });
    const { changes, batches } = await org.sweep('delta', ['emails']);
    expect(changes).toMatchObject([{ values: { Subject: 'Hi', CaseOwnerId: null } }]);
    expect(batches.flatMap(({ lacking }) => lacking)).toEqual([]);
  });

  it('tells no save of an e-mail after it happened', async () => {
    const email = org.as('jon', (tx) => tx.create('EmailMessage', { Subject: 'Hi', MessageDate: now() }));
    org.advance(2 * hour);
    org.as('jon', (tx) => tx.update('EmailMessage', email, { Status: '1' }));
    const { changes } = await org.sweep('delta', ['emails']);
    expect(changes).toEqual([]);
  });

  it('costs one API call when nothing is new, for any number of features', async () => {
    for (const features of [SWEPT, [...STREAMED, ...SWEPT]]) {
      await org.sweep('delta', features);
      const { batches, calls } = await org.sweep('delta', features);
      expect(calls).toBe(1);
      expect(batches.flatMap(({ read }) => read.map(({ feature }) => feature)).sort()).toEqual(
        [...features].sort(),
      );
      expect(batches.flatMap(({ lacking }) => lacking)).toEqual([]);
    }
  });

  it('costs two where the org answers no getUpdated, and asks it for no more on that day', async () => {
    org.emulator.faults.inject({ name: 'rest.UNKNOWN_EXCEPTION', times: 99, path: '/updated' });
    org.emulator.faults.inject({ name: 'rest.SERVER_UNAVAILABLE', times: 99, path: '/deleted' });
    await org.sweep('delta', SWEPT);
    const { calls } = await org.sweep('delta', SWEPT);
    expect(calls).toBe(2);
    org.advance(25 * hour);
    org.emulator.faults.clear();
    await org.sweep('delta', SWEPT);
    expect((await org.sweep('delta', SWEPT)).calls).toBe(1);
  });

  it('reads what a probe finds, deletions too', async () => {
    await org.sweep('delta', SWEPT);
    const comment = org.as('jon', (tx) =>
      tx.create('CaseComment', { ParentId: first('Case'), CommentBody: 'x' }),
    );
    const { changes, calls } = await org.sweep('delta', SWEPT);
    expect(changes).toMatchObject([{ objectId: comment, action: 'created' }]);
    expect(calls).toBe(2);
    org.advance(2 * hour);
    org.as('mara', (tx) => tx.delete('CaseComment', comment));
    const { changes: later } = await org.sweep('delta', SWEPT);
    expect(later).toMatchObject([
      { objectId: comment, action: 'deleted', remoteUserId: org.person('mara'), at: now() },
    ]);
  });

  it('goes on from a position with what is not read yet', async () => {
    org.as('jon', (tx) => {
      for (let n = 0; n < 2100; n += 1) tx.create('Lead', { LastName: `P${n}`, Company: 'Pages Ltd' });
    });
    const whole = await org.sweep('delta', ['accounts', 'leads']);
    expect(whole.batches.length).toBeGreaterThan(1);
    const { cursor } = whole.batches[0]!;
    const rest = await org.sweep('delta', ['accounts', 'leads'], { cursor });
    expect(rest.changes.length).toBe(whole.changes.length - whole.batches[0]!.changes.length);
    expect((await org.sweep('delta', ['leads'], { from: now() - 40 * minute })).changes).toHaveLength(2100);
  });
});

describe('what the connecting user may not see', () => {
  it('makes a feature unavailable only where nothing of it can be read, and names the permission', async () => {
    const org = await openSweepOrg({}, 'mara');
    const { batches } = await org.sweep('delta', ['accounts', 'updates', 'comments']);
    await org.close();
    const lacking = batches.flatMap((batch) => batch.lacking);
    expect(lacking.map(({ feature, status }) => [feature, status])).toEqual([
      ['comments', 'active'],
      ['updates', 'unavailable'],
    ]);
    for (const { reason } of lacking) expect(reason!.text).toContain('"View All Data"');
    const read = batches.flatMap((batch) => batch.read.map(({ feature }) => feature));
    expect(read.sort()).toEqual(['accounts', 'comments']);
  });

  it('names what is off in the org', async () => {
    const org = await openSweepOrg({ notes: false, chatter: false });
    const { batches } = await org.sweep('delta', ['notes', 'comments', 'updates']);
    await org.close();
    expect(batches.flatMap(({ lacking }) => lacking)).toMatchObject([
      { feature: 'notes', status: 'active', reason: { code: 'object_unavailable' } },
      { feature: 'comments', status: 'active', reason: { code: 'object_unavailable' } },
      { feature: 'updates', status: 'unavailable', reason: { code: 'object_unavailable' } },
    ]);
  });
});
