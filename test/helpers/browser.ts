import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const finder = fileURLToPath(new URL('../../scripts/browser.mjs', import.meta.url));

// As root Chromium starts only without its sandbox (it opens our own pages alone); without the other flags it calls
// its maker's hosts at every start.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium for one test file, the one that `scripts/browser.mjs` finds here; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath =
    process.env.CHROMIUM_PATH ?? execFileSync(process.execPath, [finder]).toString().trim();
  return chromium.launch({ executablePath, headless: true, args: flags });
}
