import PubSubApiClient from 'salesforce-pubsub-api-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approve } from '../../emulator/approve.ts';
import { type Emulator, startEmulator } from '../../emulator/start.ts';

const TOPIC = '/data/Acme__chn';
const REDIRECT = 'http://127.0.0.1:3999/oauth/salesforce/callback';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A change event as the standard client hands it over. */
interface Received {
  replayId: number;
  payload: Record<string, unknown> & { ChangeEventHeader: { recordIds: string[] } };
}

let emulator: Emulator;
let token: string;
const clients: PubSubApiClient[] = [];

async function logIn(username: string): Promise<string> {
  const authorize = new URL('/services/oauth2/authorize', emulator.url);
  const { clientId, clientSecret } = emulator.app;
  authorize.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope: 'id api refresh_token',
  }).toString();
  const back = new URL(await approve(authorize.href, { username }));
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code')!,
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: REDIRECT,
  });
  const answer = await fetch(new URL('/services/oauth2/token', emulator.url), { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function send(method: 'POST' | 'PATCH', path: string, body: object): Promise<string> {
  const answer = await fetch(new URL(`/services/data/v66.0${path}`, emulator.url), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.ok, text).toBe(true);
  return text === '' ? '' : (JSON.parse(text) as { id: string }).id;
}

async function makeChannel(): Promise<void> {
  const Metadata = { channelType: 'data', label: 'Acme' };
  await send('POST', '/tooling/sobjects/PlatformEventChannel', { FullName: 'Acme__chn', Metadata });
  for (const selectedEntity of ['OpportunityChangeEvent', 'ContactChangeEvent']) {
    await send('POST', '/tooling/sobjects/PlatformEventChannelMember', {
      FullName: `Acme_chn_${selectedEntity}`,
      Metadata: { eventChannel: 'Acme__chn', selectedEntity },
    });
  }
}

beforeAll(async () => {
  emulator = await startEmulator({ tls: true, keepaliveMs: 100 });
  token = await logIn('olga@acme.example');
  await makeChannel();
});

afterAll(async () => {
  for (const client of clients) client.close();
  await emulator.close();
});

async function connect(): Promise<PubSubApiClient> {
  const client = new PubSubApiClient(
    {
      authType: 'user-supplied',
      accessToken: token,
      instanceUrl: 'https://acme.my.salesforce.com',
      organizationId: emulator.org.orgId,
      pubSubEndpoint: new URL(emulator.pubsubUrl).host,
      rejectUnauthorizedSsl: false,
    },
    silent,
  );
  clients.push(client);
  await client.connect();
  return client;
}

it('the standard client receives updates over TLS, and what is strictly after a replay id', async () => {
  const opportunity = await send('POST', '/sobjects/Opportunity', {
    Name: 'Acme renewal',
    StageName: 'Prospecting',
    CloseDate: '2026-11-30',
    Description: 'to be emptied',
  });
  const contact = await send('POST', '/sobjects/Contact', { FirstName: 'Ada', LastName: 'Moss' });

  const client = await connect();
  const received: Received[] = [];
  await new Promise<void>((resolve, reject) => {
    let standing = false;
    client.subscribe(TOPIC, (_subscription, type, data) => {
      if (type === 'error') reject(data);
      if (type === 'event' && received.push(data) === 2) resolve();
      // The first keepalive tells that the subscription stands.
      if (type !== 'grpcKeepAlive' || standing) return;
      standing = true;
      change().catch(reject);
    });
    const change = async () => {
      await send('PATCH', `/sobjects/Opportunity/${opportunity}`, {
        StageName: 'Negotiation/Review',
        Amount: 125_000.5,
        CloseDate: '2026-12-31',
        Description: null,
      });
      await send('PATCH', `/sobjects/Contact/${contact}`, { LastName: 'Mosse', MailingCity: 'Lyon' });
    };
  });

  expect(received[0]!.payload).toMatchObject({
    ChangeEventHeader: {
      entityName: 'Opportunity',
      changeType: 'UPDATE',
      recordIds: [opportunity],
      changeOrigin: expect.stringMatching(/^com\/salesforce\/api\/rest\/66\.0/),
      commitUser: emulator.orgs[0]!.people.get('olga'),
      changedFields: expect.arrayContaining(['StageName', 'Amount', 'CloseDate', 'Description']),
      nulledFields: ['Description'],
    },
    StageName: 'Negotiation/Review',
    Amount: 125_000.5,
    CloseDate: Date.UTC(2026, 11, 31),
    Description: null,
    Name: null,
    AccountId: null,
  });
  expect(received[1]!.payload).toMatchObject({
    ChangeEventHeader: {
      entityName: 'Contact',
      recordIds: [contact],
      changedFields: ['LastModifiedDate', 'Name.LastName', 'MailingAddress.City'],
    },
    MailingAddress: { Street: null, City: 'Lyon' },
    Email: null,
  });

  const second = await connect();
  const replayed = await new Promise<Received>((resolve, reject) => {
    const onEvent = (_subscription: unknown, type: string, data: Received) => {
      if (type === 'error') reject(data);
      if (type === 'event') resolve(data);
    };
    second.subscribeFromReplayId(TOPIC, onEvent, 1, received[0]!.replayId);
  });
  expect(replayed).toEqual(received[1]);
});
