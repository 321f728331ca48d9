import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['test/helpers/built.mjs', 'test/helpers/databases.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
  // Files share their process and what it has loaded, which is a third of the time: none may leave anything behind.
  isolate: false,
  // A build server is busy with others, too: what fails there by its slowness alone passes when it is tried again.
  retry: process.env.CI === 'true' ? 2 : 0,
};

const everything = ['src/**/*.test.ts', 'emulator/**/*.test.ts', 'test/**/*.test.ts'];
const longRun = process.env.WORKSIGHTS_TEST === 'all';

// What the database decides over. The rest waits for the long run on PostgreSQL, as what needs no database does.
const ofTheDatabase = [
  'src/store/**/*.test.ts',
  'src/ingest/{alerts,bulk,connection,credential,jobs,lease,private,rollups,windows}.test.ts',
  'test/crash/**/*.test.ts',
];

export default defineConfig({
  test: {
    // A small machine has one core more than the default would use.
    maxWorkers: 2,
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
