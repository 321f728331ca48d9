// Writes README's table of settings from src/config.ts: node --import tsx scripts/generate-settings.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsTable } from '../src/config.ts';
import { root } from './process.mjs';

const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');
const block = /(<!-- settings -->\n).*(<!-- \/settings -->)/s;
writeFileSync(
  path,
  readme.replace(block, (_, start, end) => `${start}\n${settingsTable()}\n\n${end}`),
);
