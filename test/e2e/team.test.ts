import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers, listenForComplaints, settle } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { type MailServer, openMailServer } from '../helpers/receivers.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 60_000 });

const file = [
  'email,name,role,manager,position',
  'ana@acme.example,Ana Silva,Member,mara@acme.example,Engineer',
  'jon@acme.example,Jon Park,,,Account Executive',
  'theo@acme.example,Theo Tech,,,',
  'nobody,No Address,Member,,',
].join('\n');

describe('the team', () => {
  let pages: Pages;
  let page: Page;
  let mail: MailServer;
  let complaints: string[];
  const item = (name: string) => page.getByRole('treeitem', { name: new RegExp(name) });
  const levelOf = (name: string) => item(name).getAttribute('aria-level');

  beforeAll(async () => {
    mail = await openMailServer();
    pages = await openPages({ WORKSIGHTS_SMTP_URL: mail.url });
    page = await pages.open('/team');
    complaints = listenForComplaints(page);
  }, 120_000);
  afterAll(async () => {
    await pages?.close();
    await mail?.close();
  });

  it('lists people and is usable by everyone', async () => {
    await page.getByRole('row', { name: /^Mara Klein/ }).waitFor();
    await settle(page);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('leads to what is stored about a person', async () => {
    const link = page
      .getByRole('row', { name: /^Mara Klein/ })
      .getByRole('link', { name: 'What is stored about Mara Klein' });
    await link.click();
    await page.getByRole('heading', { name: 'Data of Mara Klein', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('row', { name: /^Mara Klein/ }).waitFor();
  });

  it('shows what a file would do line by line before it does it', async () => {
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'CSV file' }).click();
    await (await chooser).setFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    const dialog = page.getByRole('dialog');
    for (const [who, state] of [
      ['Ana Silva', 'New'],
      ['Jon Park', 'Link'],
      ['Theo Tech', 'Already linked'],
      ['No Address', 'Blocked'],
    ] as const) {
      await dialog.getByRole('row', { name: new RegExp(`${who}.*${state}`) }).waitFor();
    }
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 2 people' }).click();
    await page.getByText('1 person is added, 1 changed.').waitFor();
    await page.getByRole('row', { name: /Ana Silva.*Mara Klein.*Engineer/ }).waitFor();
  });

  it('changes a person', async () => {
    await page.getByRole('button', { name: 'Ana Silva' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Region').fill('Iberia');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Ana Silva.*Iberia/ }).waitFor();
  });

  it('invites by e-mail who is added, all who were not yet, and somebody again', async () => {
    const toOf = () => mail.mails.map(({ to }) => to[0]).sort();
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nina Noon');
    await dialog.getByLabel('E-mail', { exact: true }).fill('nina@acme.example');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Nina Noon is invited at nina@acme.example.').waitFor();
    expect(mail.mails[0]!.raw).toContain('Subject: Olga Owner invites you to WorkSights for Acme');
    await page.getByRole('button', { name: /^Not invited/ }).click();
    await page.getByRole('button', { name: 'Invite 5 people' }).click();
    await page.getByText('5 people are invited.').waitFor();
    await page.getByText('Nobody matches').waitFor();
    expect(toOf()).toEqual(
      ['ana', 'ella', 'jon', 'mara', 'nina', 'theo'].map((who) => `${who}@acme.example`),
    );
    await page.getByRole('button', { name: /^Active/ }).click();
    mail.refuse = 554;
    await page.getByRole('button', { name: 'Nina Noon' }).click();
    await dialog.getByText('What the invitation says').click();
    await dialog.getByText(/^Hello Nina Noon,/).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Invite again' }).click();
    await page.getByText(/the mail server refused the message/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('moves a person to another manager by dragging, and takes it back', async () => {
    await page.getByRole('button', { name: 'Reporting lines' }).click();
    expect(await levelOf('Ana Silva')).toBe('3');
    await item('Ana Silva').dragTo(item('Olga Owner'));
    await page.getByText('Ana Silva reports to Olga Owner.').waitFor();
    await expect.poll(() => levelOf('Ana Silva')).toBe('2');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => levelOf('Ana Silva')).toBe('3');
  });

  it('moves a person by a finger on their grip', async () => {
    const finger = await page.context().newCDPSession(page);
    const centreOf = async (what: Locator) => {
      const { x, y, width, height } = (await what.boundingBox())!;
      return { x: x + width / 2, y: y + height / 2 };
    };
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => finger.send('Input.dispatchTouchEvent', { type, touchPoints });
    const carry = async (who: string, onto: string) => {
      const grip = item(who).locator('[data-grip]');
      // Waits until the rows stand still after the last move.
      await grip.click({ trial: true });
      await touch('touchStart', await centreOf(grip));
      await page.getByText(new RegExp(`^Moving ${who}`)).waitFor();
      await touch('touchMove', await centreOf(item(onto)));
      await page.locator('[data-over]', { hasText: onto }).waitFor();
      await touch('touchEnd');
    };
    await carry('Ana Silva', 'Olga Owner');
    await expect.poll(() => levelOf('Ana Silva')).toBe('2');
    await carry('Ana Silva', 'Mara Klein');
    await expect.poll(() => levelOf('Ana Silva')).toBe('3');
  });

  it('refuses a circle in plain words', async () => {
    await item('Mara Klein').dragTo(item('Jon Park'));
    await page
      .getByRole('alert')
      .getByText('Mara Klein cannot report to Jon Park: Jon Park reports to Mara Klein.')
      .waitFor();
    expect(await levelOf('Mara Klein')).toBe('2');
    await item('Mara Klein').press('Escape');
  });

  it('moves a person by keyboard, and their former manager sees them no more', async () => {
    const mara = await pages.open('/team', { as: 'Mara Klein' });
    await mara.getByRole('row', { name: /Jon Park/ }).waitFor();
    await item('Jon Park').focus();
    await page.keyboard.press(' ');
    await page.getByText(/^Moving Jon Park/).waitFor();
    // Up over whoever stands between, to the Owner.
    for (
      let step = 0;
      (await page.locator('[role=treeitem]:focus', { hasText: 'Olga Owner' }).count()) === 0;
      step += 1
    ) {
      expect(step).toBeLessThan(20);
      await page.keyboard.press('ArrowUp');
      await page.waitForTimeout(50);
    }
    await page.keyboard.press('Enter');
    await page.getByText('Jon Park reports to Olga Owner.').waitFor();
    await expect.poll(() => levelOf('Jon Park')).toBe('2');
    expect(await findBarriers(page)).toEqual([]);
    await mara.reload();
    await mara.getByRole('row', { name: /Ana Silva/ }).waitFor();
    expect(await mara.getByRole('row', { name: /Jon Park/ }).count()).toBe(0);
    // Who may not move people is shown the lines and cannot pick anybody up.
    await mara.getByRole('button', { name: 'Reporting lines' }).click();
    await mara.getByRole('treeitem', { name: /Ana Silva/ }).waitFor();
    expect(await mara.locator('[draggable="true"]').count()).toBe(0);
    await mara.context().close();
  });

  it('shows at once whom the directory deactivates, who is signed out', async () => {
    const jon = await pages.open('/timeline', { as: 'Jon Park' });
    await jon.getByRole('heading', { name: 'Timeline' }).waitFor();
    const { token } = await pages.product.call<{ token: string }>('POST', '/tokens', {
      ...{ name: 'Directory', scope: 'scim', expiresInDays: null },
    });
    const scim = async (method: string, path: string, body?: unknown) =>
      (await (
        await fetch(`${pages.product.url}/scim/v2${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      ).json()) as { Resources: { id: string }[] };
    const filter = encodeURIComponent('userName eq "jon@acme.example"');
    const { id } = (await scim('GET', `/Users?filter=${filter}`)).Resources[0]!;
    await scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    await jon.goto(`${pages.product.url}/timeline`);
    await jon.getByRole('heading', { name: 'Sign in to WorkSights' }).waitFor();
    await jon.context().close();
    await page.goto(`${pages.product.url}/team?state=deactivated`);
    await page.getByRole('row', { name: /Jon Park.*Deactivated/ }).waitFor();
    await page.getByRole('button', { name: /^Active/ }).click();
    await page.getByRole('row', { name: /Ana Silva/ }).waitFor();
    expect(await page.getByRole('row', { name: /Jon Park/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
