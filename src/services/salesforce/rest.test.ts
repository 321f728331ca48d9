import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import {
  type Channel,
  channelName,
  channelTopic,
  ensureChannel,
  ensureMember,
  listMembers,
  removeChannel,
  removeMember,
} from './channel.ts';
import { openDescriber } from './describe.ts';
import { SalesforceError } from './errors.ts';
import { permissionRequests, readPermissions } from './permissions.ts';
import type { Rest } from './rest.ts';
import { toSlots } from './slots.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const BASE = '/services/data/v66.0';
const OWN = channelName('installation', 'account');

async function openOrg(handler: Handler) {
  const org = await openRestOrg(handler, OWN);
  cleanups.push(org.close);
  return org;
}

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

describe('REST', () => {
  it('reads a query page by page and tells the use of the API', async () => {
    const org = await openOrg(({ path }) =>
      path.includes('?q=')
        ? {
            body: {
              totalSize: 2,
              done: false,
              nextRecordsUrl: `${BASE}/query/01g-2000`,
              records: [{ Id: 'a' }],
            },
          }
        : { body: { totalSize: 2, done: true, records: [{ Id: 'b' }] } },
    );
    expect(await all(org.rest.query("SELECT Id FROM Task WHERE Subject = 'A&B+C'"))).toEqual([
      { Id: 'a' },
      { Id: 'b' },
    ]);
    expect(org.seen.map(({ path }) => path)).toEqual([
      `${BASE}/query?q=SELECT Id FROM Task WHERE Subject = 'A&B+C'`,
      `${BASE}/query/01g-2000`,
    ]);
    expect(org.seen[0]?.headers['sforce-call-options']).toBe('client=WorkSights');
    expect(org.usage).toEqual([
      { used: 1, limit: 15000 },
      { used: 2, limit: 15000 },
    ]);
  });

  it('asks for no page that nobody reads', async () => {
    const org = await openOrg(() => ({
      body: { done: false, nextRecordsUrl: `${BASE}/query/x`, records: [] },
    }));
    for await (const _page of org.rest.queryAll('SELECT Id FROM Task')) break;
    expect(org.seen.map(({ path }) => path)).toEqual([`${BASE}/queryAll?q=SELECT Id FROM Task`]);
  });

  it('sends a query that is too long for a URL inside a Composite', async () => {
    const org = await openOrg(({ body }) => {
      const { compositeRequest } = body as { compositeRequest: { referenceId: string }[] };
      const referenceId = compositeRequest[0]?.referenceId;
      const answer = { done: true, records: [{ Id: 'a' }] };
      return { body: { compositeResponse: [{ referenceId, httpStatusCode: 200, body: answer }] } };
    });
    const ids = Array.from({ length: 900 }, (_, i) => `'001${String(i).padStart(15, '0')}'`).join(',');
    expect(await all(org.rest.query(`SELECT Id FROM Account WHERE Id IN (${ids})`))).toEqual([{ Id: 'a' }]);
    expect(org.seen.map(({ method, path }) => [method, path])).toEqual([['POST', `${BASE}/composite`]]);
  });

  it('renews an expired session exactly once', async () => {
    const org = await openOrg(({ token }) =>
      token === 'token-2'
        ? { body: { ok: true } }
        : fault(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
    );
    expect(await org.rest.get('limits')).toEqual({ ok: true });
    expect(org.seen.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    const dead = await openOrg(() => fault(401, 'INVALID_SESSION_ID'));
    await expect(dead.rest.get('limits')).rejects.toMatchObject({
      name: 'SetupError',
      code: 'reconnect_required',
    });
    expect(dead.refreshes()).toBe(1);
    expect(dead.seen).toHaveLength(2);
  });

  it('waits out a short outage, a bounded number of times', async () => {
    let failures = 2;
    const org = await openOrg(() => (failures-- > 0 ? { status: 503 } : { body: { ok: true } }));
    expect(await org.rest.get('limits')).toEqual({ ok: true });
    expect(org.waits).toHaveLength(2);
    failures = 99;
    await expect(org.rest.get('limits')).rejects.toMatchObject({ name: 'TransientError', retry: 'fast' });
    expect(org.seen).toHaveLength(3 + 4);
  });

  it('does not knock again at a quota', async () => {
    const org = await openOrg(() => fault(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
    await expect(org.rest.get('limits')).rejects.toMatchObject({ retry: 'slow', code: 'quota_paused' });
    expect(org.seen).toHaveLength(1);
  });

  it.each([
    [fault(403, 'API_DISABLED_FOR_ORG'), { name: 'SetupError', code: 'api_disabled' }],
    [fault(400, 'INVALID_TYPE'), { name: 'SalesforceError', status: 400, errorCode: 'INVALID_TYPE' }],
    [fault(404, 'NOT_FOUND'), { name: 'SalesforceError', errorCode: 'NOT_FOUND' }],
    [fault(400, 'QUERY_TIMEOUT'), { name: 'TransientError', retry: 'slow', code: 'salesforce_unavailable' }],
    [fault(500, 'QUERY_TIMEOUT'), { name: 'TransientError', retry: 'slow', code: 'salesforce_unavailable' }],
    [fault(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests Limit exceeded.'), { retry: 'fast' }],
    [{ status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'x' }] }, { retry: 'fast' }],
    [{ status: 429 }, { retry: 'slow' }],
    [{ status: 302 }, { retry: 'fast' }],
  ])('turns %j into the right kind of error', async (answer, expected) => {
    const org = await openOrg(() => answer);
    await expect(org.rest.get('limits')).rejects.toMatchObject(expected);
  });

  it('answers the parts of a Composite one by one, in order', async () => {
    const org = await openOrg(() => ({
      body: {
        compositeResponse: [
          { referenceId: 'b', httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD', message: 'x' }] },
          { referenceId: 'a', httpStatusCode: 200, body: { records: [] } },
        ],
      },
    }));
    const [a, b] = await org.rest.composite([
      { referenceId: 'a', path: 'query?q=x' },
      { referenceId: 'b', path: 'limits' },
    ]);
    expect(a).toEqual({ referenceId: 'a', body: { records: [] }, error: undefined });
    expect(b?.error).toBeInstanceOf(SalesforceError);
    expect(org.seen[0]?.body).toMatchObject({
      allOrNone: false,
      compositeRequest: [
        { method: 'GET', referenceId: 'a', url: `${BASE}/query?q=x` },
        { method: 'GET', url: `${BASE}/limits` },
      ],
    });
  });

  it('refuses a Composite beyond 25 parts or 5 queries, and paths to elsewhere', async () => {
    const org = await openOrg(() => ({}));
    const parts = (count: number, path: string) =>
      Array.from({ length: count }, (_, i) => ({ referenceId: `r${i}`, path }));
    await expect(org.rest.composite(parts(26, 'limits'))).rejects.toThrow(RangeError);
    await expect(org.rest.composite(parts(6, 'query?q=x'))).rejects.toThrow(RangeError);
    await expect(org.rest.get('//evil.example/services/')).rejects.toThrow(/not a Salesforce path/);
    expect(org.seen).toEqual([]);
  });
});

/** A Tooling API of channels and members, as its guide describes them. */
function toolingOrg(options: { namespace?: string; limit?: number; hideFirst?: boolean } = {}) {
  const prefix = options.namespace ? `${options.namespace}__` : '';
  const channels: { Id: string; DeveloperName: string }[] = [];
  const members: { Id: string; DeveloperName: string; EventChannel: string; SelectedEntity: string }[] = [];
  let hide = options.hideFirst ?? false;
  const find = (id: string) => channels.find((row) => row.Id === id);

  function create(type: string, body: { FullName: string; Metadata: Record<string, string> }): Answer {
    const list: { DeveloperName: string }[] = type === 'PlatformEventChannel' ? channels : members;
    const DeveloperName = body.FullName.replace(/__chn$/, '');
    if (list.some((row) => row.DeveloperName === DeveloperName))
      return fault(400, 'DUPLICATE_DEVELOPER_NAME');
    if (type === 'PlatformEventChannel') {
      const id = `0YL00000000000${channels.length}AAA`;
      channels.push({ Id: id, DeveloperName });
      return { status: 201, body: { id, success: true, errors: [] } };
    }
    const { eventChannel, selectedEntity } = body.Metadata as {
      eventChannel: string;
      selectedEntity: string;
    };
    const channel = channels.find((row) => `${prefix}${row.DeveloperName}__chn` === eventChannel);
    if (!channel) return fault(400, 'FIELD_INTEGRITY_EXCEPTION', 'Unable to find the specified channel');
    if (DeveloperName.includes('__')) return fault(400, 'FIELD_INTEGRITY_EXCEPTION', 'namespace');
    if (selectedEntity.startsWith('Nonsense'))
      return fault(400, 'FIELD_INTEGRITY_EXCEPTION', 'invalid event');
    const distinct = new Set([...members.map((row) => row.SelectedEntity), selectedEntity]);
    if (distinct.size > (options.limit ?? 5)) return fault(400, 'INVALID_OPERATION', 'too many');
    const id = `0v800000000000${members.length}AAA`;
    members.push({ Id: id, DeveloperName, EventChannel: channel.Id, SelectedEntity: selectedEntity });
    return { status: 201, body: { id, success: true, errors: [] } };
  }

  const handler: Handler = ({ method, path, body }) => {
    if (path.includes('FROM PlatformEventChannelMember')) return { body: { done: true, records: members } };
    if (path.includes('FROM PlatformEventChannel')) {
      const records = hide ? [] : channels;
      hide = false;
      return { body: { done: true, records } };
    }
    const [, type = '', id = ''] = /sobjects\/(\w+)\/?(\w*)$/.exec(path) ?? [];
    if (method === 'POST') return create(type, body as Parameters<typeof create>[1]);
    if (method === 'GET') return { body: { FullName: `${prefix}${find(id)?.DeveloperName}__chn` } };
    const list: { Id: string }[] = type === 'PlatformEventChannel' ? channels : members;
    const at = list.findIndex((row) => row.Id === id);
    if (at < 0) return fault(404, 'NOT_FOUND');
    list.splice(at, 1);
    return { status: 204 };
  };
  return { handler, channels, members };
}

const ask = async (rest: Rest, channel: Channel, entity: string) =>
  ensureMember(rest, channel, entity, await listMembers(rest, channel));

describe('the channel', () => {
  it('has a name of its own for each installation and account', () => {
    expect(OWN).toMatch(/^WorkSights_[0-9a-f]{12}__chn$/);
    expect(channelName('installation', 'other')).not.toBe(OWN);
    expect(channelName('other', 'account')).not.toBe(OWN);
  });

  it('is made once, adopted after, and removed with its members', async () => {
    const tooling = toolingOrg();
    const { rest } = await openOrg(tooling.handler);
    const channel = await ensureChannel(rest, OWN);
    expect(channelTopic(channel)).toBe(`/data/${OWN}`);
    expect(await ensureChannel(rest, OWN)).toEqual(channel);
    expect(tooling.channels).toHaveLength(1);
    const first = await ask(rest, channel, 'Opportunity');
    expect(first).toMatchObject({ state: 'selected' });
    expect(await ask(rest, channel, 'Opportunity')).toEqual(first);
    expect(await ask(rest, channel, 'Foo__c')).toMatchObject({ state: 'selected' });
    expect(
      tooling.members.map(({ DeveloperName, SelectedEntity }) => [DeveloperName, SelectedEntity]),
    ).toEqual([
      [`${channel.developerName}_chn_OpportunityChangeEvent`, 'OpportunityChangeEvent'],
      [`${channel.developerName}_chn_Foo_ChangeEvent`, 'Foo__ChangeEvent'],
    ]);
    expect((await listMembers(rest, channel)).map(({ entity }) => entity)).toEqual(['Opportunity', 'Foo__c']);
    const [deal] = await listMembers(rest, channel);
    await removeMember(rest, deal!);
    await removeMember(rest, deal!);
    expect((await listMembers(rest, channel)).map(({ entity }) => entity)).toEqual(['Foo__c']);
    expect(await removeChannel(rest, OWN)).toBe(true);
    expect(await removeChannel(rest, OWN)).toBe(false);
  });

  it('is adopted where another process made it in between', async () => {
    const tooling = toolingOrg({ hideFirst: true });
    tooling.channels.push({ Id: '0YL000000000009AAA', DeveloperName: OWN.replace('__chn', '') });
    const { rest } = await openOrg(tooling.handler);
    expect((await ensureChannel(rest, OWN)).id).toBe('0YL000000000009AAA');
  });

  it('is referred to by its namespaced name in a namespaced org', async () => {
    const tooling = toolingOrg({ namespace: 'acme' });
    const { rest } = await openOrg(tooling.handler);
    const channel = await ensureChannel(rest, OWN);
    expect(channel.fullName).toBe(`acme__${OWN}`);
    expect(channelTopic(channel)).toBe(`/data/acme__${OWN}`);
    expect(await ask(rest, channel, 'Task')).toMatchObject({ state: 'selected' });
  });

  it('tells which slots are ours and whose the others are, and takes a refusal as an answer', async () => {
    const tooling = toolingOrg();
    for (const entity of ['Opportunity', 'Lead', 'Order', 'Quote']) {
      tooling.members.push({
        Id: `0v8${entity}`,
        DeveloperName: `x_${entity}`,
        EventChannel: 'ChangeEvents',
        SelectedEntity: `${entity}ChangeEvent`,
      });
    }
    const { rest } = await openOrg(tooling.handler);
    const channel = await ensureChannel(rest, OWN);
    expect(await ask(rest, channel, 'Nonsense')).toMatchObject({ code: 'entity_unavailable' });
    expect(await ask(rest, channel, 'Opportunity')).toMatchObject({ state: 'selected' });
    expect(await ask(rest, channel, 'Task')).toMatchObject({ state: 'selected' });
    expect(await ask(rest, channel, 'Case')).toMatchObject({ state: 'refused', code: 'slot_limit' });
    expect(toSlots(await listMembers(rest, channel))).toMatchObject({
      used: 5,
      limit: 5,
      shared: ['Opportunity'],
      ours: ['Opportunity', 'Task'],
      others: ['Lead', 'Opportunity', 'Order', 'Quote'],
    });
  });

  it.each([fault(403, 'INSUFFICIENT_ACCESS'), fault(400, 'INVALID_TYPE'), fault(404, 'NOT_FOUND')])(
    'names the missing permission for %j',
    async (answer) => {
      const { rest } = await openOrg(() => answer);
      await expect(ensureChannel(rest, OWN)).rejects.toMatchObject({
        name: 'SetupError',
        code: 'missing_permission',
      });
    },
  );
});

describe('permissions and descriptions', () => {
  it('reads the permissions in one call, and takes a refusal as unknown', async () => {
    const answers = [
      { referenceId: 'access', httpStatusCode: 200, body: { records: [{ PermissionsViewSetup: true }] } },
      { referenceId: 'objects', httpStatusCode: 400, body: [{ errorCode: 'INVALID_TYPE', message: 'x' }] },
    ];
    const org = await openOrg(() => ({ body: { compositeResponse: answers } }));
    const asked = permissionRequests('005000000000001AAA');
    const permissions = await readPermissions(org.rest, await org.rest.composite(asked));
    expect(permissions).toMatchObject({ viewSetup: true, customizeApplication: null });
    expect(permissions.viewAllRecords).toBeNull();
    expect(org.seen).toHaveLength(1);
    expect(() => permissionRequests("x' OR Id != '")).toThrow(/not a Salesforce id/);
  });

  it('describes objects once a day, in one call, and leaves out what is hidden', async () => {
    const field = {
      name: 'StageName',
      label: 'Phase',
      type: 'picklist',
      referenceTo: [],
      relationshipName: null,
    };
    const picklistValues = [{ value: 'Closed Won', label: 'Gewonnen' }];
    const deal = { name: 'Opportunity', label: 'Deal', labelPlural: 'Deals', keyPrefix: '006' };
    const body = { ...deal, fields: [{ ...field, picklistValues }] };
    const compositeResponse = [
      { referenceId: 'describe0', httpStatusCode: 200, body },
      { referenceId: 'describe1', httpStatusCode: 404, body: [{ errorCode: 'NOT_FOUND', message: 'x' }] },
    ];
    const org = await openOrg(() => ({ body: { compositeResponse } }));
    let now = 0;
    const describer = openDescriber({ now: () => now, sleep: async () => {} });
    const read = () => describer.describe('connection', org.rest, ['Opportunity', 'FeedItem']);
    await read();
    const objects = await read();
    expect(org.seen).toHaveLength(1);
    expect([...objects.keys()]).toEqual(['Opportunity']);
    const stage = objects.get('Opportunity')?.fields.get('StageName');
    expect(stage).toMatchObject({ label: 'Phase', relationshipName: undefined });
    expect(stage?.picklist.get('Closed Won')).toBe('Gewonnen');
    now = 25 * 3_600_000;
    await read();
    expect(org.seen).toHaveLength(2);
  });
});
