import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { type Demo, startDemo } from '../helpers/demo.ts';

// A browser, two programs and a build share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

// The numbered steps of the setup guide. What is done below is done for one of them, so that the guide never tells of
// what is not there.
const guide = readFileSync('docs/guides/setup.md', 'utf8');
const steps = [...guide.matchAll(/^\d+\. .+(?:\n {3}.+)*/gm)].map(([step]) => step);
const followed = new Set<string>();

async function follow(words: string, act: () => Promise<unknown>): Promise<void> {
  const [step] = steps.filter((one) => one.includes(words));
  if (step === undefined) throw new Error(`the setup guide has no step that says "${words}"`);
  await act();
  followed.add(step);
}

describe('the main path in a real browser', () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('signs in as the Owner with one click', async () => {
    await page.goto(demo.url);
    await page.getByRole('button', { name: /Olga Owner/ }).click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  });

  it('connects the org as the setup guide says, step by step, and sees provisioning finish', async () => {
    const dialog = page.getByRole('dialog');
    await follow('Open **Settings**, then **Services**', async () => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Services' }).first().click();
      await page.getByRole('button', { name: /^Connect/ }).click();
    });
    await follow('Choose **Production** or **Sandbox**', async () => {
      await dialog.getByText('Use Sandbox for testing only').waitFor();
      await dialog.getByRole('radio', { name: /Production/ }).click();
    });
    await follow('Choose the **edition** of the org', async () => {
      await dialog.getByPlaceholder('Choose the edition').click();
      await page.getByRole('option', { name: 'I am not sure' }).click();
    });
    const ownAddress = demo.orgUrl.replace('127.0.0.1', 'localhost');
    await follow('Fill in **My Domain**', () => dialog.getByLabel(/^My Domain/).fill(ownAddress));
    await follow('**Copy note for the admin**', async () => {
      await dialog.getByText('Before you go there').waitFor();
      await dialog.getByRole('button', { name: 'Copy note for the admin' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Customize Application');
      await dialog.getByRole('button', { name: 'Continue to Salesforce' }).click();
      await page.locator('#username').selectOption('olga@acme.example');
      expect(new URL(page.url()).origin).toBe(ownAddress);
      await page.getByRole('button', { name: 'Log In' }).click();
    });
    await follow('Salesforce asks for three things', async () => {
      for (const line of [
        'Access the identity URL service',
        'Manage user data via APIs',
        'Perform requests at any time',
      ]) {
        await page.getByText(line).waitFor();
      }
      await page.getByRole('button', { name: 'Allow' }).click();
    });
    await follow('back on the connection', async () => {
      await page.waitForURL(/\/settings\/services\/salesforce\/[0-9a-f-]{36}/);
      await page.getByText('5 of 5').first().waitFor();
      await page.getByText('Live', { exact: true }).first().waitFor();
    });
    await follow('Look at **Features** in the Overview', async () => {
      for (const feature of ['Tasks', 'Events', 'Opportunities', 'Cases', 'Contacts']) {
        await page.locator('tr', { hasText: feature }).getByText('Real-time').waitFor();
      }
    });
  });

  it('shows a change made in the org on the open timeline within five seconds, without reload', async () => {
    await page.getByRole('link', { name: 'Timeline' }).first().click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    const name = `Arriving ${Date.now()}`;
    const response = await fetch(`${demo.orgUrl}/control/api/change`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'mara', action: 'create', object: 'Contact', values: { LastName: name } }),
    });
    expect(response.status, await response.text()).toBeLessThan(300);
    await page.getByText(name).first().waitFor({ timeout: 5_000 });
    await page.getByText('Mara Klein').first().waitFor();
  });

  it('maps whom the e-mail did not match, and reads older history, as the guide goes on', async () => {
    await page.goBack();
    await follow('Look at **Users**', async () => {
      await page.getByRole('link', { name: /^Users/ }).click();
      await page.getByRole('button', { name: 'Remy Duval is nobody here; change' }).click();
      await page.getByRole('option', { name: /Jon Park/ }).click();
      await page.getByText(/Remy Duval is mapped to Jon Park/).waitFor();
    });
    await follow('**Import older history**', async () => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Import older history' }).click();
      await page.getByRole('slider').press('Home');
      await page.getByRole('button', { name: 'Import 1 month' }).click();
      await page.getByText('Importing 1 month of field history').waitFor();
    });
  });

  it('left no numbered step of the setup guide out', () => {
    expect(steps.length).toBeGreaterThan(9);
    expect(steps.filter((step) => !followed.has(step))).toEqual([]);
  });

  it('wrote nothing to the console that somebody would have to explain', () => {
    expect(complaints).toEqual([]);
  });
});
