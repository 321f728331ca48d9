// The benchmarks: `npm run bench`, or parts of it: `npm run bench -- --only throughput --events 20000`.
import { parseArgs } from 'node:util';
import { type LatencyResult, measureLatency } from './latency.ts';
import { type MemorySample, measureMemory } from './memory.ts';
import { measureThroughput, type Throughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: ['throughput', 'memory', 'latency'] },
    events: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    'memory-events': { type: 'string', default: '1000000' },
    changes: { type: 'string', default: '200' },
  },
});

if (values.only.includes('throughput')) {
  console.log(tellThroughput(await measureThroughput(Number(values.events), Number(values.rounds))));
}
if (values.only.includes('latency')) console.log(tellLatency(await measureLatency(Number(values.changes))));
if (values.only.includes('memory'))
  console.log(tellMemory(await measureMemory(Number(values['memory-events']))));

function tellThroughput({ events, rounds, perSecond }: Throughput): string {
  const line = (side: keyof typeof perSecond, name: string) => {
    const ratio = (perSecond[side] / perSecond.peer).toFixed(2);
    return `${name.padEnd(44)}${Math.round(perSecond[side]).toString().padStart(9)}${ratio.padStart(8)}`;
  };
  return [
    `${`Events per second, over TLS: ${events} events, median of ${rounds} rounds`.padEnd(53)}   ratio`,
    line('postgres', 'WorkSights, committed rows on PostgreSQL'),
    line('pglite', 'WorkSights, committed rows on PGlite'),
    line('peer', 'salesforce-pubsub-api-client, decoded only'),
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

function tellMemory(samples: readonly MemorySample[]): string {
  const mb = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`.padStart(9);
  return [
    `${'Memory while streaming into PostgreSQL'.padEnd(44)}      RSS     heap`,
    ...samples.map(
      ({ events, rss, heapUsed }) => `${`after ${events} events`.padEnd(44)}${mb(rss)}${mb(heapUsed)}`,
    ),
    '',
  ].join('\n');
}
