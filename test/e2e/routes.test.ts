import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers, listenForComplaints, settle, visit } from '../helpers/complaints.ts';
import { openPages, type Pages } from '../helpers/pages.ts';
import { readRoutePaths } from '../helpers/routePaths.ts';

// A browser and two programs share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 240_000 });

describe('every page', () => {
  let pages: Pages;
  let page: Page;
  beforeAll(async () => {
    pages = await openPages();
    page = await pages.open('/timeline');
  }, 120_000);
  afterAll(() => pages?.close());

  /** Addresses of all pages. */
  async function readAddresses(): Promise<string[]> {
    const me = await pages.product.call<{ user: { id: string } }>('GET', '/me');
    const values: Readonly<Record<string, string>> = {
      ...{ service: 'salesforce', id: pages.connectionId, guide: 'setup' },
      ...{ userId: me.user.id, type: 'Contact' },
    };
    return readRoutePaths().map((path) =>
      path.replaceAll(/\$(\w+)/g, (_, name: string) => {
        if (values[name] === undefined) throw new Error(`say here what stands for $${name} in ${path}`);
        return values[name];
      }),
    );
  }

  it('has a title of its own, is usable by everyone in both themes, and complains of nothing', async () => {
    const addresses = await readAddresses();
    expect(addresses.length).toBeGreaterThan(10);
    const complaints = listenForComplaints(page);
    const titles: [string, string][] = [];
    const barriers: string[] = [];
    for (const address of [...addresses, '/nothing/here']) {
      await page.goto(pages.product.url + address);
      await settle(page);
      titles.push([address, await page.title()]);
      barriers.push(...(await findBarriers(page)).map((barrier) => `${address} ${barrier}`));
    }
    expect(titles.filter(([, title]) => !/^\S.* · WorkSights$/.test(title))).toEqual([]);
    expect(barriers).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    const wide: string[] = [];
    for (const address of await readAddresses()) {
      await visit(page, address);
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wide.push(address);
    }
    expect(wide).toEqual([]);
  });
});
