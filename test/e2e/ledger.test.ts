import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers, settle } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('what was read and what was not, on the pages', () => {
  let pages: Pages;
  beforeAll(async () => {
    pages = await openPages();
  }, 180_000);
  afterAll(() => pages?.close());

  const switchNotesOff = () =>
    pages.product.call('PATCH', `/connections/${pages.connectionId}/features/notes`, { enabled: false });

  it('are read on demand, with what it costs said before, and the entry says how it came', async () => {
    pages.create('mara', 'Lead', { LastName: 'Nordwind', Company: 'Nordwind GmbH' });
    const page = await pages.open(pages.connectionPath);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('menuitem', { name: /Delta.*API calls?/ }).click();
    await page.getByText('Delta is being read.').waitFor();
    await page.goto(`${pages.product.url}/timeline?feature=leads`);
    const entry = page.locator('[data-entry]').filter({ hasText: 'Nordwind' }).first();
    await entry.getByText(/^sweep \d/).waitFor();
    await page.goto(`${pages.product.url}${pages.connectionPath}?tab=runs&kind=delta`);
    await page
      .getByRole('row', { name: /Delta Done/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /Backfill/ }).count()).toBe(0);
  });

  it('draw a hole, and tell what its repair found', async () => {
    // Only a position that was stored can be lost.
    pages.create('mara', 'Contact', { LastName: 'Before the reset' });
    const first = await pages.open('/timeline');
    await first.locator('[data-entry]').filter({ hasText: 'Before the reset' }).waitFor();
    pages.emulator.faults.inject({ name: 'stream.log_reset' });
    // The loss is told with what comes next.
    pages.create('mara', 'Contact', { LastName: 'After the reset' });
    await until(
      'the hole is repaired',
      async () => {
        const path = `/connections/${pages.connectionId}/coverage`;
        const { holes } = await pages.product.call<{ holes: { repair: object | null }[] }>('GET', path);
        return holes.length > 0 && holes.every(({ repair }) => repair !== null);
      },
      60_000,
    );
    const page = await pages.open(pages.connectionPath);
    await page.getByRole('img', { name: /^All features: .*was a hole, read since/ }).waitFor();
    await page
      .getByText(/Salesforce no longer kept the changes/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: /whole ledger/ }).click();
    await page
      .getByText(/read again .*, \d+ rows?, \d+ entr/)
      .first()
      .waitFor();
    const tasks = page.getByRole('region', { name: 'Tasks' });
    await tasks.getByText('everything is here up to').waitFor();
    await tasks.getByText(/stretch(es)? of reading/).click();
    await tasks
      .getByRole('row', { name: /Stream read by the stream/ })
      .first()
      .waitFor();
  });

  it('explain an empty stretch to those who may see connections, and say plainly whom others ask', async () => {
    await switchNotesOff();
    const page = await pages.open('/timeline?feature=notes');
    await page.getByText('Notes is switched off: what comes in is not stored.').waitFor();
    const other = await pages.open('/timeline?feature=notes', { as: 'Jon Park' });
    await other.getByText(/a connection may have been interrupted/).waitFor();
    await other.getByText(/Notes is switched off for you/).waitFor();
    expect(await other.getByText('Notes is switched off: ').count()).toBe(0);
  });

  it('import older history from the dialog, and list it with all other runs as CSV', async () => {
    const page = await pages.open(pages.connectionPath);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Import older history' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('slider').press('Home');
    await dialog.getByRole('button', { name: 'Import 1 month' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.goto(`${pages.product.url}${pages.connectionPath}?tab=runs&kind=import`);
    await page.getByRole('row', { name: /Import Done/ }).waitFor({ timeout: 40_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const [head, line] = (await readFile((await download.path())!, 'utf8')).split('\r\n');
    expect(head).toBe(
      '"kind","state","startedAt","finishedAt","seconds","rows","entries","apiCalls","error"',
    );
    expect(line).toMatch(/^"import","done",/);
  });

  it('count who is left out and why, and switch everything off for one person and back', async () => {
    const page = await pages.open(`${pages.connectionPath}?tab=users`);
    await page.getByText(/\d+ not listed: /).waitFor();
    await page.getByRole('button', { name: /^Former/ }).click();
    await page
      .getByText('Nobody matches')
      .or(page.getByText('former', { exact: true }).first())
      .waitFor();
    await page.goto(`${pages.product.url}${pages.connectionPath}?tab=features&search=mara`);
    const everything = page.getByRole('switch', { name: 'Everything for Mara Klein' });
    await everything.click();
    await page.getByText('Everything is off for Mara Klein.').waitFor();
    const off = () => page.getByRole('switch', { name: /for Mara Klein/, checked: false }).count();
    expect(await off()).toBe(12);
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('it is on again', async () => (await off()) === 0);
  });

  it('stand, once they are read, where their skeletons stood', async () => {
    const page = await pages.open(pages.connectionPath);
    await page.getByText('No hole in this time').or(page.getByText('The whole ledger')).first().waitFor();
    const top = async (selector: string) =>
      Number(await page.evaluate(`document.querySelector('${selector}')?.getBoundingClientRect().top ?? -1`));
    for (const [name, list] of Object.entries({ Features: 'users', Runs: 'runs' })) {
      let pass = () => {};
      const held = new Promise<void>((done) => {
        pass = done;
      });
      await page.route(new RegExp(`/connections/[^/]+/${list}[?]`), (route) =>
        held.then(() => route.continue()),
      );
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
      await page.getByRole('status', { name: 'Loading' }).waitFor();
      const before = await top('[aria-busy] > :nth-child(2)');
      pass();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      const after = await top('tbody > [aria-rowindex]');
      expect.soft(Math.abs(after - before)).toBeLessThan(3);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
    await page.context().close();
  });

  it('are usable by everyone, in both themes', async () => {
    await switchNotesOff();
    const page = await pages.open('/timeline?feature=notes');
    await page.getByText('Notes is switched off').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    for (const tab of ['overview', 'coverage', 'runs', 'users', 'features']) {
      await page.goto(`${pages.product.url}${pages.connectionPath}?tab=${tab}`);
      await settle(page);
      expect(await findBarriers(page)).toEqual([]);
    }
  });

  it('have dialogs that are usable by everyone, in both themes', async () => {
    const page = await pages.open(pages.connectionPath);
    for (const item of ['Import older history', 'Name and owner', 'Remove the connection']) {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('menu').waitFor({ state: 'detached' });
      expect(await findBarriers(page, '[role=dialog]')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.goto(`${pages.product.url}/settings/services`);
    await page.getByRole('button', { name: 'Add another' }).click();
    await page.getByText('Before you go there').waitFor();
    expect(await findBarriers(page, '[role=dialog]')).toEqual([]);
  });

  // The last of all: everybody who joins stays.
  it('draw of a thousand people only those near, and load the others as they come near', async () => {
    const { org, orgs } = pages.emulator;
    const mara = org.find('User', orgs[0]!.people.get('mara')!)!;
    for (let number = 1; number <= 1_000; number += 1) {
      const name = `Aa ${String(number).padStart(5, '0')}`;
      const email = `aa${number}@acme.example`;
      org.put('User', { ...mara, Id: org.nextId('005'), Name: name, Username: email, Email: email });
    }
    await pages.product.call('POST', `/connections/${pages.connectionId}/sweeps`, { kind: 'users' });
    const page = await pages.open(`${pages.connectionPath}?tab=features`);
    const table = page.getByRole('table', { name: 'Which features are on for whom' });
    await until(
      'all are in the list',
      async () => Number(await table.getAttribute('aria-rowcount')) > 1_000,
      40_000,
    );
    const rows = table.getByRole('row');
    const first = table.getByRole('row', { name: /^Aa 00001 / });
    await first.waitFor();
    expect(await rows.count()).toBeLessThan(60);
    await first.getByRole('switch').first().hover();
    await until('those of the second page are near', async () => {
      await page.mouse.wheel(0, 2_000);
      return (await table.getByRole('row', { name: /^Aa 00[2-9]\d\d / }).count()) > 0;
    });
    expect(await rows.count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('Aa 00999');
    await table.getByRole('row', { name: /^Aa 00999 / }).waitFor();
  });
});
