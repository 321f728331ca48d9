import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers, visit } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { readRoutePaths } from '../helpers/routePaths.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

type Seen = 'page' | 'forbidden' | 'without Connect';
const everybody: Readonly<Record<string, Seen>> = {};
const connectors: Readonly<Record<string, Seen>> = { 'Mara Klein': 'forbidden', 'Jon Park': 'forbidden' };
// What is not the page itself, by route and person. What stands for a part of an address is filled in below.
const walks: Readonly<Record<string, Readonly<Record<string, Seen>>>> = {
  '/': everybody,
  '/timeline': everybody,
  '/settings': { 'Mara Klein': 'without Connect', 'Jon Park': 'without Connect' },
  '/settings/services': { 'Mara Klein': 'without Connect', 'Jon Park': 'without Connect' },
  '/settings/services/$service': { 'Mara Klein': 'without Connect', 'Jon Park': 'without Connect' },
  '/settings/services/$service/$id': connectors,
  '/settings/audit': connectors,
  '/guides': everybody,
  '/guides/$guide': everybody,
};
// Whatever else has no parts is for everybody who is signed in, each with what is theirs.
const others = readRoutePaths().filter(
  (path) => !path.includes('$') && walks[path] === undefined && !['/sign-in', '/first-run'].includes(path),
);
const people = ['Olga Owner', 'Ella Exec', 'Theo Tech', 'Mara Klein', 'Jon Park'];
const tabs = ['overview', 'users', 'features', 'runs', 'coverage'];

// Two slots of the org are another integration's at first.
describe('an administrator who cares for a connection', () => {
  let pages: Pages;
  let page: Page;
  beforeAll(async () => {
    pages = await openPages({}, { orgs: [{ selectedElsewhere: ['Lead', 'Account'] }] });
    page = await pages.open(pages.connectionPath);
  }, 180_000);
  afterAll(() => pages?.close());

  const to = (path: string, on = page) => on.goto(`${pages.product.url}${path}`);
  const tab = (key: string, on = page) => to(`${pages.connectionPath}?tab=${key}`, on);
  const entry = (text: string, on: Page) => on.locator('[data-entry]').filter({ hasText: text });
  const idOf = async (email: string) => {
    const users = await pages.product.call<{ items: { id: string; email: string }[] }>('GET', '/users');
    return users.items.find((user) => user.email === email)!.id;
  };

  it('sees which features found no slot, whose the others are and what would help, and tries again', async () => {
    const feature = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    await feature('Cases').getByText('Blocked').waitFor();
    await page.getByText(/2 taken by others: .*Account.*Lead|2 taken by others: .*Lead.*Account/).waitFor();
    await page.getByText('What if a feature is switched off').click();
    await page.getByRole('row', { name: /Tasks Takes a slot .* would be in real time/ }).waitFor();
    const { channels } = pages.emulator.org;
    for (const { id, selectedEntity } of channels.members()) {
      if (/^(Lead|Account)Change/.test(selectedEntity)) channels.deleteMember(id);
    }
    await page.getByRole('button', { name: 'Retry Cases' }).click();
    await page.getByText('Cases is tried again.').waitFor();
    await feature('Cases').getByText('Real-time').waitFor();
    await feature('Contacts').getByText('Real-time').waitFor();
    expect(await page.getByRole('button', { name: /^Retry/ }).count()).toBe(0);
  });

  it('maps a person, and what waited stands at once on a page that somebody else has open', async () => {
    const jon = await pages.open('/timeline', { as: 'Jon Park' });
    pages.create('remy', 'Task', { Subject: 'Waits for its person' });
    await tab('users');
    const row = page.getByRole('row', { name: /Remy/ });
    await until('it waits', async () => {
      if ((await row.getByText(/attributes \d+ entr/).count()) > 0) return true;
      await page.reload();
      await row.waitFor();
      return false;
    });
    expect(await entry('Waits for its person', jon).count()).toBe(0);
    await row.getByRole('button', { name: /nobody here/ }).click();
    await page.getByRole('option', { name: /Jon Park/ }).click();
    await page.getByText(/is mapped to Jon Park\. \d+ entr/).waitFor();
    await entry('Waits for its person', jon).waitFor();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await entry('Waits for its person', jon).waitFor({ state: 'detached' });
    await jon.context().close();
  });

  it('switches a feature off for one person, of whom nothing more of it is stored', async () => {
    await tab('features');
    const other = await pages.open(`${pages.connectionPath}?tab=features`, { as: 'Theo Tech' });
    const cell = (on: Page, feature: string) =>
      on.getByRole('switch', { name: `${feature} for Mara Klein`, exact: true });
    const isOff = async (on: Page, feature: string) =>
      (await cell(on, feature).getAttribute('aria-checked')) === 'false';
    await cell(other, 'Events').waitFor();
    await cell(page, 'Tasks').click();
    await cell(other, 'Events').click();
    await page.getByText('Tasks is off for Mara Klein.').waitFor();
    // Two administrators see each other's changes, neither of them reloads.
    await until('Theo sees what Olga switched', () => isOff(other, 'Tasks'));
    await until('Olga sees what Theo switched', () => isOff(page, 'Events'));
    await other.getByRole('switch', { name: 'Updates for the whole connection' }).click();
    await page.getByText('Updates is off for the whole connection, switched off by Theo Tech').waitFor();
    await other.context().close();
    // What was switched counts from the second in which it was.
    await new Promise((done) => setTimeout(done, 1_000));
    pages.create('mara', 'Task', { Subject: 'Nobody wants this' });
    pages.create('mara', 'Contact', { LastName: 'Afterwards' });
    await to('/timeline');
    await entry('Afterwards', page).first().waitFor();
    expect(await entry('Nobody wants this', page).count()).toBe(0);
  });

  it('sees a switch go back, with the reason, where the server refuses it', async () => {
    const theo = await pages.open(`${pages.connectionPath}?tab=features`, { as: 'Theo Tech' });
    const cell = theo.getByRole('switch', { name: 'Cases for Mara Klein' });
    await cell.waitFor();
    let pass = () => {};
    const held = new Promise<void>((done) => {
      pass = done;
    });
    await theo.route('**/users/*/features/cases', async (route) => {
      await held;
      await route.continue();
    });
    await cell.click();
    // At once, before the server has said a word.
    await until(
      'it shows what was asked for',
      async () => (await cell.getAttribute('aria-checked')) === 'false',
    );
    const id = await idOf('theo@acme.example');
    await pages.product.call('PATCH', `/users/${id}`, { role: 'member' });
    pass();
    await theo.getByText('Cases could not be switched off for Mara Klein').waitFor();
    await theo
      .getByText(/Ask Olga Owner|Owners, Executives/)
      .first()
      .waitFor();
    await pages.product.call('PATCH', `/users/${id}`, { role: 'technical_admin' });
    await tab('features');
    const truth = page.getByRole('switch', { name: 'Cases for Mara Klein' });
    await truth.waitFor();
    expect(await truth.getAttribute('aria-checked')).toBe('true');
    await theo.context().close();
  });

  it('is told what happened when the access is gone, reconnects from the page, and misses nothing', async () => {
    await tab('overview');
    pages.emulator.org.sessions.revokeAll();
    pages.emulator.faults.inject({ name: 'stream.reset' });
    await page.getByRole('button', { name: 'Reconnect', exact: true }).waitFor();
    await page.getByText('Reconnect required').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    pages.create('jon', 'Contact', { LastName: 'Saved meanwhile' });
    await page.getByRole('button', { name: 'Reconnect', exact: true }).click();
    await page.locator('#username').selectOption('olga@acme.example');
    await page.getByRole('button', { name: 'Log In' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(new RegExp(pages.connectionPath));
    await page.getByText('Live', { exact: true }).first().waitFor();
    await to('/timeline');
    await entry('Saved meanwhile', page).first().waitFor();
  });

  async function walk(as: string): Promise<void> {
    const reader = await pages.open('/timeline', { as });
    await reader.getByRole('heading', { name: 'Timeline' }).waitFor();
    const complaints: string[] = [];
    reader.on('pageerror', ({ message }) => complaints.push(message));
    const paths = Object.entries(walks).flatMap(([route, exceptions]) => {
      const path = route
        .replace('/$service', '/salesforce')
        .replace('$id', pages.connectionId)
        .replace('$guide', 'setup');
      const seen = exceptions[as] ?? 'page';
      const isConnection = route.endsWith('$id') && seen === 'page';
      return isConnection ? tabs.map((key) => ({ path: `${path}?tab=${key}`, seen })) : [{ path, seen }];
    });
    for (const { path, seen } of [...paths, ...others.map((path) => ({ path, seen: null }))]) {
      await visit(reader, path);
      if (seen === null) continue;
      const isForbidden = reader.getByText('This is not for your role');
      const connect = reader.getByRole('button', { name: /^(Connect|Add another)/ });
      const ofServices = path.startsWith('/settings/services') && !path.includes('?');
      await until(
        `${as} sees ${path} (${seen})`,
        async () => {
          if ((await isForbidden.count()) > 0 !== (seen === 'forbidden')) return false;
          return !ofServices || (await connect.count()) > 0 === (seen === 'page');
        },
        40_000,
      );
    }
    expect(complaints).toEqual([]);
    await reader.context().close();
  }

  it('and everybody else see every page as far as it is theirs', async () => {
    await Promise.all(people.map(walk));
  }, 150_000);
});
