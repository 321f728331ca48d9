import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { openBrowser } from '../helpers/browser.ts';
import { findBarriers, listenForComplaints } from '../helpers/complaints.ts';
import { freePort } from '../helpers/freePort.ts';
import { type OidcProviderServer, startOidcProvider } from '../helpers/oidcProvider.ts';
import { ownerToken, type Product, prepareProduct } from '../helpers/product.ts';

const verified = (email: string) => ({ claims: { sub: email, email, email_verified: true } });

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('signing in', () => {
  let emulator: Emulator;
  let product: Product;
  let provider: OidcProviderServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const [port, providerPort] = [await freePort(), await freePort()];
    emulator = await startEmulator();
    provider = await startOidcProvider({
      port: providerPort,
      redirectUri: `http://localhost:${port}/auth/acme/callback`,
    });
    product = await prepareProduct({
      emulator,
      env: {
        WORKSIGHTS_OIDC_ACME_ISSUER: provider.issuer,
        WORKSIGHTS_OIDC_ACME_CLIENT_ID: provider.clientId,
        WORKSIGHTS_OIDC_ACME_CLIENT_SECRET: provider.clientSecret,
        WORKSIGHTS_OIDC_ACME_DOMAINS: 'acme.example',
        WORKSIGHTS_OIDC_GONE_ISSUER: 'http://127.0.0.1:9',
        WORKSIGHTS_OIDC_GONE_CLIENT_ID: 'x',
        WORKSIGHTS_OIDC_GONE_CLIENT_SECRET: 'a-client-secret-of-the-tests',
      },
      port,
    });
    [browser] = await Promise.all([openBrowser(), product.start()]);
    page = await newPage();
    complaints = listenForComplaints(page);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await product?.close();
    await provider?.close();
    await emulator?.close();
  });

  async function newPage(): Promise<Page> {
    const opened = await (await browser.newContext({ viewport: { width: 1280, height: 820 } })).newPage();
    opened.setDefaultTimeout(20_000);
    return opened;
  }
  const choose = (label: string) => page.getByRole('link', { name: `Continue with ${label}` }).click();
  const told = (title: string) => page.getByRole('heading', { name: title }).waitFor();

  it('offers a button for each provider, a token, and no cast outside of a demo', async () => {
    await page.goto(`${product.url}/settings/account`);
    await page.getByRole('link', { name: 'Continue with Acme' }).waitFor();
    await page.getByRole('link', { name: 'Continue with Gone' }).waitFor();
    expect(await page.getByText('This is a demo').count()).toBe(0);
    await page.getByRole('button', { name: 'Use an access token instead' }).click();
    await page.getByLabel('Access token').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it.each([
    [
      'an address of a foreign domain',
      verified('olga@evil.example'),
      'Addresses of your e-mail domain are not let in',
    ],
    ['somebody who was not added', verified('someone@acme.example'), 'You have no login access here'],
    ['who says no', { ...verified('olga@acme.example'), denies: true }, 'The provider did not let you in'],
  ])('refuses %s in plain words', async (_name, visitor, title) => {
    await page.context().clearCookies();
    provider.visitor = visitor;
    await page.goto(`${product.url}/sign-in`);
    await choose('Acme');
    await told(title);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('says that a provider is away, and offers the others', async () => {
    await page.goto(`${product.url}/sign-in`);
    await choose('Gone');
    await told('The provider cannot be reached');
    await page.getByRole('link', { name: 'Continue with Acme' }).waitFor();
  });

  it('lets in who has login access, on the page that was asked for', async () => {
    await page.context().clearCookies();
    provider.visitor = verified('olga@acme.example');
    await page.goto(`${product.url}/settings/account`);
    const back = page.waitForRequest(/\/auth\/acme\/callback/);
    await choose('Acme');
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor();
    const replayed = (await back).url();
    // A link that somebody else came by must let nobody in.
    const other = await newPage();
    await other.goto(replayed);
    await other.getByRole('heading', { name: 'This sign-in can no longer be finished' }).waitFor();
    await other.close();
  });

  it('lists where I am signed in, and ends the others', async () => {
    const other = await newPage();
    await other.goto(`${product.url}/timeline`);
    await other.getByRole('button', { name: 'Use an access token instead' }).click();
    await other.getByLabel('Access token').fill(ownerToken);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.reload();
    await page.getByText('this one').waitFor();
    await page.getByRole('button', { name: 'Sign all other browsers out' }).click();
    await page.getByText('1 browser is signed out.').waitFor();
    await other.goto(`${product.url}/timeline`);
    await other.getByRole('heading', { name: 'Sign in to WorkSights' }).waitFor();
    await other.close();
  });

  it('makes a token that is shown once, works, and is revoked', async () => {
    await page.getByRole('button', { name: 'Make a token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Reports');
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    const token = (await dialog.locator('code').textContent())!;
    const me = () => fetch(`${product.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await me()).status).toBe(200);
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke Reports' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await me()).status).toBe(401);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
