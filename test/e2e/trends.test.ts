import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Activity } from '../../src/api/contract.ts';
import { findBarriers } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('trends', () => {
  let pages: Pages;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    pages = await openPages();
    const save = (who: string, act: (tx: Tx) => string): string => {
      let id = '';
      const userId = pages.emulator.orgs[0]!.people.get(who)!;
      pages.emulator.org.transact({ userId, origin: '' }, (tx) => {
        id = act(tx);
      });
      return id;
    };
    const deal = save('mara', (tx) =>
      tx.create('Opportunity', { Name: 'Nordstern', StageName: 'Prospecting', CloseDate: '2027-01-31' }),
    );
    save('jon', (tx) => tx.create('Contact', { LastName: 'Of Jon' }));
    save('mara', (tx) => {
      tx.update('Opportunity', deal, { StageName: 'Qualification' });
      return deal;
    });
    await until('all is stored', async () => {
      const items = await listAll();
      return (
        items.some(({ title }) => title.includes('Of Jon')) &&
        items.some(({ changes }) => changes.some(({ to }) => to === 'Qualification'))
      );
    });
    page = await open('/trends');
  }, 180_000);
  afterAll(() => pages?.close());

  type Tx = Parameters<Parameters<Pages['emulator']['org']['transact']>[1]>[0];

  const listAll = async () =>
    (await pages.product.call<{ items: Activity[] }>('GET', '/activities?limit=200')).items;
  const open = async (path: string, options: Parameters<Pages['open']>[1] = {}) => {
    const opened = await pages.open(path, options);
    opened.on('console', (message) => {
      // What a refused call leaves in the console is the browser's own line.
      if (['error', 'warning'].includes(message.type()) && !/status of 40[13]/.test(message.text()))
        complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  };
  const search = (of = page) => Object.fromEntries(new URL(of.url()).searchParams);
  const panel = (name: string | RegExp, on = page) => on.getByRole('region', { name });
  const asTable = (of: ReturnType<typeof panel>) =>
    of.getByRole('button', { name: /show as a table$/ }).click();
  const cellsOf = async (of: ReturnType<typeof panel>): Promise<string[][]> => {
    const rows = await of.getByRole('row').all();
    return Promise.all(
      rows.map((row) => row.getByRole('cell').or(row.getByRole('columnheader')).allTextContents()),
    );
  };

  /** What a table of entries must say: its rows from the entries that the API lists. */
  const countByDay = (items: readonly Activity[]): Map<string, number> => {
    const days = new Map<string, number>();
    for (const { occurredAt, actor } of items) {
      if (actor === 'automation' || Date.parse(occurredAt) > Date.now()) continue;
      const day = new Intl.DateTimeFormat('en-US', {
        ...{ timeZone: 'Europe/Berlin', day: 'numeric', month: 'short' },
      }).format(new Date(occurredAt));
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    return days;
  };
  const readDays = async (on = page): Promise<Map<string, number>> => {
    const [head = [], ...rows] = await cellsOf(panel('Entries by feature and day', on));
    const all = head.indexOf('All');
    return new Map(rows.map((row) => [row[0]!, Number(row[all])] as const).filter(([, count]) => count > 0));
  };

  it('are withheld, in words, of fewer than five people, with a way to one’s own', async () => {
    const ofFew = await open('/trends', { as: 'Mara Klein' });
    await ofFew.getByText('No figures of these people').waitFor();
    await ofFew
      .getByText(/groups of 5 people or more, and of yourself; this group is [2-4] people/)
      .waitFor();
    expect(await ofFew.getByRole('img', { name: /^Entries by/ }).count()).toBe(0);
    await ofFew.context().close();
    await page.getByRole('button', { name: 'People', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Jon Park' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('this group is one person').waitFor();
    expect(await page.getByRole('link', { name: 'their timeline' }).getAttribute('href')).toContain(
      `person=${search().person}`,
    );
    await page.getByRole('button', { name: 'Show my own figures' }).click();
    await page.getByText('Your own figures').waitFor();
    expect(search()).toEqual({ who: 'me' });
  });

  it('say of a group of five what its timeline lists, day by day', async () => {
    await page.getByRole('button', { name: 'Everyone' }).click();
    await page.getByText('5 people', { exact: true }).waitFor();
    await page.getByRole('img', { name: /^Entries by feature and day\. \d+ entries\./ }).waitFor();
    await asTable(panel('Entries by feature and day'));
    const counted = countByDay(await listAll());
    expect(counted.size).toBeGreaterThan(0);
    expect(await readDays()).toEqual(counted);
    const total = [...counted.values()].reduce((sum, count) => sum + count, 0);
    await asTable(panel('Entries by hour and weekday'));
    const [, ...hours] = await cellsOf(panel('Entries by hour and weekday'));
    expect(hours).toHaveLength(24);
    const ofWeek = hours.flatMap(([, ...cells]) => cells.map(Number)).reduce((sum, count) => sum + count, 0);
    expect(ofWeek).toBe(total);
    await asTable(panel('How long deals and cases stay in a stage'));
    const stages = await cellsOf(panel('How long deals and cases stay in a stage'));
    const now = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' }).format(new Date());
    expect(stages).toContainEqual(['Opportunities', 'Qualification', now, '1', '0', '–']);
    await panel('Entries by feature and day')
      .getByRole('button', { name: /show as a chart$/ })
      .click();
    await page.getByRole('img', { name: /^Entries by feature and day/ }).waitFor();
  });

  it('keep range and features in the address, and show a year by weeks', async () => {
    await page.getByRole('button', { name: '12 months' }).click();
    await panel('Entries by feature and week').waitFor();
    await page.getByRole('button', { name: 'Feature', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Contacts' }).click();
    await page.keyboard.press('Escape');
    await until('both are in the address', () => search().feature === 'contacts' && search().range === '1y');
    await page.reload();
    const chart = panel('Entries by feature and week');
    const contacts = (await listAll()).filter(
      ({ feature, actor }) => feature === 'contacts' && actor !== 'automation',
    );
    await chart
      .getByText(`${contacts.length} ${contacts.length === 1 ? 'entry' : 'entries'}.`)
      .first()
      .waitFor();
    expect(await chart.getByText('Contacts').count()).toBe(1);
    expect(await chart.getByText('Opportunities').count()).toBe(0);
    expect(await page.getByRole('button', { name: '12 months' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('are a member’s own, and offer no others', async () => {
    const theirs = await open('/trends', { as: 'Jon Park' });
    await theirs.getByText('Your own figures').waitFor();
    expect(await theirs.getByRole('button', { name: 'Everyone' }).count()).toBe(0);
    expect(await theirs.getByRole('button', { name: 'People', exact: true }).count()).toBe(0);
    await asTable(panel('Entries by feature and day', theirs));
    const { items } = await pages.product.call<{ items: { id: string; name: string }[] }>('GET', '/users');
    const jon = items.find(({ name }) => name === 'Jon Park')!.id;
    const counted = countByDay((await listAll()).filter(({ userId }) => userId === jon));
    expect(counted.size).toBeGreaterThan(0);
    expect(await readDays(theirs)).toEqual(counted);
    await theirs.context().close();
  });

  it('say why there is nothing to count, with a way back', async () => {
    await page.goto(`${pages.product.url}/trends?feature=notes&range=7d`);
    await page.getByText('There are no entries for this choice.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await panel('Entries by feature and day').waitFor();
    expect(search()).toEqual({});
  });

  it('are usable by everyone, in both themes', async () => {
    const shown = await open('/trends');
    await panel('How long deals and cases stay in a stage', shown).waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    await shown.setViewportSize({ width: 390, height: 780 });
    const isWhole = async () => (await shown.evaluate('document.documentElement.scrollWidth')) === 390;
    await until('the charts are as wide as a phone', isWhole);
    const buttons = shown.getByRole('button', { name: /show as a table$/ });
    while ((await buttons.count()) > 0) await buttons.first().click();
    expect(await findBarriers(shown)).toEqual([]);
    expect(await isWhole()).toBe(true);
    await shown.context().close();
  });

  it('complain about nothing in the console', () => expect(complaints).toEqual([]));
});
