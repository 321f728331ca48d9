import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { openBrowser } from '../helpers/browser.ts';
import { findBarriers, listenForComplaints, settle } from '../helpers/complaints.ts';
import { type Product, prepareProduct } from '../helpers/product.ts';
import { until } from '../helpers/until.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('the first run', () => {
  let emulator: Emulator;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let link: string;
  let complaints: string[];

  beforeAll(async () => {
    emulator = await startEmulator();
    product = await prepareProduct({ emulator, isEmpty: true });
    [browser] = await Promise.all([openBrowser(), product.start()]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 820 } })).newPage();
    page.setDefaultTimeout(20_000);
    complaints = listenForComplaints(page);
    await until('the link is printed', async () => /first-run#\S+/.test(product.said()));
    link = /http\S+\/first-run#\S+/.exec(product.said())![0];
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await product?.close();
    await emulator?.close();
  });

  it('is what the sign-in speaks of while there is no account', async () => {
    await page.goto(`${product.url}/`);
    await page.getByRole('heading', { name: 'There is no account here yet' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('says so where the key of the link is missing', async () => {
    await page.goto(`${product.url}/first-run`);
    await page.getByRole('heading', { name: 'This address lacks its key' }).waitFor();
  });

  it('creates the account and its Owner from the link, who is signed in', async () => {
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByLabel('Your name').fill('Olga Owner');
    await page.getByLabel('Your work e-mail').fill('olga@acme.example');
    await page.getByLabel('Name', { exact: true }).fill('Acme');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('heading', { name: 'Set up WorkSights' }).waitFor();
    await page.getByText('1 of 4 steps are done.').waitFor();
    expect(page.url()).toBe(`${product.url}/setup`);
  });

  it('says exactly what to set for a provider, and looks again', async () => {
    await page.getByRole('button', { name: 'Microsoft Entra' }).click();
    await page.getByText('WORKSIGHTS_OIDC_ENTRA_DOMAINS=acme.example').waitFor();
    await page.getByText(`${product.url}/auth/entra/callback`).waitFor();
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('This server knows no provider yet.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('adds a person and can be resumed afterwards', async () => {
    await page.getByRole('link', { name: 'Open the team' }).click();
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Mara Klein');
    await dialog.getByLabel('E-mail').fill('mara@acme.example');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Mara Klein' }).waitFor();
    await page.goto(`${product.url}/settings/account`);
    await page.getByRole('link', { name: 'Steps of the setup' }).click();
    await page.getByText('2 of 4 steps are done.').waitFor();
  });

  it('ends with a connected org', async () => {
    await page.getByRole('link', { name: 'Open the services' }).click();
    await page.getByRole('button', { name: /^Connect/ }).click();
    await page.getByRole('dialog').getByPlaceholder('Choose the edition').click();
    await page.getByRole('option', { name: /Enterprise/ }).click();
    await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
    await page.locator('#username').selectOption('olga@acme.example');
    await page.getByRole('button', { name: 'Log In' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/settings\/services\/salesforce\/[0-9a-f-]{36}/);
    await page.getByText('Live', { exact: true }).first().waitFor();
    await page.goto(`${product.url}/setup`);
    await page.getByText('3 of 4 steps are done.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('serves once', async () => {
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link serves no more' }).waitFor();
    await settle(page);
    expect(await findBarriers(page)).toEqual([]);
  });
});
