import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

// Olga is an operator of the installation, Theo an administrator who asks; each has a browser of their own.
describe('from the first question to the receipt, on the pages', () => {
  let pages: Pages;
  let theo: Page;
  let olga: Page;
  beforeAll(async () => {
    pages = await openPages({ WORKSIGHTS_OPERATORS: 'olga@acme.example' });
    theo = await pages.open(pages.connectionPath, { as: 'Theo Tech' });
    olga = await pages.open('/timeline');
  }, 180_000);
  afterAll(() => pages?.close());

  it('carries a question to the operators and their answer back, without a reload', async () => {
    await theo.getByRole('button', { name: 'Chat', exact: true }).click();
    await theo.getByRole('textbox', { name: 'Write to the operators' }).fill('Why are my deals late?');
    await theo.keyboard.press('Enter');
    await olga.getByRole('button', { name: /^Chat, \d+ new/ }).click();
    await olga.getByRole('button', { name: /Why are my deals late/ }).click();
    await olga.getByRole('textbox', { name: 'Answer' }).fill('They are back.');
    await olga.keyboard.press('Enter');
    await theo.getByRole('listitem').filter({ hasText: 'They are back.' }).getByText('operator').waitFor();
    await olga.keyboard.press('Escape');
    await theo.keyboard.press('Escape');
  });

  it('renames the connection and gives it to somebody else', async () => {
    await theo.getByRole('button', { name: 'More actions' }).click();
    await theo.getByRole('menuitem', { name: 'Name and owner' }).click();
    const dialog = theo.getByRole('dialog', { name: 'Name and owner' });
    await dialog.getByLabel('Name', { exact: true }).fill('Acme EMEA');
    await dialog.getByRole('textbox', { name: 'Owner' }).or(dialog.getByRole('combobox')).first().click();
    await theo.getByRole('option', { name: /Theo Tech/ }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await theo.getByRole('heading', { level: 1, name: 'Acme EMEA' }).waitFor();
  });

  it('asks for removal in the chat, where it can be read and answered', async () => {
    await theo.getByRole('button', { name: 'More actions' }).click();
    await theo.getByRole('menuitem', { name: 'Remove the connection' }).click();
    const dialog = theo.getByRole('dialog', { name: 'Remove Acme EMEA' });
    await dialog.getByRole('radio', { name: 'Erase the activities' }).check();
    await dialog.getByRole('button', { name: 'Ask for removal' }).click();
    await theo.getByText(/Please remove the connection/).waitFor();
    await theo.keyboard.press('Escape');
    await theo.getByRole('heading', { name: 'Removal asked for' }).waitFor();
    await olga.getByRole('button', { name: /^Chat/ }).click();
    await olga.getByRole('button', { name: /Remove Acme EMEA/ }).click();
    await olga.getByRole('button', { name: 'Approve the removal' }).click();
    await olga.getByText('all entries of the connection are erased').waitFor();
    await olga.getByRole('button', { name: 'Remove and erase' }).click();
  });

  it('ends with a receipt: the slots are free, the access revoked, the channel gone', async () => {
    await theo.getByRole('heading', { name: 'Receipt' }).waitFor({ timeout: 40_000 });
    await theo.getByText(/Slots free again: .*Task/).waitFor();
    await theo.getByText('Our access is revoked').waitFor();
    expect(pages.emulator.org.channels.channels()).toEqual([]);
    await olga
      .getByText(/is removed\./)
      .first()
      .waitFor();
  });

  it('lists what was removed on Services, with the way to its receipt', async () => {
    await theo.goto(`${pages.product.url}/settings/services`);
    await theo.getByText('1 removed connection').click();
    await theo.getByRole('link', { name: 'Acme EMEA' }).click();
    await theo.getByRole('heading', { name: 'Receipt' }).waitFor();
  });

  it('has written all of it down, for whoever may handle connections', async () => {
    await theo.goto(`${pages.product.url}/settings/audit?kind=removal`);
    await theo.getByRole('row', { name: /Olga Owner approved its removal/ }).waitFor();
    await theo.getByRole('row', { name: /Theo Tech asked for its removal/ }).waitFor();
    const href = await theo.getByRole('link', { name: 'Export CSV' }).getAttribute('href');
    expect(href).toMatch(/^\/api\/v1\/audit\?action=removal\.asked&.*format=csv$/);
    const jon = await pages.open('/settings/audit', { as: 'Jon Park' });
    await jon.getByText('This is not for your role').waitFor();
  });

  it('is usable by everyone, in both themes', async () => {
    const page = await pages.open('/settings/audit');
    await page.getByRole('row').nth(1).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: /^Chat/ }).click();
    await page.getByRole('button', { name: /Remove Acme EMEA/ }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: /Remove Acme EMEA/ }).click();
    await page.getByText(/Please remove the connection/).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${pages.product.url}${pages.connectionPath}`);
    await page.getByRole('heading', { name: 'Receipt' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });
});
