import { readCertain } from '../../ingest/freshness.ts';
import { replayRejects } from '../../ingest/replay.ts';
import { listCoverage } from '../../store/coverage.ts';
import { listFeatureStates } from '../../store/features.ts';
import { listHoles } from '../../store/holes.ts';
import { listRejects } from '../../store/rejects.ts';
import { noteAsked } from '../asked.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, Coverage, ListQuery, RejectList, ReplayAnswer } from '../contract.ts';
import { keyOnly, parseCursor, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';

const base = '/api/v1/connections';
const guarded = { tag: 'connections', allow: 'connections' } as const;

const coverage = defineRoute({
  ...guarded,
  method: 'GET',
  url: `${base}/:id/coverage`,
  summary: 'The time that each feature is covered for, and the holes in it',
  params: ConnectionParams,
  response: Coverage,
  handler: async (api, { actor, params }) => {
    const connection = await requireConnection(api, actor, params.id);
    const { accountId, id } = connection;
    const { db, clock, services } = api.context;
    const items = await listCoverage(db, accountId, id);
    const holes = await listHoles(db, accountId, id);
    const service = services.get(connection.service);
    const ref = { accountId, connectionId: id };
    const certain = service === undefined ? new Map() : await readCertain(db, ref, service);
    const states = await listFeatureStates(db, accountId, id);
    return {
      items: items.map((row) => ({ ...row, from: iso(row.from), to: iso(row.to) })),
      holes: holes.map(({ feature, from, to, cause, detectedAt, closedAt, evidence }) => ({
        ...{ feature, cause, from: iso(from), to: iso(to ?? clock.now()), ongoing: to === null },
        detectedAt: iso(detectedAt),
        repair: closedAt === null ? null : { closedAt: iso(closedAt), evidence: { ...evidence } },
      })),
      certain: states
        .filter((state) => state.enabled)
        .map(({ feature }) => ({ feature, to: isoOrNull(certain.get(feature) ?? null) })),
    };
  },
});

const rejects = defineRoute({
  ...guarded,
  method: 'GET',
  url: `${base}/:id/rejects`,
  summary: 'Events and rows that could not be understood',
  params: ConnectionParams,
  query: ListQuery,
  response: RejectList,
  handler: async (api, { actor, params, query }) => {
    const { accountId, id } = await requireConnection(api, actor, params.id);
    const position = parseCursor(query.cursor, keyOnly);
    const rows = await listRejects(api.context.db, accountId, id, position?.[0] ?? null, query.limit + 1);
    return toPage(
      rows,
      query.limit,
      (row) => [row.key],
      (row) => ({ ...row, receivedAt: iso(row.receivedAt) }),
    );
  },
});

const replay = defineRoute({
  ...guarded,
  method: 'POST',
  url: `${base}/:id/rejects/replay`,
  summary: 'Read the rejects again; those that are understood now join the timeline and vanish here',
  params: ConnectionParams,
  response: ReplayAnswer,
  perMinute: 6,
  handler: async (api, { actor, params }) => {
    const connection = await requireConnection(api, actor, params.id);
    const counts = await replayRejects(api.context, connection);
    await noteAsked(api, actor, connection, 'rejects.replayed', null);
    return counts;
  },
});

/** What the stream is sure of, what it is not, and what could not be understood. */
export const coverageRoutes = [coverage, rejects, replay];
