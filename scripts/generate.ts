// Writes what is generated from the sources: README's table of settings, the tables of the guides,
// src/store/schema.sql, and the web client's types.
// `--check` writes nothing and fails where a file is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsTable } from '../src/config.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openPglite } from '../src/store/pglite.ts';
import { describeClient } from './client.ts';
import { withTables } from './guideTables.ts';
import { describeSchema } from './schema.ts';

/** A generated file: its path from the root, and its text made anew; `present` is what stands there ('' for none). */
interface Generated {
  readonly path: string;
  readonly make: (present: string) => Promise<string>;
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const files: readonly Generated[] = [
  { path: 'README.md', make: async (readme) => withSettings(readme) },
  ...readdirSync('docs/guides').map((name) => ({
    path: `docs/guides/${name}`,
    make: async (guide: string) => withTables(guide),
  })),
  { path: 'src/store/schema.sql', make: () => withEmptyDatabase(describeSchema) },
  { path: 'src/web/client/schema.ts', make: () => withEmptyDatabase(describeClient) },
];

function withSettings(readme: string): string {
  const block = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/;
  if (!block.test(readme)) throw new Error('README.md has lost its <!-- settings --> markers');
  return readme.replace(block, (_, start, end) => `${start}\n${settingsTable()}\n\n${end}`);
}

async function withEmptyDatabase(describe: (db: Database) => Promise<string>): Promise<string> {
  const db = await openPglite(null);
  try {
    await migrate(db);
    return await describe(db);
  } finally {
    await db.close();
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const checking = process.argv.includes('--check');
for (const { path, make } of files) {
  const present = read(path);
  const wanted = await make(present);
  if (present === wanted) continue;
  if (checking) {
    console.error(`${path} is not what the sources give: run \`npm run generate\` and commit it.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, wanted);
    console.log(`wrote ${path}`);
  }
}
