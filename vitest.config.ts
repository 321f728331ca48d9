import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

// The longest come first, and those of PostgreSQL, which mostly wait, beside others: at the end there is only little to wait for.
const longest = [
  '/test/crash/',
  '/test/completeness/',
  '/test/faults/words',
  '/test/e2e/',
  '/test/faults/',
  '/src/main.',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((part) => moduleId.includes(part));
      return index < 0 ? longest.length : index;
    };
    const project = (file: TestSpecification) => (file.project.name === 'postgres' ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => project(a) - project(b) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Files wait for clocks and for other programs half of their time: four keep two cores busy.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
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
