import { Gauge, type Registry } from 'prom-client';
import type { Context } from '../ingest/context.ts';
import { type ConnectionRow, listWatched } from '../store/connections.ts';

/** What is told of each connection at work; null is told of none. */
const gauges: readonly {
  readonly name: string;
  readonly help: string;
  readonly of: (connection: ConnectionRow, now: number) => number | null;
}[] = [
  {
    name: 'worksights_stream_live',
    help: '1 where the stream stands',
    of: ({ streamState }) => (streamState === 'live' ? 1 : 0),
  },
  {
    name: 'worksights_stream_lag_seconds',
    help: 'Age of the moment up to which the stream is read',
    of: ({ coveredTo }, now) => (coveredTo === null ? null : Math.max(0, (now - coveredTo) / 1000)),
  },
  {
    name: 'worksights_connection_attention',
    help: '1 where a person must act',
    of: ({ status }) => (status === 'attention' ? 1 : 0),
  },
  {
    name: 'worksights_org_api_calls_used',
    help: 'API calls of the org within 24 hours, by everybody',
    of: ({ apiUsed }) => apiUsed,
  },
  { name: 'worksights_org_api_calls_limit', help: 'Its limit', of: ({ apiLimit }) => apiLimit },
  {
    name: 'worksights_org_delivered_events_used',
    help: 'Events delivered to all subscribers of the org within 24 hours',
    of: ({ delivery }) => delivery?.used ?? null,
  },
  {
    name: 'worksights_org_delivered_events_limit',
    help: 'Its limit',
    of: ({ delivery }) => delivery?.limit ?? null,
  },
];

/** Adds what the database tells of connections: every process then tells the same. */
export function measureConnections(context: Context, registry: Registry): void {
  for (const { name, help, of } of gauges) {
    new Gauge({
      ...{ name, help, labelNames: ['connection'], registers: [registry] },
      async collect() {
        this.reset();
        for (const connection of await listWatched(context.db)) {
          const value = of(connection, context.clock.now());
          if (value !== null) this.set({ connection: connection.id }, value);
        }
      },
    });
  }
}
