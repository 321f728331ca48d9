import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Activity, PersonData } from '../../src/api/contract.ts';
import { findBarriers } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('my data and exports', () => {
  let pages: Pages;
  let jon: string;
  let mine: Page;
  let owner: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    pages = await openPages();
    pages.create('jon', 'Contact', { LastName: 'Exported of Jon' });
    pages.create('mara', 'Contact', { LastName: 'Exported of Mara' });
    pages.create('mara', 'Contact', { LastName: 'Kept of Mara' });
    await until('all are stored', async () => (await list('text=of&feature=contacts')).length >= 3);
    const { items } = await pages.product.call<{ items: { id: string; name: string }[] }>('GET', '/users');
    jon = items.find(({ name }) => name === 'Jon Park')!.id;
    await switchOff('notes');
    [mine, owner] = await Promise.all([open('/my-data', 'Jon Park'), open('/timeline', 'Olga Owner')]);
  }, 180_000);
  afterAll(() => pages?.close());

  const list = async (query: string) =>
    (await pages.product.call<{ items: Activity[] }>('GET', `/activities?limit=200&${query}`)).items;
  const dataOfJon = () => pages.product.call<PersonData>('GET', `/users/${jon}/data`);
  const switchOff = (feature: string) => {
    const remote = pages.emulator.orgs[0]!.people.get('jon')!;
    const path = `/connections/${pages.connectionId}/users/${remote}/features/${feature}`;
    return pages.product.call('PUT', path, { enabled: false });
  };
  const open = async (path: string, as: string, options: Parameters<Pages['open']>[1] = {}) => {
    const opened = await pages.open(path, { as, ...options });
    opened.on('console', (message) => {
      // What a refused call leaves in the console is the browser's own line.
      if (['error', 'warning'].includes(message.type()) && !/status of 4(03|29)/.test(message.text()))
        complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  };
  const save = async (page: Page, press: () => Promise<void>) => {
    const [file] = await Promise.all([page.waitForEvent('download'), press()]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const exportAs = async (format: string) => {
    const dialog = owner.getByRole('dialog', { name: 'Export the timeline' });
    if (!(await dialog.isVisible())) await press(owner, 'Export');
    await dialog.getByRole('radio', { name: format }).check();
    return save(owner, () => dialog.getByRole('button', { name: /^Export/ }).click());
  };

  it('tell a member what is on for them, who switched it, and what is stored', async () => {
    await mine.getByRole('heading', { level: 1, name: 'My data' }).waitFor();
    const { totals, stored } = await dataOfJon();
    await mine.getByText(new RegExp(`^${totals.entries} entr(y|ies) stored`)).waitFor();
    await mine.getByText('Jon Park', { exact: true }).first().waitFor();
    const row = (feature: string) => mine.locator('details').filter({ hasText: feature });
    await row('Notes').getByText('Off', { exact: true }).waitFor();
    await row('Notes')
      .getByText(/^switched off by Olga Owner, /)
      .waitFor();
    await row('Contacts').getByText('On', { exact: true }).waitFor();
    const contacts = stored.filter(({ feature }) => feature === 'contacts');
    expect(contacts.length).toBeGreaterThan(0);
    await row('Contacts').locator('summary').click();
    await row('Contacts').getByText(`Record changes (${contacts[0]!.entries} entr`).waitFor();
    expect(await mine.getByLabel('Whose data').count()).toBe(0);
    expect(await mine.getByRole('heading', { name: 'Erase' }).count()).toBe(0);
  });

  it('tell on an empty timeline what is switched off for the person', async () => {
    const empty = await mine.context().newPage();
    await empty.goto(`${pages.product.url}/timeline?feature=notes&text=zebra`);
    await empty.getByText('Notes is switched off for you: what comes in is not stored.').waitFor();
    await empty.getByRole('link', { name: 'Who switched it' }).click();
    await empty.getByRole('heading', { level: 1, name: 'My data' }).waitFor();
    await empty.close();
  });

  it('give it as JSON with what is collected, and as CSV', async () => {
    const whole = await save(mine, () => press(mine, 'Export JSON'));
    expect(whole.name).toMatch(/^my-data-\d{4}-\d\d-\d\d\.json$/);
    const told = JSON.parse(whole.text) as PersonData & { activities: Activity[] };
    expect(told.user.id).toBe(jon);
    expect(told.activities.length).toBe(told.totals.entries);
    expect(told.activities.some(({ title }) => title.includes('Exported of Jon'))).toBe(true);
    expect(new Set(told.activities.map(({ userId }) => userId))).toEqual(new Set([jon]));
    await mine.getByText(/is in your downloads/).waitFor();
    const table = await save(mine, () => press(mine, 'Export CSV'));
    const rows = parse(table.text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ id }) => id)).toEqual(told.activities.map(({ id }) => id));
    await mine.getByText(`${rows.length} entr`, { exact: false }).last().waitFor();
  });

  it('export the timeline as it is narrowed, as CSV and JSON Lines', async () => {
    await owner.goto(`${pages.product.url}/timeline?feature=contacts&text=exported`);
    await owner.locator('[data-entry]').nth(1).waitFor();
    const wanted = (await list('feature=contacts&text=exported')).map(({ id }) => id);
    expect(wanted.length).toBe(2);
    await press(owner, 'Export');
    await owner.getByText('“exported”').waitFor();
    const table = await exportAs('CSV');
    const rows = parse(table.text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ id }) => id)).toEqual(wanted);
    expect(rows.map(({ person }) => person).sort()).toEqual(['Jon Park', 'Mara Klein']);
    const lines = await exportAs('JSON Lines');
    expect(lines.name).toMatch(/^timeline-.*\.jsonl$/);
    const told = lines.text.trimEnd().split('\n');
    expect(told.map((line) => (JSON.parse(line) as Activity).id)).toEqual(wanted);
    await owner.getByText(/2 entries · .* kB\.$/).waitFor();
  });

  it('export up to the chosen date, and say why a file could not be made', async () => {
    await owner.goto(`${pages.product.url}/timeline?date=2001-01-01`);
    expect((await exportAs('JSON Lines')).text).toBe('');
    await owner.getByRole('checkbox', { name: /^Only up to the end of/ }).uncheck();
    const all = await exportAs('JSON Lines');
    expect(all.text.split('\n').length).toBeGreaterThan(3);
    const refusal = { status: 429, code: 'rate_limited', title: 'Slow', detail: 'Ten a minute are enough.' };
    await owner.route('**/activities/export*', (route) => route.fulfill({ status: 429, json: refusal }));
    await press(owner, 'Export again');
    await owner.getByRole('alert').getByText('Ten a minute are enough.').waitFor();
  });

  it('are cancelled without a file, also while the dialog is closed', async () => {
    await owner.goto(`${pages.product.url}/timeline`);
    let isAsked = false;
    await owner.unroute('**/activities/export*');
    await owner.route('**/activities/export*', () => {
      isAsked = true;
    });
    await press(owner, 'Export');
    const dialog = owner.getByRole('dialog', { name: 'Export the timeline' });
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await until('it is under way', () => isAsked);
    await press(owner, 'Go on beside this');
    await dialog.waitFor({ state: 'hidden' });
    await press(owner, 'Exporting');
    await press(owner, 'Cancel');
    await dialog.getByText('Nothing was saved.').waitFor();
    await owner.unroute('**/activities/export*');
  });

  it('are refused about others', async () => {
    await mine.goto(
      `${pages.product.url}/my-data?person=${(await pages.product.call<{ user: { id: string } }>('GET', '/me')).user.id}`,
    );
    await mine.getByText('This is not for your role').waitFor();
    await mine.getByText(/Only Owners and Executives handle other people's data/).waitFor();
  });

  it('are usable by everyone, in both themes', async () => {
    const shown = await open(`/my-data?person=${jon}`, 'Olga Owner');
    await shown.locator('summary').filter({ hasText: 'Opportunities' }).click();
    expect(await findBarriers(shown)).toEqual([]);
    await press(shown, 'Erase what is stored about Jon Park');
    await shown.getByLabel(/^To confirm/).waitFor();
    expect(await findBarriers(shown, '[role=dialog]')).toEqual([]);
    await shown.setViewportSize({ width: 390, height: 780 });
    await shown.goto(`${pages.product.url}/my-data`);
    await shown.getByRole('heading', { name: 'What is collected' }).waitFor();
    expect(await shown.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await shown.goto(`${pages.product.url}/timeline?feature=contacts`);
    await press(shown, 'Export');
    await shown.getByRole('dialog').getByText('JSON Lines').waitFor();
    expect(await findBarriers(shown, '[role=dialog]')).toEqual([]);
    await shown.context().close();
  });

  it('erase a person once their e-mail is typed: entries go everywhere, and nothing comes back', async () => {
    const { totals } = await dataOfJon();
    expect(totals.entries).toBeGreaterThan(0);
    const timeline = await owner.context().newPage();
    await timeline.goto(`${pages.product.url}/timeline?text=exported`);
    const entry = timeline.locator('[data-entry]').filter({ hasText: 'Exported of Jon' });
    await entry.waitFor();
    await owner.goto(`${pages.product.url}/my-data`);
    await owner.getByRole('combobox', { name: 'Whose data' }).click();
    await owner.getByRole('option', { name: 'Jon Park' }).click();
    await owner.getByRole('heading', { level: 1, name: 'Data of Jon Park' }).waitFor();
    await press(owner, 'Erase what is stored about Jon Park');
    const dialog = owner.getByRole('dialog', { name: /^Erase what is stored about Jon Park/ });
    await dialog.getByText(new RegExp(`^Erases ${totals.entries} entr`)).waitFor();
    const erase = dialog.getByRole('button', { name: /^Erase \d+ entr/ });
    await dialog.getByLabel(/^To confirm/).fill('mara@acme.example');
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel(/^To confirm/).fill('JON@acme.example');
    await erase.click();
    await owner.getByText(new RegExp(`^Erased: ${totals.entries} entr`)).waitFor();
    await owner.getByText('Nothing is stored', { exact: true }).waitFor();
    await entry.waitFor({ state: 'detached' });
    await timeline.locator('[data-entry]').filter({ hasText: 'Exported of Mara' }).waitFor();
    pages.create('jon', 'Contact', { LastName: 'Exported too late' });
    pages.create('mara', 'Contact', { LastName: 'Exported after' });
    await timeline.locator('[data-entry]').filter({ hasText: 'Exported after' }).waitFor();
    expect((await dataOfJon()).stored).toEqual([]);
    await owner.goto(`${pages.product.url}/settings/audit?kind=person`);
    await owner.getByText(/erased what was stored about Jon Park: \d+ entr/).waitFor();
  });

  it('complain about nothing in the console', () => expect(complaints).toEqual([]));
});
