import type { Org } from '../org/org.ts';
import type { RowRef, Rows } from '../org/rowStore.ts';
import type { FieldPath } from '../soql/path.ts';
import type { QuerySource } from '../soql/source.ts';

export type JobState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** One query job of the Bulk API 2.0. Its rows stay as they were stored when it was made: nothing is rendered. */
export interface QueryJob {
  readonly id: string;
  readonly operation: 'query' | 'queryAll';
  readonly object: string;
  readonly ownerId: string;
  readonly createdAt: number;
  /** `66.0` */
  readonly version: string;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  readonly isPkChunkingSupported: boolean;
  readonly columns: readonly FieldPath[];
  readonly rows: Rows;
  readonly found: readonly RowRef[];
  readonly source: QuerySource;
  /** Status calls that still find it unfinished. */
  pollsLeft: number;
  polled: boolean;
  /** How it ended, if not well or by itself. */
  ended:
    | { readonly state: 'Failed' | 'Aborted'; readonly at: number; readonly errorMessage?: string }
    | undefined;
}

const DAY = 86_400_000;
/** Jobs and their results are kept for seven days. */
const LIFE_MS = 7 * DAY;

interface Jobs {
  readonly byId: Map<string, QueryJob>;
  /** When each job was made, deleted ones too: they count. */
  readonly made: number[];
}

const stores = new WeakMap<Org, Jobs>();

function jobsOf(org: Org): Jobs {
  const known = stores.get(org) ?? { byId: new Map(), made: [] };
  stores.set(org, known);
  for (const { id, createdAt } of known.byId.values())
    if (org.now() - createdAt >= LIFE_MS) known.byId.delete(id);
  return known;
}

/** The jobs that still exist. */
export function listJobs(org: Org): readonly QueryJob[] {
  return [...jobsOf(org).byId.values()];
}

export function findJob(org: Org, id: string): QueryJob | undefined {
  return jobsOf(org).byId.get(id);
}

export function addJob(org: Org, job: QueryJob): void {
  const { byId, made } = jobsOf(org);
  byId.set(job.id, job);
  made.push(job.createdAt);
}

export function deleteJob(org: Org, id: string): void {
  jobsOf(org).byId.delete(id);
}

/** Jobs made within 24 hours. */
export function jobsOfToday(org: Org): number {
  return jobsOf(org).made.filter((at) => org.now() - at < DAY).length;
}

/** How far the job is. */
export function stateOf(org: Org, job: QueryJob): JobState {
  if (job.ended) return job.ended.state;
  if (job.pollsLeft <= 0 && org.now() - job.createdAt >= org.settings.bulkMs) return 'JobComplete';
  return job.polled ? 'InProgress' : 'UploadComplete';
}
