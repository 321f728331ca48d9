// The benchmarks: `npm run bench`, or parts of it: `npm run bench -- --only throughput --events 20000`.
import { parseArgs } from 'node:util';
import { type LatencyResult, measureLatency } from './latency.ts';
import { type MemorySample, measureMemory } from './memory.ts';
import { tellSides } from './rounds.ts';
import { type IdleCalls, measureIdle, measureImport, measureSweeps } from './sweeps.ts';
import { measureThroughput } from './throughput.ts';
import { measureTimeline, type TimelineLatency } from './timeline.ts';

const { values } = parseArgs({
  options: {
    only: {
      type: 'string',
      multiple: true,
      default: ['throughput', 'memory', 'latency', 'sweeps', 'idle', 'import', 'timeline'],
    },
    events: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    'memory-events': { type: 'string', default: '1000000' },
    changes: { type: 'string', default: '200' },
    rows: { type: 'string', default: '40000' },
    'import-rows': { type: 'string', default: '2000000' },
    activities: { type: 'string', default: '5000000' },
  },
});

const rounds = Number(values.rounds);
if (values.only.includes('throughput')) {
  const { events } = values;
  const perSecond = await measureThroughput(Number(events), rounds);
  const heading = `Events per second, over TLS: ${events} events, median of ${rounds} rounds`;
  console.log(tellSides(heading, perSecond, 'salesforce-pubsub-api-client, decoded only'));
}
if (values.only.includes('latency')) console.log(tellLatency(await measureLatency(Number(values.changes))));
if (values.only.includes('memory'))
  console.log(tellMemory(await measureMemory(Number(values['memory-events']))));
if (values.only.includes('sweeps')) {
  const perSecond = await measureSweeps(Number(values.rows), rounds);
  const heading = `History rows per second: ${values.rows} rows, median of ${rounds} rounds`;
  console.log(tellSides(heading, perSecond, 'jsforce, read and thrown away'));
}
if (values.only.includes('idle')) console.log(tellIdle(await measureIdle()));
if (values.only.includes('import'))
  console.log(tellMemory(await measureImport(Number(values['import-rows'])), 'importing 18 months', 'rows'));
if (values.only.includes('timeline')) {
  const small = await measureTimeline(10_000);
  console.log(
    tellTimeline(small, await measureTimeline(Number(values.activities)), Number(values.activities)),
  );
}

function tellTimeline(
  small: readonly TimelineLatency[],
  large: readonly TimelineLatency[],
  count: number,
): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(11);
  const ratio = (value: number) => value.toFixed(1).padStart(8);
  return [
    `${`The timeline at ${count} activities on PostgreSQL, and as a ratio to 10000`.padEnd(44)}`,
    `${''.padEnd(44)}        p50        p99   ratio of each`,
    ...large.map(({ name, p50, p99 }, index) => {
      const base = small[index]!;
      return `${name.padEnd(44)}${ms(p50)}${ms(p99)}${ratio(p50 / base.p50)}${ratio(p99 / base.p99)}`;
    }),
    '',
  ].join('\n');
}

function tellIdle({ fieldHistory, delta, queriedPair, upkeep, users, perDay }: IdleCalls): string {
  return [
    'API calls of a connection at rest',
    `${'Field History sweep, every 10 minutes'.padEnd(44)}${String(fieldHistory).padStart(9)}`,
    `${'Delta sweep, every 10 minutes'.padEnd(44)}${String(delta).padStart(9)}`,
    `${'both, where getUpdated is refused'.padEnd(44)}${String(queriedPair).padStart(9)}`,
    `${'slots and limits, every hour'.padEnd(44)}${String(upkeep).padStart(9)}`,
    `${'people, every day'.padEnd(44)}${String(users).padStart(9)}`,
    `${'a day'.padEnd(44)}${String(perDay).padStart(9)}`,
    '',
  ].join('\n');
}

function tellLatency(results: readonly LatencyResult[]): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(9);
  return [
    `${`From the change in the org to the client, ${results[0]?.changes} changes`.padEnd(53)}p50      p99`,
    ...results.map(({ name, p50, p99 }) => `${name.padEnd(44)}${ms(p50)}${ms(p99)}`),
    '',
  ].join('\n');
}

function tellMemory(samples: readonly MemorySample[], doing = 'streaming', what = 'events'): string {
  const mb = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`.padStart(9);
  return [
    `${`Memory while ${doing} into PostgreSQL`.padEnd(44)}      RSS     heap`,
    ...samples.map(
      ({ events, rss, heapUsed }) => `${`after ${events} ${what}`.padEnd(44)}${mb(rss)}${mb(heapUsed)}`,
    ),
    '',
  ].join('\n');
}
