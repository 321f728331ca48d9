import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/ingest/session.ts';
import { findConnection } from '../../src/store/connections.ts';
import type { RecordedRequest } from '../helpers/recordingProxy.ts';
import { readSources } from '../helpers/sources.ts';
import { until } from '../helpers/until.ts';
import { openWholeProduct, type WholeProduct } from '../helpers/wholeProduct.ts';

const data = '/services/data/v66.0';
const ourName = /^WorkSights_[0-9a-f]{12}/;

interface Kind {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** What the body has to be; ids of our own rows are those that creating them answered. */
  readonly body?: (request: RecordedRequest, ownIds: ReadonlySet<string>) => boolean;
}

// "Read only" of the product's description, written down a second time: the guard is not asked.
const allowed: readonly Kind[] = [
  { name: 'token', method: 'POST', path: /^\/services\/oauth2\/token$/ },
  { name: 'revoke', method: 'POST', path: /^\/services\/oauth2\/revoke$/ },
  { name: 'introspect', method: 'POST', path: /^\/services\/oauth2\/introspect$/ },
  {
    name: 'composite of reads',
    method: 'POST',
    path: new RegExp(`^${data}/composite$`),
    body: ({ body }) =>
      JSON.parse(body).compositeRequest.every((part: { method: string }) => part.method === 'GET'),
  },
  { name: 'query job', method: 'POST', path: new RegExp(`^${data}/jobs/query$`) },
  { name: 'end of a query job', method: 'PATCH', path: new RegExp(`^${data}/jobs/query/\\w{18}$`) },
  { name: 'removal of a query job', method: 'DELETE', path: new RegExp(`^${data}/jobs/query/\\w{18}$`) },
  {
    name: 'channel',
    method: 'POST',
    path: new RegExp(`^${data}/tooling/sobjects/PlatformEventChannel$`),
    body: ({ body }) => ourName.test(JSON.parse(body).FullName),
  },
  {
    name: 'member',
    method: 'POST',
    path: new RegExp(`^${data}/tooling/sobjects/PlatformEventChannelMember$`),
    body: ({ body }) => ourName.test(JSON.parse(body).Metadata.eventChannel),
  },
  {
    name: 'removal of a member',
    method: 'DELETE',
    path: new RegExp(`^${data}/tooling/sobjects/PlatformEventChannelMember/\\w{18}$`),
    body: ({ path }, ownIds) => ownIds.has(path.slice(-18)),
  },
  {
    name: 'removal of the channel',
    method: 'DELETE',
    path: new RegExp(`^${data}/tooling/sobjects/PlatformEventChannel/\\w{18}$`),
    body: ({ path }, ownIds) => ownIds.has(path.slice(-18)),
  },
];

describe('all that a full run sends to the org', () => {
  let product: WholeProduct;
  beforeAll(async () => {
    product = await openWholeProduct({
      orgs: [{}, { edition: 'Professional Edition', apiEnabled: true }],
    });
    await liveFully(product);
  }, 120_000);
  afterAll(() => product?.close());

  it('is reading, but for the writes that the product names', () => {
    const writes = product.requests.filter(({ method }) => method !== 'GET');
    const ownIds = new Set(
      writes
        .filter(({ path, status }) => path.includes('PlatformEventChannel') && status === 201)
        .map(({ answer }) => (JSON.parse(answer) as { id: string }).id),
    );
    const seen = new Set<string>();
    const refused = writes.filter((request) => {
      const kind = allowed.find(({ method, path }) => method === request.method && path.test(request.path));
      if (kind !== undefined) seen.add(kind.name);
      return kind === undefined || kind.body?.(request, ownIds) === false;
    });
    expect(refused.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([]);
    // Or else the run was not full, and proves less than it says.
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'token',
        'revoke',
        'composite of reads',
        'channel',
        'member',
        'removal of a member',
        'removal of the channel',
      ]),
    );
  });

  it('leaves nothing of ours behind in the org', () => {
    const { org } = product.world.emulator;
    expect(org.channelNames()).toEqual([]);
  });

  it('names no field that holds a body', () => {
    const queries = product.requests.flatMap(({ path, body }) => [path, body]).map(decodeURIComponent);
    const bodies = /\b(Description|TextBody|HtmlBody|CommentBody|Body|Content|TextPreview|VersionData)\b/;
    const asked = queries.filter(
      (text) => /SELECT|\?fields=/i.test(text.replaceAll('+', ' ')) && bodies.test(text),
    );
    expect(asked).toEqual([]);
    expect(queries.filter((text) => /SELECT/.test(text)).length).toBeGreaterThan(3);
  });
});

describe('the way to the org', () => {
  it('is one: every request of a service passes the guard in http.ts', () => {
    const callers = readSources('src')
      .filter(({ path }) => !path.startsWith('src/web/') && !path.includes('.test.'))
      .filter(({ text }) => /\bfetch\(|node:https?'|\bundici\b/.test(text))
      .map(({ path }) => path);
    // Beside it only alerts go out, to where the operator said.
    expect(callers).toEqual(['src/lib/webhook.ts', 'src/services/salesforce/http.ts']);
  });

  it('reads of the Pub/Sub API what it has to and publishes nothing', () => {
    const sources = readSources('src/services').filter(({ path }) => !path.includes('.test.'));
    const named = sources.flatMap(
      ({ text }) => text.match(/\b(publish|publishStream|managedSubscribe)\b\s*[(:]/g) ?? [],
    );
    expect(named).toEqual([]);
  });
});

/** Connects, streams, looks up names, maps, switches, retries, renews, reconnects, and takes the channel away. */
async function liveFully(product: WholeProduct): Promise<void> {
  const { world, call } = product;
  const { org, orgs } = world.emulator;
  const jon = orgs[0]!.people.get('jon')!;
  const id = await product.connect();
  const base = `/connections/${id}`;
  const deal = org.records('Opportunity').find((record) => !record.IsDeleted)!.Id;
  const change = (amount: number) =>
    org.transact({ userId: jon, origin: '' }, (tx) => tx.update('Opportunity', deal, { Amount: amount }));
  const stored = (amount: number) =>
    until(`the amount ${amount} is stored`, async () => {
      const list = await call<{ items: { changes: { to: string }[] }[] }>('GET', '/activities?limit=20');
      return JSON.stringify(list).replaceAll(/\D/g, '').includes(String(amount));
    });
  change(70_001);
  await stored(70_001);
  await until('the name was looked up', () =>
    product.requests.some(({ path }) => path.endsWith('/composite')),
  );

  await call('PUT', `${base}/users/${orgs[0]!.people.get('remy')}/mapping`, { userId: world.ownerId });
  await call('PUT', `${base}/users/${jon}/features/tasks`, { enabled: false });
  await call('POST', `${base}/sweeps`, { kind: 'users' });
  await call('PATCH', `${base}/features/cases`, { enabled: false });
  org.settings.entityLimit = 4;
  await call('PATCH', `${base}/features/cases`, { enabled: true });
  org.settings.entityLimit = 5;
  await call('POST', `${base}/features/cases/retry`);

  org.sessions.expireAll();
  change(70_002);
  await stored(70_002);
  org.sessions.revokeAll();
  const again = await call<{ authorizationUrl: string }>('POST', `${base}/reconnect`);
  expect(await product.authorize(again.authorizationUrl)).toContain(id);
  change(70_003);
  await stored(70_003);

  // An org that cannot be served: its tokens are revoked.
  const other = await call<{ authorizationUrl: string }>('POST', '/services/salesforce/connections', {
    environment: 'production',
    edition: 'unknown',
  });
  const end = await product.authorize(other.authorizationUrl, 'olga@acme.example.org2');
  expect(end).toContain('unsupported_edition');

  await world.stopWorker();
  const connection = (await findConnection(world.db, world.accountId, id))!;
  const { service, session, close } = openSession(world.context, connection);
  await service.removeChannel(session);
  await service.revoke(await session.credential.read());
  close();
}
