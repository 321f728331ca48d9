import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from '../test/helpers/browser.ts';

const loads = 10;
const pagesOfALoad = 10;

/** What a reader of the timeline's page waits for, ms: to its first entry, to 50 more, and between two frames. */
export interface PageTimes {
  readonly loads: readonly number[];
  readonly nextPages: readonly number[];
  readonly frames: readonly number[];
}

/** Opens the timeline at `url` with nothing cached and scrolls through some hundreds of its entries; several times. */
export async function measurePage(url: string, token: string): Promise<PageTimes> {
  const browser = await openBrowser();
  try {
    const signedIn = await signIn(browser, url, token);
    const times = { loads: [] as number[], nextPages: [] as number[], frames: [] as number[] };
    // The first one warms the server and the browser's own files.
    for (let nth = 0; nth <= loads; nth += 1) {
      const found = await readOn(browser, url, signedIn);
      if (nth === 0) continue;
      times.loads.push(found.load);
      times.nextPages.push(...found.nextPages);
      times.frames.push(...found.frames);
    }
    return times;
  } finally {
    await browser.close();
  }
}

type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signIn(browser: Browser, url: string, token: string): Promise<SignedIn> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/timeline`);
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-entry]').first().waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

interface Reading {
  readonly load: number;
  readonly nextPages: number[];
  readonly frames: number[];
}

async function readOn(browser: Browser, url: string, storageState: SignedIn): Promise<Reading> {
  const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 820 } });
  const page = await context.newPage();
  await page.addInitScript(noteFirstEntry);
  await page.goto(`${url}/timeline`);
  const load = (await page.evaluate('window.firstEntry')) as number;
  const scrolled = (await page.evaluate(`(${scroll})(${pagesOfALoad})`)) as Omit<Reading, 'load'>;
  await context.close();
  return { load, ...scrolled };
}

// What follows runs in the page, as text: Node's types know no document.

/** Resolves with the time from the navigation to the frame in which the first entry stands. */
const noteFirstEntry = `window.firstEntry = new Promise((done) => {
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  const observer = new MutationObserver(() => {
    if (document.querySelector('[data-entry]') === null) return;
    observer.disconnect();
    painted();
  });
  observer.observe(document, { childList: true, subtree: true });
});`;

/** Scrolls to the end so many times; each time until more entries stand there, frame by frame. */
const scroll = `async (pages) => {
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
  const count = () => document.querySelectorAll('[data-entry]').length;
  const frames = [];
  const nextPages = [];
  let last = await nextFrame();
  const watch = async () => {
    const now = await nextFrame();
    frames.push(now - last);
    last = now;
  };
  for (let nth = 0; nth < pages; nth += 1) {
    const before = count();
    const start = performance.now();
    const deadline = start + 60_000;
    while (count() === before) {
      if (performance.now() > deadline) throw new Error('no more entries came');
      window.scrollBy(0, 240);
      await watch();
    }
    nextPages.push(performance.now() - start);
  }
  return { nextPages, frames };
}`;
