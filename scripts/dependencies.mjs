import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onStderr, root, runProgram, stopWith } from './process.mjs';

/** Installs exactly what package-lock.json names, unless node_modules holds it already. */
export async function ensureDependencies() {
  if (areInstalled()) return;
  console.error('Installing dependencies (npm ci) ...');
  // npm names its own script when it runs us: that also works where `npm` is a .cmd file.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = npm
    ? await runProgram(process.execPath, [npm, ...args], onStderr)
    : await runProgram('npm', args, onStderr);
  if (code !== 0) stopWith('npm ci failed; the lines above say why.', code);
}

// npm writes node_modules/.package-lock.json last, so an interrupted install is seen as none. Comparing it with
// the wanted tree accepts a plain `npm install` as well, and packages of other platforms may be absent.
function areInstalled() {
  try {
    const wanted = readPackages('package-lock.json');
    const present = readPackages('node_modules/.package-lock.json');
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true;
      return present[path] ? present[path].version === entry.version : entry.optional === true;
    });
  } catch {
    return false;
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
}
