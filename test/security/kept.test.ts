import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultName } from '../../emulator/faults.ts';
import type { Values } from '../../emulator/org/record.ts';
import type { Database } from '../../src/store/database.ts';
import { openBrowser } from '../helpers/browser.ts';
import { until } from '../helpers/until.ts';
import { openWholeProduct, type WholeProduct } from '../helpers/wholeProduct.ts';

// Stands in every text that people write and we must not keep.
const mark = 'zyxo-quokka-5531';
const entities = ['Task', 'Event', 'Opportunity', 'Case', 'Contact'];
const now = new Date().toISOString().slice(0, 10);
const atLeast: Readonly<Record<string, Values>> = {
  Task: { Subject: 'Call back', ActivityDate: now },
  Event: {
    Subject: 'Lunch',
    StartDateTime: Date.parse(`${now}T10:00:00Z`),
    DurationInMinutes: 30,
    IsPrivate: false,
  },
  Opportunity: { Name: 'Marked deal', StageName: 'Prospecting', CloseDate: now },
  Case: { Subject: 'Marked case' },
  Contact: { LastName: 'Marked' },
};

describe('what is kept of a run whose texts and secrets are marked', () => {
  let product: WholeProduct;
  let browser: Browser;
  let sessionCookie: string;
  const seen: string[] = [];

  beforeAll(async () => {
    const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url));
    [product, browser] = await Promise.all([openWholeProduct({}, webFolder), openBrowser()]);
    const id = await product.connect();
    const stream = readStream(product);
    const ids = writeMarkedTexts(product);
    await until('all is on the timeline', async () => {
      const { items } = await product.call<{ items: { object: { id: string | null }; action: string }[] }>(
        'GET',
        '/activities?limit=200&to=2100-01-01T00:00:00Z',
      );
      const done = new Set(items.map(({ object }) => object.id));
      return ids.every((each) => done.has(each)) && items.some(({ action }) => action === 'deleted');
    });
    await writeWhatCannotBeRead(product, id);
    await readAllAnswers(product, id);
    seen.push(await stream.stop());
    sessionCookie = await lookAtPages(browser, product, id, seen);
    product.world.emulator.org.sessions.expireAll();
    await product.call('POST', `/connections/${id}/sweeps`, { kind: 'users' });
    await until('the session is renewed', () => tokenAnswers(product).length > 1);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await product?.close();
  });

  it('is no body: not in the database', async () => {
    const kept = await readDatabase(product.world.db);
    expect(kept).toContain('Marked deal');
    expect(findIn(kept, [mark])).toEqual([]);
  });

  it('is no body: not in log, answers, live stream and pages', () => {
    const { answers } = product;
    expect(answers.join()).toContain('Marked deal');
    expect(findIn(product.log(), [mark])).toEqual([]);
    expect(findIn(answers.join('\n'), [mark])).toEqual([]);
    expect(seen.join()).toContain('Marked deal');
    expect(findIn(seen.join('\n'), [mark])).toEqual([]);
  });

  it('is no secret in clear: not in database, log, answers, live stream and pages', async () => {
    const secrets = [
      ...tokenAnswers(product).flatMap((answer) => [
        answer.access_token,
        answer.refresh_token ?? answer.access_token,
      ]),
      product.world.emulator.app.clientSecret,
      product.token,
      sessionCookie,
    ];
    expect(findIn(await readDatabase(product.world.db), secrets)).toEqual([]);
    expect(findIn(product.log(), secrets)).toEqual([]);
    expect(findIn(product.answers.join('\n'), secrets)).toEqual([]);
    expect(findIn(seen.join('\n'), secrets)).toEqual([]);
  });
});

function tokenAnswers({ requests }: WholeProduct): { access_token: string; refresh_token?: string }[] {
  const asked = requests.filter(({ path }) => path === '/services/oauth2/token');
  return asked.map(({ answer }) => JSON.parse(answer));
}

/** Creates, changes and deletes a record of each entity, all long texts marked; answers the ids. */
function writeMarkedTexts({ world }: WholeProduct): string[] {
  const { org, orgs } = world.emulator;
  const by = { userId: orgs[0]!.people.get('olga')!, origin: '' };
  const ids = entities.map((entity) => {
    const long = org
      .objectDef(entity)!
      .fields.filter(({ name, type }) => type === 'textarea' && !name.startsWith('Recurrence'));
    expect(long.map(({ name }) => name)).toContain('Description');
    const texts = (length: number) =>
      Object.fromEntries(long.map(({ name }) => [name, `${mark} ${'long text '.repeat(length)}${mark}`]));
    const id = org.transact(by, (tx) => tx.create(entity, { ...atLeast[entity], ...texts(1) }));
    // Over 1,000 characters: where the org sends differences, it sends them for these.
    org.transact(by, (tx) => tx.update(entity, id, texts(150)));
    org.transact(by, (tx) => tx.update(entity, id, { ...texts(151) }));
    return id;
  });
  const secretMeeting = { ...atLeast.Event, Subject: `${mark} interview`, IsPrivate: true };
  org.transact(by, (tx) => tx.create('Event', secretMeeting));
  org.transact(by, (tx) => tx.delete('Contact', ids.at(-1)!));
  return ids;
}

/** Events that become rejects: what is kept of them must tell no more than what is understood. */
async function writeWhatCannotBeRead({ world, call }: WholeProduct, id: string): Promise<void> {
  const { org, orgs, faults } = world.emulator;
  const by = { userId: orgs[0]!.people.get('olga')!, origin: '' };
  const names: FaultName[] = ['event.unknown_schema', 'event.corrupted'];
  for (const [index, name] of names.entries()) {
    faults.inject({ name, times: 1 });
    org.transact(by, (tx) => tx.create('Task', { ...atLeast.Task, Description: mark }));
    await until(`${name} is a reject`, async () => {
      const { items } = await call<{ items: unknown[] }>('GET', `/connections/${id}/rejects`);
      return items.length > index;
    });
  }
}

/** Asks every GET of the API that answers at once. */
async function readAllAnswers({ url, token, call, answers }: WholeProduct, id: string): Promise<void> {
  const { paths } = await call<{ paths: Record<string, { get?: unknown }> }>('GET', '/openapi.json');
  const asked = Object.keys(paths).filter((path) => paths[path]!.get && !/stream|callback/.test(path));
  for (const path of asked) {
    const response = await fetch(url + path.replace('{id}', id), {
      headers: { authorization: `Bearer ${token}` },
    });
    (answers as string[]).push(await response.text());
  }
}

/** Listens to the live stream until it is stopped; answers what it said. */
function readStream({ url, token }: WholeProduct): { stop(): Promise<string> } {
  const controller = new AbortController();
  let said = '';
  const done = (async () => {
    const response = await fetch(`${url}/api/v1/activities/stream?to=2100-01-01T00:00:00Z`, {
      headers: { authorization: `Bearer ${token}` },
      signal: controller.signal,
    });
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) said += chunk;
  })().catch(() => {});
  return {
    stop: async () => {
      controller.abort();
      await done;
      return said;
    },
  };
}

/** Opens every page as the Owner; adds what was loaded and shown to `seen`; answers the session's cookie. */
async function lookAtPages(
  browser: Browser,
  product: WholeProduct,
  id: string,
  seen: string[],
): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('response', (response) => {
    if (!response.url().includes('/api/v1/') || response.url().includes('/stream')) return;
    response.text().then(
      (text) => seen.push(text),
      () => {},
    );
  });
  await page.goto(`${product.url}/timeline`);
  await page.getByLabel('Access token').fill(product.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Marked deal').first().waitFor();
  seen.push(await page.content());
  for (const tab of ['', '?tab=users', '?tab=features']) {
    await page.goto(`${product.url}/settings/services/salesforce/${id}${tab}`);
    await page.getByRole('heading').first().waitFor();
    seen.push(await page.content());
  }
  const [cookie] = await context.cookies();
  await context.close();
  return cookie!.value;
}

/** Every row of every table as text; bytes are hexadecimal there. */
async function readDatabase(db: Database): Promise<string> {
  const tables = await db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await db.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    rows.push(...found.map(({ row }) => row));
  }
  return rows.join('\n');
}

/** Which of the secrets stand in the text, as they are or as bytes in hexadecimal or base64. */
function findIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

function formsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  // A text within others begins at any of three places of base64; its ends mix with its neighbours.
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64url');
    return whole.slice(shift === 0 ? 0 : 4, -4);
  });
  return [secret, hex, ...base64, ...base64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/'))];
}
