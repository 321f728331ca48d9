// Takes a picture of every state of every page, in both themes and two widths, into docs/screenshots. The pages are
// the built ones; the API behind them is a stage that answers as the scene says, so that every state can be shown.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../test/helpers/browser.ts';
import { NOW } from './screenshots/org.ts';
import { toSmallPng } from './screenshots/png.ts';
import { type Scene, scenes } from './screenshots/scenes.ts';
import { openStage, type Stage } from './screenshots/server.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screenshots');
const sizes = {
  desktop: { width: 1280, height: 820 },
  phone: { width: 390, height: 780 },
} as const;
const longest = 3000;
const themes = ['light', 'dark'] as const;

/** Names to take are given as arguments; without one all are taken, and what is there already is thrown away. */
async function takeAll(wanted: readonly string[]): Promise<void> {
  const chosen = scenes.filter(
    ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  if (wanted.length === 0) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const stage = await openStage(join(root, 'dist', 'web'));
  const browser = await openBrowser();
  let bytes = 0;
  for (const scene of chosen) {
    for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
      for (const theme of themes) {
        const png = toSmallPng(await take(browser, stage, scene, size, theme));
        bytes += png.length;
        await writeFile(join(folder, `${scene.name}-${size}-${theme}.png`), png);
      }
    }
  }
  await browser.close();
  await stage.close();
  console.log(`${chosen.length} scenes, ${Math.round(bytes / 1024)} KB in docs/screenshots`);
}

async function take(
  browser: Browser,
  stage: Stage,
  scene: Scene,
  size: keyof typeof sizes,
  theme: (typeof themes)[number],
): Promise<Buffer> {
  stage.set(scene.answers, scene.isSignedOut !== true);
  const context = await browser.newContext({
    ...{ viewport: sizes[size], colorScheme: theme, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    ...{ reducedMotion: 'reduce', hasTouch: size === 'phone', isMobile: size === 'phone' },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.clock.setFixedTime(NOW);
  await page.goto(`${stage.url}${scene.path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (!scene.name.endsWith('loading')) {
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  }
  await scene.prepare?.(page);
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(150);
  if (scene.isScreen !== true) await unroll(page, sizes[size]);
  const png = await page.screenshot({ animations: 'disabled' });
  await context.close();
  return png;
}

// As high as the page is long: a picture in pieces would show what sticks to the screen in its middle.
async function unroll(page: Page, { width, height }: { width: number; height: number }): Promise<void> {
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ width, height: Math.max(height, Math.min(whole, longest)) });
  await page.waitForTimeout(100);
}

await takeAll(process.argv.slice(2));
