import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { type Demo, startDemo } from '../helpers/demo.ts';

// A browser, two programs and a build share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

describe('the main path in a real browser', () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
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

  it('connects the org through its consent page and sees provisioning finish', async () => {
    await page.goto(`${demo.url}/settings/services`);
    await page.getByRole('button', { name: /^Connect/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByPlaceholder('Choose the edition').click();
    await page.getByRole('option', { name: /Enterprise/ }).click();
    await dialog.getByRole('button', { name: 'Continue to Salesforce' }).click();
    await page.locator('#username').selectOption('olga@acme.example');
    await page.getByRole('button', { name: 'Log In' }).click();
    for (const line of [
      'Access the identity URL service',
      'Manage user data via APIs',
      'Perform requests at any time',
    ]) {
      await page.getByText(line).waitFor();
    }
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/settings\/services\/salesforce\/[0-9a-f-]{36}/);
    await page.getByText('5 of 5').first().waitFor();
    await page.getByText('Live', { exact: true }).first().waitFor();
    for (const feature of ['Tasks', 'Events', 'Opportunities', 'Cases', 'Contacts']) {
      await page.locator('tr', { hasText: feature }).getByText('Real-time').waitFor();
    }
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

  it('wrote nothing to the console that somebody would have to explain', () => {
    expect(complaints).toEqual([]);
  });
});
