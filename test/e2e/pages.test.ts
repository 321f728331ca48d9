import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { openBrowser } from '../helpers/browser.ts';
import { findBarriers } from '../helpers/complaints.ts';
import { signInAs } from '../helpers/pages.ts';
import { ownerToken, type Product, prepareProduct } from '../helpers/product.ts';
import { until } from '../helpers/until.ts';

const people = [
  { email: 'mara@acme.example', name: 'Mara Klein', role: 'manager', manager: 'olga@acme.example' },
  { email: 'jon@acme.example', name: 'Jon Park', role: 'member', manager: 'mara@acme.example' },
];
const entriesAtFirst = 60;

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('the pages', () => {
  let emulator: Emulator;
  let product: Product;
  let browser: Browser;
  let connectionPath: string;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    product = await prepareProduct({ emulator, people, env: { WORKSIGHTS_DEMO: '1' } });
    [browser] = await Promise.all([openBrowser(), product.start()]);
    connectionPath = `/settings/services/salesforce/${await product.connect()}`;
    for (let number = 1; number < entriesAtFirst; number += 1) createContact('mara', `Contact ${number}`);
    // Saves are stamped in whole seconds: a second later, the last one surely stands first.
    await new Promise((done) => setTimeout(done, 1_100));
    createContact('mara', `Contact ${entriesAtFirst}`);
    await until('the first entries are stored', async () => {
      const page = await product.call<{ items: unknown[] }>('GET', '/activities?limit=200');
      return page.items.length >= entriesAtFirst;
    });
  }, 120_000);

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser?.close();
    await product?.close();
    await emulator?.close();
  });

  function createContact(who: string, name: string): void {
    const userId = emulator.orgs[0]!.people.get(who)!;
    emulator.org.transact({ userId, origin: '' }, (tx) => tx.create('Contact', { LastName: name }));
  }

  /** A page of a browser of its own, signed in as the Owner unless somebody else is named. */
  async function openAs(who: string | null, path: string, options = {}): Promise<Page> {
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' },
      ...options,
    });
    contexts.push(context);
    if (who !== null) await signInAs(context, product, who);
    const page = await context.newPage();
    await page.goto(`${product.url}${path}`);
    return page;
  }

  const openAsOwner = (path: string, options = {}) => openAs('Olga Owner', path, options);
  const entry = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

  it('lead a stranger to the sign-in and then to the page that was asked for', async () => {
    const page = await openAs(null, `${connectionPath}?tab=users`);
    await page.getByLabel('Access token').fill(ownerToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('row', { name: /Mara Klein/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?tab=users');
  });

  it('lead to the sign-in when the session ends', async () => {
    const page = await openAsOwner('/timeline');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.getByRole('button', { name: 'You: Olga Owner' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to WorkSights' }).waitFor();
    await page.goto(`${product.url}/timeline`);
    await page.getByRole('heading', { name: 'Sign in to WorkSights' }).waitFor();
  });

  it('show a member whom to ask, and no way to connect', async () => {
    const page = await openAs('Jon Park', '/settings/services');
    await page.getByText(/Ask Olga Owner/).waitFor();
    expect(await page.getByRole('button', { name: /Connect|Add another/ }).count()).toBe(0);
    await page.goto(`${product.url}${connectionPath}`);
    await page.getByText('This is not for your role').waitFor();
  });

  it('put a new entry in at once for a reader at the top, and hold it for one who reads below', async () => {
    const page = await openAsOwner('/timeline');
    await entry(page, `Contact ${entriesAtFirst}`).first().waitFor();
    createContact('mara', 'Seen at once');
    await entry(page, 'Seen at once').waitFor();
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, 1500);
    await until('the page has moved', () => page.evaluate('scrollY > 200'));
    createContact('mara', 'Held for later');
    const notice = page.getByRole('button', { name: '1 new' });
    await notice.waitFor();
    expect(await entry(page, 'Held for later').count()).toBe(0);
    await notice.click();
    await entry(page, 'Held for later').waitFor();
  });

  it('load earlier entries when the end comes near', async () => {
    const page = await openAsOwner('/timeline');
    await entry(page, `Contact ${entriesAtFirst}`).first().waitFor();
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, 20_000);
    await page.getByText('This is where the timeline begins.').waitFor();
    expect(await page.locator('[data-entry]').count()).toBeGreaterThanOrEqual(entriesAtFirst);
  });

  it('say that they are not live without a network, and miss nothing when it is back', async () => {
    const page = await openAsOwner('/timeline');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('Reconnecting').waitFor();
    await page.getByText('You are offline.').waitFor();
    createContact('mara', 'Made meanwhile');
    await page.context().setOffline(false);
    await page.getByText('Live', { exact: true }).waitFor();
    await entry(page, 'Made meanwhile').waitFor();
  });

  it('keep the filters in the address and say why nothing is left', async () => {
    const page = await openAsOwner('/timeline');
    await page.getByRole('button', { name: 'Feature' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Cases' }).click();
    await page.getByText('Nothing matches these filters').waitFor();
    expect(new URL(page.url()).search).toBe('?feature=cases');
    await page.reload();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.locator('[data-entry]').first().waitFor();
  });

  it('explain an unsupported edition before anybody goes to Salesforce', async () => {
    const page = await openAsOwner('/settings/services');
    await page.getByRole('button', { name: 'Add another' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('textbox', { name: 'Edition of the org' })
      .or(dialog.getByRole('combobox'))
      .first()
      .click();
    await page.getByRole('option', { name: /Professional/ }).click();
    await dialog.getByText(/is not supported/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Continue to Salesforce' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('say what a refusal of Salesforce means, and open the dialog again', async () => {
    const page = await openAsOwner('/settings/services/salesforce?error=missing_permission');
    await page.getByRole('alert').getByText('Customize Application').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').waitFor();
  });

  it('say before anybody leaves what Salesforce may show on a page of its own only', async () => {
    const page = await openAsOwner('/settings/services');
    await page.getByRole('button', { name: 'Add another' }).click();
    await page.getByRole('dialog').getByText('does not send you back').waitFor();
  });

  it('offer Reconnect after another org came back, and no Replace for a production org', async () => {
    const page = await openAsOwner(`${connectionPath}?error=wrong_org`);
    await page.getByRole('alert').getByText('A different org was authorised').first().waitFor();
    expect(await page.getByRole('button', { name: 'Reconnect' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Replace' }).count()).toBe(0);
  });

  it('map a person by hand, by keyboard, and take it back', async () => {
    const page = await openAsOwner(`${connectionPath}?tab=users&state=unmapped`);
    const row = page.getByRole('row').nth(1);
    await row.getByRole('button', { name: /nobody here/ }).focus();
    await page.keyboard.press('Enter');
    await row.getByRole('textbox').or(row.getByRole('combobox')).first().waitFor();
    await page.keyboard.type('jon');
    await page.getByRole('option', { name: /Jon Park/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/is mapped to Jon Park/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByRole('button', { name: /nobody here/ }).waitFor();
  });

  it('switch a feature off for one person, by keyboard, and take it back', async () => {
    const page = await openAsOwner(`${connectionPath}?tab=features`);
    const cell = page.getByRole('switch', { name: 'Cases for Mara Klein' });
    await page.getByRole('switch', { name: 'Opportunities for Mara Klein' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await page.getByText('Cases is off for Mara Klein.').waitFor();
    expect(await cell.getAttribute('aria-checked')).toBe('false');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('it is on again', async () => (await cell.getAttribute('aria-checked')) === 'true');
  });

  it('go where the keys say', async () => {
    const page = await openAsOwner('/timeline');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Services' }).waitFor();
  });

  it('say so when there is nothing at an address', async () => {
    const page = await openAs(null, '/nothing/here');
    await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
  });

  it('say so when a part of them cannot be loaded, and come when it can', async () => {
    const page = await openAsOwner('/timeline');
    const part = /myDataPage-.*\.js/;
    await page.route(part, (route) => route.abort());
    await page.getByRole('link', { name: 'My data' }).click();
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    expect(await page.title()).toBe('Something failed · WorkSights');
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute(part);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'My data' }).waitFor();
  });
});
