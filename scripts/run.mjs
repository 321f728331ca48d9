// The one door of every npm script: makes sure of what the command needs, then becomes the command.
// Plain Node without dependencies, because it runs before they are installed.
import { ensureBrowser } from './browser.mjs';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { runProgram, stopWith } from './process.mjs';

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const commands = {
  start: { build: true, args: ['dist/src/main.js', 'start'] },
  worksights: { build: true, args: ['dist/src/main.js'] },
  demo: { build: true, args: ['scripts/demo.mjs'] },
  test: { browser: true, args: vitest },
  'test:all': { browser: true, args: vitest, env: { WORKSIGHTS_TEST: 'all' } },
  bench: { build: true, browser: true, args: ['dist/bench/main.js'] },
  screenshots: { build: true, browser: true, args: ['--import', 'tsx', 'scripts/screenshots.ts'] },
  check: { args: ['scripts/check.mjs'] },
  generate: { args: ['--import', 'tsx', 'scripts/generate.ts'] },
};

const [name, ...rest] = process.argv.slice(2);
const command =
  commands[name] ?? stopWith(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')}`, 64);

await ensureDependencies();
if (command.build) await ensureBuild();
const env = { ...command.env };
// Found once here, so that parallel test files do not each look for it.
if (command.browser) env.CHROMIUM_PATH = await ensureBrowser();
process.exitCode = await runProgram(process.execPath, [...command.args, ...rest], { env });
