import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['test/helpers/databases.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
};

const everything = ['src/**/*.test.ts', 'emulator/**/*.test.ts', 'test/**/*.test.ts'];
const longRun = process.env.WORKSIGHTS_TEST === 'all';

// What the database answers decides over these. The rest of what stands on a database is pages and whole runs, and
// waits for the long run, as what needs no database does.
const ofTheDatabase = ['src/{store,ingest,api,cli}/**/*.test.ts', 'test/crash/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'pglite',
          include: everything,
        },
      },
      {
        test: {
          ...shared,
          name: 'postgres',
          include: longRun ? everything : ofTheDatabase,
        },
      },
    ],
  },
});
