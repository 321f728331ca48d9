// The gate: every check, each named, each run even when one before it failed; then the suite, unless `--no-test`.
import { join } from 'node:path';
import { captureProgram, root, runProgram } from './process.mjs';

const tool = (path, ...args) => [join('node_modules', path), ...args];
const checks = [
  { name: 'types', args: tool('typescript/bin/tsc', '-p', 'tsconfig.json') },
  { name: 'types of the pages', args: tool('typescript/bin/tsc', '-p', 'src/web/tsconfig.json', '--noEmit') },
  { name: 'lint and format', args: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings') },
  { name: 'nothing unused', args: tool('knip/bin/knip.js') },
  { name: 'generated files', args: ['--import', 'tsx', 'scripts/generate.ts', '--check'] },
];

const startedAt = performance.now();
let failed = 0;
for (const { name, args } of checks) {
  const from = performance.now();
  const { code, output } = await captureProgram(process.execPath, args);
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd());
  }
  console.log(`${code === 0 ? 'ok    ' : 'failed'} ${name} (${seconds(from)})`);
}
console.log(`${checks.length - failed} checks passed, ${failed} failed (${seconds(startedAt)})`);
process.exitCode = failed === 0 ? 0 : 1;

if (!process.argv.includes('--no-test')) {
  const code = await runProgram(process.execPath, [join(root, 'scripts', 'run.mjs'), 'test']);
  process.exitCode ||= code;
}

function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
