import { Counter, Gauge, type Registry } from 'prom-client';
import type { Context } from '../ingest/context.ts';
import { readCertain } from '../ingest/freshness.ts';
import { type ConnectionRow, listWatched } from '../store/connections.ts';
import { listFeatureStates } from '../store/features.ts';
import { countOpenHoles, holeCauses } from '../store/holes.ts';
import { listNewestRuns, listRunTotals } from '../store/runs.ts';

type Total = 'runs' | 'rows' | 'activities' | 'apiCalls';

/** Adds what the database tells of sweeps and of the coverage ledger: every process then tells the same. */
export function measureLedger(context: Context, registry: Registry): void {
  addTotal(
    context,
    registry,
    'worksights_runs_total',
    'Runs of sweeps and other jobs, by how they ended',
    'runs',
  );
  addTotal(context, registry, 'worksights_run_rows_total', 'Rows that they read', 'rows');
  addTotal(context, registry, 'worksights_run_activities_total', 'Activities that they wrote', 'activities');
  addTotal(context, registry, 'worksights_run_api_calls_total', 'API calls that they sent', 'apiCalls');
  new Gauge({
    name: 'worksights_open_holes',
    help: 'Open holes in the coverage, by cause',
    labelNames: ['cause'],
    registers: [registry],
    async collect() {
      for (const cause of holeCauses) this.set({ cause }, 0);
      for (const { cause, count } of await countOpenHoles(context.db)) this.set({ cause }, count);
    },
  });
  new Gauge({
    name: 'worksights_freshness_seconds',
    help: 'Age of the newest certain moment, by connection and feature',
    labelNames: ['connection', 'feature'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const connection of await listWatched(context.db)) await setFreshness(this, context, connection);
    },
  });
  new Gauge({
    name: 'worksights_backfill_percent',
    help: 'How much of the backfill is done, by connection',
    labelNames: ['connection'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { accountId, id } of await listWatched(context.db)) {
        const [run] = await listNewestRuns(context.db, accountId, id, ['backfill']);
        this.set({ connection: id }, run?.state === 'done' ? 100 : (run?.progress ?? 0));
      }
    },
  });
}

function addTotal(context: Context, registry: Registry, name: string, help: string, total: Total): void {
  new Counter({
    ...{ name, help, labelNames: ['kind', 'state'], registers: [registry] },
    async collect() {
      this.reset();
      for (const row of await listRunTotals(context.db)) {
        this.inc({ kind: row.kind, state: row.state }, row[total]);
      }
    },
  });
}

async function setFreshness(gauge: Gauge, context: Context, connection: ConnectionRow): Promise<void> {
  const { db, clock, services } = context;
  const { accountId, id } = connection;
  const service = services.get(connection.service);
  if (service === undefined) return;
  const certain = await readCertain(db, { accountId, connectionId: id }, service);
  for (const { feature, enabled } of await listFeatureStates(db, accountId, id)) {
    const reached = certain.get(feature) ?? null;
    if (!enabled || reached === null) continue;
    gauge.set({ connection: id, feature }, Math.max(0, (clock.now() - reached) / 1000));
  }
}
