import type { ActiveFault } from '../faultStore.ts';
import type { FaultName } from '../faults.ts';
import { notFound, SalesforceError } from '../org/errors.ts';
import { parseId } from '../org/ids.ts';
import { type ApiAnswer, type ApiCall, type ApiRoute, objectBody, route } from './api.ts';
import {
  addJob,
  deleteJob,
  findJob,
  type JobState,
  jobsOfToday,
  listJobs,
  type QueryJob,
  stateOf,
} from './jobStore.ts';
import { columnDelimiters, csvStream, lineEndings } from './jobsCsv.ts';
import { selectForJob } from './jobsQuery.ts';
import { sourceOf } from './query.ts';

/** Query jobs came with this version. */
const FIRST_VERSION = 47;
const LIST_PAGE = 1000;
const ABORTABLE: readonly JobState[] = ['UploadComplete', 'InProgress'];

/** Query jobs of the Bulk API 2.0: no part of a Composite. */
export const jobRoutes: readonly ApiRoute[] = [
  since47('POST', /^\/jobs\/query\/?$/, (call) => createJob(call)),
  since47('GET', /^\/jobs\/query\/?$/, (call) => listPage(call)),
  since47('GET', /^\/jobs\/query\/(\w+)$/, (call, [id = '']) => showJob(call, id)),
  since47('PATCH', /^\/jobs\/query\/(\w+)$/, (call, [id = '']) => abortJob(call, id)),
  since47('DELETE', /^\/jobs\/query\/(\w+)$/, (call, [id = '']) => removeJob(call, id)),
  since47('GET', /^\/jobs\/query\/(\w+)\/results$/, (call, [id = '']) => results(call, id)),
];

function since47(method: string, pattern: RegExp, answer: ApiRoute['answer']): ApiRoute {
  return route(method, pattern, (call, captures) => {
    if (Number(call.version) < FIRST_VERSION) throw notFound();
    return answer(call, captures);
  });
}

function invalidJob(message: string): SalesforceError {
  return new SalesforceError(400, 'INVALIDJOB', `InvalidJob : ${message}`);
}

function createJob(call: ApiCall): ApiAnswer {
  const { org, userId, version } = call;
  const { operation, query, contentType, columnDelimiter, lineEnding, ...unknown } = objectBody(call);
  const [stranger] = Object.keys(unknown);
  if (stranger) throw new SalesforceError(400, 'JSON_PARSER_ERROR', `Unrecognized field "${stranger}"`);
  oneOf('contentType', contentType, ['CSV']);
  const form = oneOf('operation', operation, ['query', 'queryAll'], '') as QueryJob['operation'];
  if (typeof query !== 'string' || query === '') throw invalidJob('The query is missing');
  const source = sourceOf(call);
  const selected = selectForJob(query, source, form === 'queryAll');
  const { columns, rows, found, isPkChunkingSupported, def } = selected;
  const limit = takeFault(call, 'bulk.LIMIT_EXCEEDED', def.name);
  if (limit || jobsOfToday(org) >= org.settings.bulkJobLimit) throw limitExceeded(org.settings.bulkJobLimit);
  const slow = takeFault(call, 'bulk.slow', def.name);
  const job: QueryJob = {
    id: org.nextId('750'),
    operation: form,
    object: def.name,
    ownerId: userId,
    createdAt: org.now(),
    version,
    columnDelimiter: oneOf('columnDelimiter', columnDelimiter, columnDelimiters, 'COMMA'),
    lineEnding: oneOf('lineEnding', lineEnding, lineEndings, 'LF'),
    isPkChunkingSupported,
    columns,
    rows,
    found,
    source,
    pollsLeft: org.settings.bulkPolls + Number(slow?.parameters.polls ?? 0),
    polled: false,
    ended: undefined,
  };
  addJob(org, job);
  return { status: 200, body: shortForm(call, job) };
}

function limitExceeded(limit: number): SalesforceError {
  return new SalesforceError(
    400,
    'LIMIT_EXCEEDED',
    `Max bulk v2 query jobs (${limit}) per 24 hrs has been reached`,
  );
}

function oneOf(name: string, value: unknown, known: readonly string[], usual = known[0]!): string {
  if (value === undefined && usual !== '') return usual;
  if (typeof value === 'string' && known.includes(value)) return value;
  throw invalidJob(`${name} is not one of ${known.join(', ')}`);
}

/** The job where the caller may see it: its creator, and whoever sees all data. */
function seenJob(call: ApiCall, id: string): QueryJob {
  const fullId = parseId(id);
  if (!fullId?.startsWith('750')) throw invalidJob(`Unable to find job with id: ${id}`);
  const job = findJob(call.org, fullId);
  if (job && takeFault(call, 'bulk.gone', job.object)) deleteJob(call.org, job.id);
  else if (job && maySee(call, job)) return job;
  else if (job) throw new SalesforceError(403, 'INVALIDUSER', 'The job was created by another user');
  throw notFound();
}

function maySee({ org, userId }: ApiCall, job: QueryJob): boolean {
  const has = (permission: string): boolean => org.permissions.has(userId, permission);
  return job.ownerId === userId || has('ViewAllData') || has('ModifyAllData');
}

function takeFault(call: ApiCall, name: FaultName, object: string): ActiveFault | undefined {
  return call.faults.take(['bulk'], call.org.orgId, (each) => {
    const only = each.parameters.object as string | undefined;
    return each.name === name && (only === undefined || only.toLowerCase() === object.toLowerCase());
  });
}

function showJob(call: ApiCall, id: string): ApiAnswer {
  const { org } = call;
  const job = seenJob(call, id);
  if (ABORTABLE.includes(stateOf(org, job))) {
    const failed = takeFault(call, 'bulk.failed', job.object);
    if (failed)
      job.ended = { state: 'Failed', at: org.now(), errorMessage: String(failed.parameters.message) };
    else if (takeFault(call, 'bulk.aborted', job.object)) job.ended = { state: 'Aborted', at: org.now() };
  }
  const body = longForm(call, job);
  job.pollsLeft -= 1;
  return { status: 200, body };
}

/** As creating, aborting and listing answer. */
function shortForm({ org }: ApiCall, job: QueryJob): Record<string, unknown> {
  const at = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.ownerId,
    createdDate: at(job.createdAt),
    systemModstamp: at(job.ended?.at ?? org.now()),
    state: stateOf(org, job),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** As asking for one job answers; a status call shows that it was started. */
function longForm(call: ApiCall, job: QueryJob): Record<string, unknown> {
  job.polled = true;
  const body = shortForm(call, job);
  const isDone = body.state === 'JobComplete';
  return {
    ...body,
    jobType: 'V2Query',
    numberRecordsProcessed: isDone ? job.found.length : 0,
    retries: 0,
    totalProcessingTime: isDone ? Math.max(1, call.org.now() - job.createdAt) : 0,
    isPkChunkingSupported: job.isPkChunkingSupported,
    ...(job.ended?.errorMessage && { errorMessage: job.ended.errorMessage }),
  };
}

function listPage(call: ApiCall): ApiAnswer {
  const { org, query, version } = call;
  const isAsked =
    ['V2Query', null].includes(query.get('jobType')) && query.get('isPkChunkingEnabled') !== 'true';
  const jobs = isAsked ? listJobs(org).filter((job) => maySee(call, job)) : [];
  const from = Number(/^01g\w{15}-(\d+)$/.exec(query.get('queryLocator') ?? '')?.[1] ?? 0);
  const done = from + LIST_PAGE >= jobs.length;
  const next = `/services/data/v${version}/jobs/query?queryLocator=${org.nextId('01g')}-${from + LIST_PAGE}`;
  const records = jobs
    .slice(from, from + LIST_PAGE)
    .map((job) => ({ ...shortForm(call, job), jobType: 'V2Query' }));
  return { status: 200, body: { done, records, nextRecordsUrl: done ? null : next } };
}

function abortJob(call: ApiCall, id: string): ApiAnswer {
  const job = seenJob(call, id);
  const { state, ...others } = objectBody(call);
  if (state !== 'Aborted' || Object.keys(others).length > 0)
    throw new SalesforceError(400, 'INVALIDJOBSTATE', 'A query job can only be set to the state Aborted');
  const now = stateOf(call.org, job);
  if (!ABORTABLE.includes(now)) {
    const word = now === 'JobComplete' ? 'Completed' : now;
    throw new SalesforceError(400, 'INVALIDJOBSTATE', `Aborting already ${word} Job not allowed`);
  }
  job.ended = { state: 'Aborted', at: call.org.now() };
  return { status: 200, body: shortForm(call, job) };
}

function removeJob(call: ApiCall, id: string): ApiAnswer {
  const job = seenJob(call, id);
  if (ABORTABLE.includes(stateOf(call.org, job)))
    throw new SalesforceError(
      400,
      'API_ERROR',
      'Error encountered when deleting the job because the job is not terminated',
    );
  deleteJob(call.org, job.id);
  return { status: 204 };
}

function results(call: ApiCall, id: string): ApiAnswer {
  const { org, query, headers, version } = call;
  const job = seenJob(call, id);
  if (version !== job.version)
    throw new SalesforceError(409, 'API_ERROR', `The job was created with API version ${job.version}`);
  if (stateOf(org, job) !== 'JobComplete')
    throw new SalesforceError(400, 'INVALIDJOBSTATE', 'The job has no results: it is not complete');
  const from = readLocator(call, job);
  const asked = query.get('maxRecords');
  if (asked !== null && !/^[1-9]\d*$/.test(asked)) throw invalidJob('maxRecords is not a positive number');
  const to = Math.min(job.found.length, from + Number(asked ?? org.settings.bulkPageRows));
  const broken = takeFault(call, 'bulk.broken_off', job.object);
  const breakAfter = broken && Number(broken.parameters.rows);
  const gzip = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  return {
    status: 200,
    stream: csvStream(job, { from, to, breakAfter }, gzip),
    headers: {
      'content-type': 'text/csv; charset=UTF-8',
      ...(gzip && { 'content-encoding': 'gzip' }),
      'sforce-locator': to < job.found.length ? toLocator(to) : 'null',
      'sforce-numberofrecords': String(to - from),
    },
  };
}

const toLocator = (at: number): string => Buffer.from(String(at)).toString('base64url');

function readLocator(call: ApiCall, job: QueryJob): number {
  const locator = call.query.get('locator');
  if (locator === null) return 0;
  const at = Number(Buffer.from(locator, 'base64url').toString());
  const isKnown = Number.isInteger(at) && at > 0 && at < job.found.length && toLocator(at) === locator;
  if (isKnown && !takeFault(call, 'bulk.INVALID_LOCATOR', job.object)) return at;
  throw new SalesforceError(400, 'INVALID_LOCATOR', 'The locator is not valid');
}
