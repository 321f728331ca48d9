// The gate: every check, each named, each run even when one before it failed. `--no-test` leaves the suite out.
import { join } from 'node:path';
import { captureProgram, root, runProgram } from './process.mjs';

const checks = [
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  {
    name: 'types of the pages',
    tool: 'typescript/bin/tsc',
    args: ['-p', 'src/web/tsconfig.json', '--noEmit'],
  },
  { name: 'lint and format', tool: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings'] },
  { name: 'nothing unused', tool: 'knip/bin/knip.js', args: [] },
  { name: 'structure', tool: 'vitest/vitest.mjs', args: ['run', 'test/structure.test.ts'] },
];

const startedAt = performance.now();
let failed = 0;
for (const { name, tool, args } of checks) {
  const from = performance.now();
  const { code, output } = await captureProgram(process.execPath, [join('node_modules', tool), ...args]);
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
