import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { onStderr, root, runProgram, stopWith } from './process.mjs';

const parts = [
  {
    name: 'programs',
    inputs: [
      'src',
      'emulator',
      'bench',
      'test/helpers',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
      'scripts/build.mjs',
    ],
    ignores: (path) => path.startsWith('src/web/') || path.endsWith('.test.ts'),
    outputs: ['dist/src', 'dist/emulator', 'dist/bench', 'dist/test'],
    steps: [() => runTool('typescript/bin/tsc', ['-p', 'tsconfig.build.json']), copyAssets],
  },
  {
    name: 'pages',
    // The pages read the contract only; the contract may name what stands below the API.
    inputs: [
      'src/web',
      'docs/guides',
      'src/api',
      'src/activity',
      'src/lib',
      'src/errors.ts',
      'tsconfig.json',
      'package-lock.json',
      'scripts/build.mjs',
    ],
    ignores: (path) => path.endsWith('.test.ts') || path.endsWith('.test.tsx'),
    outputs: ['dist/web'],
    steps: [
      () =>
        runTool('vite/bin/vite.js', ['build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn']),
      compressAssets,
    ],
  },
];

/** Builds dist/ (the programs, benchmarks among them, and the pages); a part whose inputs are unchanged is left as it is. */
export async function ensureBuild() {
  for (const part of parts) {
    const stamp = join(root, 'dist', `.${part.name}`);
    const hash = hashInputs(part);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue;
    console.error(`Building the ${part.name} ...`);
    for (const path of [stamp, ...part.outputs.map((output) => join(root, output))]) {
      rmSync(path, { recursive: true, force: true });
    }
    for (const step of part.steps) await step();
    // Last, so that a build that failed half way is done again.
    writeFileSync(stamp, hash);
  }
}

async function runTool(path, args) {
  const code = await runProgram(process.execPath, [join(root, 'node_modules', path), ...args], {
    ...onStderr,
    // A test runner that begins the build says `test`, of which React would give its half for developers.
    env: { NODE_ENV: 'production' },
  });
  if (code !== 0) stopWith('The build failed; the lines above say why.', code);
}

// The compiler copies no migrations and no pages of the emulator: everything beside the sources goes along.
function copyAssets() {
  for (const path of [...listFiles('src'), ...listFiles('emulator')]) {
    if (path.startsWith('src/web/') || /\.(ts|tsx|md)$/.test(path)) continue;
    mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
    copyFileSync(join(root, path), join(root, 'dist', path));
  }
}

// Once here instead of at every request: the server sends what the browser takes of it.
function compressAssets() {
  for (const path of listFiles('dist/web/assets').filter((each) => /\.(js|css)$/.test(each))) {
    const bytes = readFileSync(join(root, path));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(root, `${path}.br`), brotliCompressSync(bytes, { params }));
    writeFileSync(join(root, `${path}.gz`), gzipSync(bytes));
  }
}

function hashInputs({ inputs, ignores }) {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap(listFiles)) {
    if (!ignores(path))
      hash
        .update(`${path}\0`)
        .update(readFileSync(join(root, path)))
        .update('\0');
  }
  return hash.digest('hex');
}

/** Every file at or under `path`, relative to the root, with forward slashes, sorted. */
function listFiles(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
}
