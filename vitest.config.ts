import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['test/helpers/databases.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
};

const everything = ['src/**/*.test.ts', 'emulator/**/*.test.ts', 'test/**/*.test.ts'];

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
      // What depends on the database runs on PostgreSQL too; in the long run everything does.
      {
        test: {
          ...shared,
          name: 'postgres',
          include:
            process.env.WORKSIGHTS_TEST === 'all'
              ? everything
              : ['src/store/**/*.test.ts', 'src/ingest/**/*.test.ts', 'test/crash/**/*.test.ts'],
        },
      },
    ],
  },
});
