import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { openBrowser } from '../helpers/browser.ts';
import { findBarriers, visit } from '../helpers/complaints.ts';
import { ownerToken, type Product, prepareProduct } from '../helpers/product.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('the guides in the browser', () => {
  let emulator: Emulator;
  let product: Product;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    product = await prepareProduct({ emulator });
    [browser] = await Promise.all([openBrowser(), product.start()]);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser?.close();
    await product?.close();
    await emulator?.close();
  });

  /** A page of a browser of its own, signed in as the Owner; `complaints` is what its console says. */
  async function open(path: string, options = {}): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await context.request.post(`${product.url}/api/v1/session`, { data: { token: ownerToken } });
    await page.goto(`${product.url}${path}`);
    return { page, complaints };
  }

  it('are found by a word, and open at the part that speaks of it', async () => {
    const { page, complaints } = await open('/timeline');
    await page.getByRole('link', { name: 'Guides' }).click();
    await page.getByRole('heading', { name: 'Guides', level: 1 }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('approve uninstalled');
    await page.getByRole('link', { name: /^The Salesforce side: Approve Uninstalled/ }).click();
    const heading = page.getByRole('heading', { name: /^Approve Uninstalled Connected Apps/ });
    await heading.waitFor();
    await vi.waitFor(async () => expect((await heading.boundingBox())?.y).toBeLessThan(200));
    expect(await page.title()).toBe('The Salesforce side · Guides · WorkSights');
    expect(complaints).toEqual([]);
  });

  it('say so where nothing is found, and keep the search in the address', async () => {
    const { page } = await open('/guides?search=zeppelin');
    await page.getByText('No guide speaks of “zeppelin”').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('zeppelin');
  });

  it('lead from one to the next, to their parts and to one another', async () => {
    const { page } = await open('/guides/setup');
    await page.getByRole('link', { name: 'Next: Overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page
      .getByRole('navigation', { name: 'On this page' })
      .getByRole('link', { name: 'Coverage' })
      .click();
    expect(new URL(page.url()).hash).toBe('#coverage');
    await page.getByRole('link', { name: 'Slots in Salesforce' }).click();
    await page.getByRole('heading', { name: 'The Salesforce side', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Previous: Overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });

  it('are linked from where the question comes up', async () => {
    const { page } = await open('/settings/services');
    await page.getByRole('link', { name: 'What is needed' }).click();
    await page.getByRole('heading', { name: 'Setup', level: 1 }).waitFor();
    await page.goto(`${product.url}/settings/services/salesforce?error=app_not_installed`);
    await page.getByRole('alert').getByRole('link', { name: 'More in the guide' }).click();
    await page.getByRole('heading', { name: 'Setup', level: 1 }).waitFor();
    expect(new URL(page.url()).hash).toBe('#when-connecting-fails');
  });

  it('say so within the frame where there is no such guide', async () => {
    const { page } = await open('/guides/nowhere');
    await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
    await page.getByRole('link', { name: 'Guides' }).waitFor();
  });

  it('cost the timeline nothing: its scripts stay under 250 kB compressed, without a guide among them', async () => {
    const { page } = await open('/sign-in');
    const scripts = new Set<string>();
    page.on('request', (request) => {
      if (request.url().endsWith('.js')) scripts.add(request.url());
    });
    await page.goto(`${product.url}/timeline`);
    await page.getByRole('heading', { name: 'Timeline', level: 1 }).waitFor();
    await page.waitForLoadState('load');
    const bodies = await Promise.all(
      [...scripts].map(async (script) => (await page.context().request.get(script)).body()),
    );
    expect(bodies.length).toBeGreaterThan(2);
    expect(bodies.filter((body) => body.includes('Approve Uninstalled Connected'))).toHaveLength(0);
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    expect(bytes).toBeLessThan(250_000);
  });

  it('and a page that fails leave a way out', async () => {
    const { page } = await open('/guides');
    await page.route('**/api/v1/me', (route) =>
      route.fulfill({
        status: 400,
        contentType: 'application/problem+json',
        body: '{"code":"invalid_request"}',
      }),
    );
    await page.goto(`${product.url}/timeline`);
    await page.getByRole('main').getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    await page.unroute('**/api/v1/me');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Timeline', level: 1 }).waitFor();
  });

  it('and all pages hold still for whoever wants no movement', async () => {
    const { page } = await open('/guides', { reducedMotion: 'reduce' });
    await page.route('**/api/v1/services', () => {});
    await page.goto(`${product.url}/settings/services`);
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    const moving = 'document.getAnimations().filter(({ playState }) => playState === "running").length';
    await vi.waitFor(async () => expect(await page.evaluate(moving)).toBe(0));
  });

  it('are usable by everyone, in both themes, and fit a phone', async () => {
    const { page, complaints } = await open('/guides', { viewport: { width: 390, height: 780 } });
    const guides = [
      'setup',
      'people',
      'overview',
      'salesforce',
      'opportunities',
      'operators',
      'developers',
      'nowhere',
    ];
    for (const path of ['/guides', '/guides?search=blocked', ...guides.map((slug) => `/guides/${slug}`)]) {
      await visit(page, path);
      expect([path, await findBarriers(page)]).toEqual([path, []]);
      const sideways = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect([path, await page.evaluate(sideways)]).toEqual([path, false]);
    }
    expect(complaints).toEqual([]);
  }, 120_000);
});
