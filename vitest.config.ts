import { defineConfig } from 'vitest/config';

const shared = {
  globalSetup: ['test/helpers/databases.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'pglite',
          include: ['src/**/*.test.ts', 'emulator/**/*.test.ts', 'test/**/*.test.ts'],
        },
      },
      // What depends on the database runs on PostgreSQL too.
      {
        test: {
          ...shared,
          name: 'postgres',
          include: ['src/store/**/*.test.ts', 'src/ingest/**/*.test.ts', 'test/crash/**/*.test.ts'],
        },
      },
    ],
  },
});
