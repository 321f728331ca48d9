import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { withSpan } from '../lib/trace.ts';

const exporter = new InMemorySpanExporter();
let world: World;
beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  world = await openWorld();
  await world.connect();
}, 60_000);
afterAll(async () => {
  await world?.close();
  trace.disable();
  context.disable();
});

it('a change can be followed from its event to its row, and no value of it stands in the trace', async () => {
  const { org, orgs } = world.emulator;
  const deal = org.records('Opportunity').find((record) => !record.IsDeleted)!.Id;
  const userId = orgs[0]!.people.get('jon')!;
  org.transact({ userId, origin: '' }, (tx) =>
    tx.update('Opportunity', deal, { Name: 'Secret deal', Amount: 70_777 }),
  );
  const batch = await until('the batch is traced', () => {
    const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'ingest batch');
    return (
      spans.find(({ events }) => events.some(({ attributes }) => attributes?.objectType === 'Opportunity')) ??
      null
    );
  });
  expect(batch.attributes).toMatchObject({ source: 'cdc', changes: 1, stored: 1, rejected: 0 });
  const { key } = batch.events[0]!.attributes as { key: string };
  const rows = await world.db.query('SELECT 1 FROM changes WHERE object_id = $1 AND key = $2', [deal, key]);
  expect(rows).toHaveLength(1);
  const parts = exporter
    .getFinishedSpans()
    .filter((span) => span.parentSpanContext?.spanId === batch.spanContext().spanId);
  expect(parts.map(({ name }) => name)).toContain('store batch');
  const all = JSON.stringify(
    exporter.getFinishedSpans().map(({ attributes, events }) => ({ attributes, events })),
  );
  expect(all).not.toMatch(/Secret deal|70777/);
});

it('a failure is told by its kind, never by its text', async () => {
  class Broken extends Error {
    override readonly name = 'Broken';
  }
  const work = withSpan('fails', {}, async () => {
    throw new Broken('of jon@acme.example');
  });
  await expect(work).rejects.toThrow('of jon');
  const span = exporter.getFinishedSpans().find(({ name }) => name === 'fails')!;
  expect(span.status).toMatchObject({ code: 2, message: 'Broken' });
  expect(JSON.stringify(span.events)).not.toContain('jon@');
});
