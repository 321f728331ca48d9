import type { Lane } from '../store/jobQueue.ts';
import type { JobKind } from '../store/jobs.ts';
import { backfill } from './backfill.ts';
import { toSource } from './coverage.ts';
import { importHistory } from './imports.ts';
import { repair } from './repair.ts';
import { sweep } from './sweepJob.ts';
import { lookAfter, readUsers } from './upkeep.ts';
import type { Outcome, Work } from './work.ts';

/** What is done for a connection by itself, as data. */
export interface JobDefinition {
  /** How its runs are called. */
  readonly runKind: string;
  readonly lane: Lane;
  /** The higher goes first. */
  readonly priority: number;
  /** True where a run goes on after a crash, from its stored position; else it has failed, and a new one begins. */
  readonly resumes: boolean;
  /** True where what a person must mend stops the whole connection, as it would stop the stream. */
  readonly stops: boolean;
  /** Under which names it keeps positions. */
  readonly sources: readonly string[];
  /** Does a slice of it. */
  readonly work: (work: Work) => Promise<Outcome>;
}

/** Every kind of job. */
export const jobKinds: Readonly<Record<JobKind, JobDefinition>> = {
  field_history: {
    ...{ runKind: 'field_history', lane: 'prompt', priority: 2, resumes: false, stops: true },
    sources: ['field_history'],
    work: (work) => sweep(work, 'field_history'),
  },
  delta: {
    ...{ runKind: 'delta', lane: 'prompt', priority: 2, resumes: false, stops: true },
    sources: ['delta'],
    work: (work) => sweep(work, 'delta'),
  },
  repair: {
    ...{ runKind: 'resync', lane: 'prompt', priority: 1, resumes: false, stops: true },
    sources: [toSource('repair', 'delta'), toSource('repair', 'field_history')],
    work: repair,
  },
  users: {
    ...{ runKind: 'users', lane: 'prompt', priority: 1, resumes: false, stops: false },
    sources: [],
    work: readUsers,
  },
  upkeep: {
    ...{ runKind: 'upkeep', lane: 'prompt', priority: 0, resumes: false, stops: false },
    sources: [],
    work: lookAfter,
  },
  backfill: {
    ...{ runKind: 'backfill', lane: 'long', priority: 1, resumes: true, stops: true },
    sources: [toSource('backfill', 'delta'), toSource('backfill', 'field_history')],
    work: backfill,
  },
  import: {
    ...{ runKind: 'import', lane: 'long', priority: 0, resumes: true, stops: true },
    sources: [toSource('import', 'field_history')],
    work: importHistory,
  },
};
