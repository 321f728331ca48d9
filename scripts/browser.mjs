import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, stopWith } from './process.mjs';

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of a Chromium that starts on this machine, for the browser tests. Tried in this order: CHROMIUM_PATH,
 * an installed one, the one that comes with the dependencies, Debian's package where we may install it.
 */
export async function ensureBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return starts(chosen) ? chosen : stopWith(`CHROMIUM_PATH=${chosen} does not start.`);
  return findInstalled() ?? (await unpackBundled()) ?? installWithApt() ?? stopWith(whatToInstall);
}

const whatToInstall = `The browser tests need Chromium, and none was found that starts.
  Debian, Ubuntu:  sudo apt-get install chromium
  macOS, Windows:  install Google Chrome
  elsewhere:       set CHROMIUM_PATH to the program`;

// A wrapper without its package, or a program without its libraries, exists and still does not start.
function starts(path) {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function findInstalled() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = namesOnPath.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...fixedPlaces].find(starts);
}

async function unpackBundled() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const cache = join(root, 'node_modules', '.cache', 'chromium');
  const program = join(cache, 'chromium');
  if (!existsSync(program)) {
    const { default: chromium } = await import('@sparticuz/chromium');
    // The package unpacks into the temporary folder and trusts whatever lies there: give it an empty one for
    // that moment, and move the result into place only when it is whole.
    const { TMPDIR } = process.env;
    const fresh = `${cache}-${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    process.env.TMPDIR = fresh;
    await chromium.executablePath();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(cache, { recursive: true, force: true });
    renameSync(fresh, cache);
  }
  return starts(program) ? program : undefined;
}

function installWithApt() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get'))
    return undefined;
  console.error('Installing Chromium (apt-get install chromium) ...');
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  return findInstalled();
}

// As a program it prints the path, for the test helper.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await ensureBrowser());
}
