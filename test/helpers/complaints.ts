import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** Everything that a page complains of on its console from now on, errors and warnings. */
export function listenForComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()} ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`));
  return complaints;
}

/** Goes to an address as a link on the page would, which takes half of what loading it whole takes, and waits until it is shown. */
export async function visit(page: Page, path: string): Promise<void> {
  // The router's own handle on the page, which its development tools use, too.
  await page.evaluate(`self.__TSR_ROUTER__.navigate({ href: ${JSON.stringify(path)} })`);
  await page.waitForFunction(
    '(({ status, location, resolvedLocation }) => status === "idle" && location.href === resolvedLocation?.href)(self.__TSR_ROUTER__.state)',
  );
  await settle(page);
}

/** Waits until a page has its heading and nothing on it is being loaded. */
export async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await until(
    'all is loaded',
    async () => (await page.getByRole('status', { name: 'Loading' }).count()) === 0,
  );
}

// What can differ between two themes of one page.
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong with what a page shows, or the part of it that `within` selects, in both themes; empty where
 * it is usable by everyone.
 */
export async function findBarriers(page: Page, within = 'html'): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The theme follows by script: looked at before, its colours are of both.
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
    await page.waitForTimeout(150);
    // The newer way opens a page to put the findings of frames together: ours has none.
    const axe = new AxeBuilder({ page })
      .include(within)
      .setLegacyMode()
      .options({ resultTypes: ['violations'], preload: false });
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(rulesOfColour)).analyze();
    found.push(...violations.map(({ id, nodes }) => `${colorScheme} ${id} ${nodes[0]?.html}`));
  }
  return found;
}
