import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Activity } from '../../src/api/contract.ts';
import { findBarriers } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

const mostScriptBytes = 250_000;
const nameOfDeal = 'Nordstern expansion';

describe('the timeline and the day', () => {
  let pages: Pages;
  let page: Page;
  let deal: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    pages = await openPages();
    deal = save('mara', (tx) =>
      tx.create('Opportunity', { Name: nameOfDeal, StageName: 'Prospecting', CloseDate: '2027-01-31' }),
    );
    save('jon', (tx) => tx.create('Contact', { LastName: 'Seen of Jon' }));
    await stored(nameOfDeal);
    await stored('Seen of Jon');
    save('mara', (tx) => tx.update('Opportunity', deal, { StageName: 'Qualification' }));
    save('mara', (tx) => tx.update('Opportunity', deal, { StageName: 'Needs Analysis' }));
    await until('both moves are told', async () => {
      const { items } = await list(`objectId=${deal}&action=updated`);
      return items.some(({ changes }) => changes.filter(({ field }) => field === 'StageName').length === 2);
    });
    page = await open('/timeline');
  }, 180_000);
  afterAll(() => pages?.close());

  type Transact = Parameters<Pages['emulator']['org']['transact']>;
  type Tx = Parameters<Transact[1]>[0];

  function save<T>(who: string, act: (tx: Tx) => T): T {
    const userId = pages.emulator.orgs[0]!.people.get(who)!;
    let answer: T | undefined;
    pages.emulator.org.transact({ userId, origin: '' }, (tx) => {
      answer = act(tx);
    });
    return answer as T;
  }
  const list = (query: string) => pages.product.call<{ items: Activity[] }>('GET', `/activities?${query}`);
  const stored = (text: string) =>
    until(`${text} is stored`, async () => (await list(`text=${encodeURIComponent(text)}`)).items.length > 0);
  const open = async (path: string, options: Parameters<Pages['open']>[1] = {}) => {
    const opened = await pages.open(path, options);
    opened.on('console', (message) => {
      // What a refused call leaves in the console is the browser's own line.
      if (['error', 'warning'].includes(message.type()) && !/status of 40[013]/.test(message.text()))
        complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  };
  const go = (path: string) => page.goto(`${pages.product.url}${path}`);
  const entries = (text: string | RegExp, on = page) => on.locator('[data-entry]').filter({ hasText: text });
  const search = () => new URL(page.url()).searchParams;

  it('load less than 250 kB of compressed script before the timeline stands', async () => {
    await entries(nameOfDeal).first().waitFor();
    const sizes = (await page.evaluate(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
        .map(({ encodedBodySize, decodedBodySize }) => [encodedBodySize, decodedBodySize])`,
    )) as [number, number][];
    const sum = (index: 0 | 1) => sizes.reduce((bytes, size) => bytes + size[index], 0);
    expect(sum(0)).toBeGreaterThan(0);
    expect(sum(0)).toBeLessThan(mostScriptBytes);
    expect(sum(0)).toBeLessThan(sum(1) / 2);
  });

  it('walk and open entries by keyboard, and hold what is new while one is looked at', async () => {
    await entries(nameOfDeal).first().waitFor();
    await page.keyboard.press('j');
    const looked = page.locator('[data-entry]:focus');
    await looked.waitFor();
    save('mara', (tx) => tx.create('Contact', { LastName: 'Held back' }));
    const news = page.getByRole('button', { name: '1 new' });
    await news.waitFor();
    expect(await entries('Held back').count()).toBe(0);
    await news.click();
    await entries('Held back').waitFor();
    await entries(/moved Nordstern expansion/)
      .first()
      .focus();
    await page.keyboard.press('e');
    const details = page.locator('[data-entry]:focus');
    await details.getByText('Qualification').waitFor();
    await details.getByText('Needs Analysis').last().waitFor();
    await details
      .getByText(/^Stream: saved/)
      .first()
      .waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('?');
    await page.getByText('Next and previous entry of the timeline').waitFor();
    await page.keyboard.press('Escape');
  });

  it('narrow to what is typed and chosen, keep it in the address, and follow what comes', async () => {
    await go('/timeline');
    await entries(nameOfDeal).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nordst');
    await until('the search is in the address', () => search().get('text') === 'nordst');
    await until('others are gone', async () => (await entries('Seen of Jon').count()) === 0);
    await page.getByRole('button', { name: 'Action' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Created' }).click();
    await page.keyboard.press('Escape');
    await until('one is left', async () => (await page.locator('[data-entry]').count()) === 1);
    await page.reload();
    await entries('created').waitFor();
    expect([search().get('text'), search().get('action')]).toEqual(['nordst', 'created']);
    expect(await page.getByLabel('Search titles').inputValue()).toBe('nordst');
    save('mara', (tx) => tx.create('Contact', { LastName: 'Nordstrand' }));
    save('mara', (tx) => tx.create('Contact', { LastName: 'Elsewhere' }));
    await entries('Nordstrand').waitFor();
    await stored('Elsewhere');
    expect(await entries('Elsewhere').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await entries('Seen of Jon').waitFor();
    expect([...search().keys()]).toEqual([]);
    await go('/timeline?text=zebra');
    await page.getByText('No title has words that begin with “zebra”.').waitFor();
  });

  it('jump to a date, and go on to both sides from there', async () => {
    const { items } = await list('limit=200');
    const oldest = items.at(-1)!;
    const date = berlinDate(oldest.occurredAt);
    expect(date).not.toBe(berlinDate(items[0]!.occurredAt));
    await go('/timeline');
    await page.getByLabel('Jump to a date').fill(date);
    await until('the date is in the address', () => search().get('date') === date);
    await page.locator(`[data-entry="${oldest.id}"]`).waitFor();
    const days = await page
      .locator('[data-entry] time')
      .evaluateAll((times) => times.map((time) => (time as unknown as { dateTime: string }).dateTime));
    expect(days.every((time) => berlinDate(time) <= date)).toBe(true);
    await page.getByText('Live', { exact: true }).waitFor();
    save('mara', (tx) => tx.create('Contact', { LastName: 'Far ahead' }));
    // What was sent again meanwhile counts, too.
    await page.getByRole('button', { name: /^\d+ new$/ }).waitFor();
    const before = await page.locator('[data-entry]').count();
    await page.getByRole('button', { name: 'Load later entries' }).click();
    await until('later ones stand above', async () => (await page.locator('[data-entry]').count()) > before);
    await page.locator(`[data-entry="${oldest.id}"]`).waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await entries('Far ahead').waitFor();
    await go('/timeline?date=2001-01-01');
    await page.getByText(/Nothing was read as far back as/).waitFor();
  });

  it('lead from an object to everything that happened to it, and into the org', async () => {
    await go(`/timeline?object=Opportunity/${deal}`);
    await page.getByRole('button', { name: `Record: ${nameOfDeal}` }).waitFor();
    await entries(nameOfDeal).first().getByRole('link', { name: nameOfDeal, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: nameOfDeal }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/timeline/objects/Opportunity/${deal}`);
    await page.reload();
    await page.getByText('2 entries by 1 person').waitFor();
    expect(await entries('Seen of Jon').count()).toBe(0);
    expect(
      await page.getByRole('link', { name: 'Open in Salesforce' }).first().getAttribute('href'),
    ).toContain(deal);
    save('jon', (tx) => tx.update('Opportunity', deal, { StageName: 'Value Proposition' }));
    await page.getByText('3 entries by 2 people').waitFor();
    await go('/timeline/objects/Case/500000000000000AAA');
    await page.getByText('Nothing is known of this record').waitFor();
  });

  it('show a day as one row a person, and set and unset how long something took', async () => {
    await go('/day?name=jon');
    await page.getByRole('button', { name: /^Jon Park: \d+ entr/ }).waitFor();
    expect(await page.locator('[data-person]').count()).toBe(1);
    // The field stands below the title, and covers nothing of it.
    await page
      .getByRole('heading', { name: 'Day', level: 1 })
      .click({ trial: true, position: { x: 5, y: 5 } });
    await page.getByLabel('Search people').fill('');
    await until('all are there', async () => (await page.locator('[data-person]').count()) === 5);
    // What is stored while the page is open comes to its row by the stream, and to the open day of one person.
    await page.getByText('Live', { exact: true }).waitFor();
    save('jon', (tx) => tx.create('Contact', { LastName: 'Bar of Jon' }));
    await page.locator('[data-person] span[title*="Bar of Jon"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^Jon Park: / }).click();
    const panel = page.getByRole('dialog', { name: 'Jon Park' });
    await panel.getByText('Bar of Jon').waitFor();
    save('jon', (tx) => tx.create('Contact', { LastName: 'Told beside' }));
    await panel.getByText('Told beside').waitFor({ timeout: 20_000 });
    const entry = entries('Seen of Jon', page);
    await panel.getByText('Seen of Jon').waitFor();
    expect(search().get('person')).not.toBeNull();
    await entry.getByRole('button', { name: 'Length 1 min: change' }).click();
    const minutes = page.getByRole('textbox', { name: 'Minutes' });
    await minutes.fill('2000');
    await minutes.press('Enter');
    await page.getByText('Give minutes from 0 to 1440').waitFor();
    await minutes.fill('25');
    await minutes.press('Enter');
    const changed = entry.getByRole('button', { name: 'Length 25 min, edited: change' });
    await changed.waitFor();
    expect(await changed.getAttribute('title')).toMatch(/^Set by Olga Owner .*; before: 1 min$/);
    const [told] = (await list('text=Seen%20of%20Jon')).items;
    expect(told).toMatchObject({ durationSeconds: 1500, durationSource: 'edited' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await entry.getByRole('button', { name: 'Length 1 min: change' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Previous day' }).click();
    await page.getByText(/^Yesterday, /).waitFor();
    await page.reload();
    await page.getByText(/^Yesterday, /).waitFor();
    await page.getByRole('button', { name: 'Today' }).click();
    await page.getByText(/^Today, /).waitFor();
    expect([...search().keys()]).toEqual([]);
  });

  it('say on the day why time is not certain, on hover and on focus', async () => {
    await go('/day?date=2001-01-01');
    const gap = page.getByRole('button', { name: /^Not certain\./ }).first();
    await gap.focus();
    await page
      .getByRole('tooltip')
      .getByText(/older than what was read/)
      .first()
      .waitFor();
  });

  it.each([
    ['Ella Exec', ['Ella Exec', 'Jon Park', 'Mara Klein', 'Olga Owner', 'Theo Tech']],
    ['Mara Klein', ['Jon Park', 'Mara Klein']],
    ['Jon Park', ['Jon Park']],
    ['Theo Tech', ['Theo Tech']],
  ])('show %s the people whom they may see, and nobody else', async (as, seen) => {
    const theirs = await open('/day', { as });
    await theirs.locator('[data-person]').first().waitFor();
    expect(
      await theirs
        .locator('[data-person] button')
        .evaluateAll((names) =>
          names
            .map((name) => name.getAttribute('aria-label')?.split(':')[0])
            .filter((name) => !name?.startsWith('Not certain')),
        ),
    ).toEqual(seen);
    await theirs.goto(`${pages.product.url}/timeline`);
    const first = theirs
      .locator('[data-entry]')
      .or(theirs.getByText('not mapped to anybody'))
      .or(theirs.getByText('Nothing here yet'));
    await first.first().waitFor();
    const people = await theirs.locator('[data-entry] strong').allTextContents();
    expect(people.filter((name) => !seen.includes(name))).toEqual([]);
    expect(await theirs.getByRole('button', { name: 'Person' }).count()).toBe(seen.length > 1 ? 1 : 0);
    await theirs.context().close();
  });

  it('follow a role that changes while the stream is open', async () => {
    const { items: users } = await pages.product.call<{ items: { id: string; name: string }[] }>(
      'GET',
      '/users',
    );
    const idOf = (name: string) => users.find((user) => user.name === name)!.id;
    const change = (role: string) => pages.product.call('PATCH', `/users/${idOf('Mara Klein')}`, { role });
    const all = await open('/timeline', { as: 'Mara Klein' });
    await entries('Seen of Jon', all).waitFor();
    const ofJon = await all.context().newPage();
    await ofJon.goto(`${pages.product.url}/timeline?person=${idOf('Jon Park')}`);
    await entries('Seen of Jon', ofJon).waitFor();
    const day = await all.context().newPage();
    await day.goto(`${pages.product.url}/day`);
    await day.getByRole('button', { name: /^Jon Park: / }).waitFor();
    await day.getByText('Live', { exact: true }).waitFor();
    try {
      await change('member');
      save('mara', (tx) => tx.create('Contact', { LastName: 'After the change' }));
      await entries('After the change', all).waitFor();
      await entries('Seen of Jon', all).waitFor({ state: 'detached' });
      await all.getByRole('button', { name: 'Person' }).waitFor({ state: 'detached' });
      await ofJon.getByText('This is not for your role').waitFor();
      expect(await entries('Seen of Jon', ofJon).count()).toBe(0);
      await day.getByRole('button', { name: /^Jon Park: / }).waitFor({ state: 'detached' });
      await day.getByRole('button', { name: /^Mara Klein: / }).waitFor();
    } finally {
      await change('manager');
    }
    await all.context().close();
  });

  it('are usable by everyone, in both themes', async () => {
    const shown = await open('/timeline');
    await entries(/moved Nordstern expansion/, shown)
      .first()
      .getByRole('button', { name: /^Details/ })
      .click();
    await shown.getByText('Told by').waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    await shown.goto(`${pages.product.url}/timeline/objects/Opportunity/${deal}`);
    await entries(nameOfDeal, shown).first().waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    await shown.goto(`${pages.product.url}/day?hours=all`);
    await shown.locator('[data-person]').first().waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    await shown.getByRole('button', { name: /^Jon Park: / }).click();
    await shown.getByRole('dialog', { name: 'Jon Park' }).getByText('Seen of Jon').waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    await shown.setViewportSize({ width: 390, height: 780 });
    await shown.goto(`${pages.product.url}/day`);
    await shown.getByRole('button', { name: 'More', exact: true }).click();
    await shown.getByRole('dialog', { name: 'More' }).getByRole('button', { name: 'Chat' }).waitFor();
    expect(await findBarriers(shown)).toEqual([]);
    expect(await shown.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await shown.context().close();
  });

  it('complain about nothing in the console', () => expect(complaints).toEqual([]));
});

const berlinDate = (time: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin', dateStyle: 'short' }).format(new Date(time));
