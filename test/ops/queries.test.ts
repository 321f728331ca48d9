import { readFile } from 'node:fs/promises';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { openWholeProduct, type WholeProduct } from '../helpers/wholeProduct.ts';

interface Query {
  readonly where: string;
  readonly expr: string;
}

async function readQueries(): Promise<Query[]> {
  const read = (name: string) => readFile(new URL(`../../ops/${name}`, import.meta.url), 'utf8');
  const board = JSON.parse(await read('grafana-dashboard.json')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const rules = [...(await read('prometheus-alerts.yml')).matchAll(/- alert: (\w+)\n +expr: (.+)\n/g)];
  return [
    ...board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
    ...rules.map(([, where = '', expr = '']) => ({ where, expr })),
  ];
}

/** Names of a query: its metrics, the labels that it matches or groups by, and whether it is no PromQL. */
function readNames(expr: string): { metrics: string[]; labels: string[]; isBroken: boolean } {
  const found = { metrics: [] as string[], labels: [] as string[], isBroken: false };
  parser.parse(expr).iterate({
    enter: ({ name, type, from, to }) => {
      const text = expr.slice(from, to);
      if (type.isError) found.isBroken = true;
      if (name === 'Identifier') found.metrics.push(text);
      if (name === 'LabelName') found.labels.push(text);
    },
  });
  return found;
}

describe('the queries of the dashboard and of the alert rules', () => {
  let product: WholeProduct;
  let series: Map<string, Set<string>>;
  let queries: Query[];
  beforeAll(async () => {
    queries = await readQueries();
    product = await openWholeProduct();
    await product.connect();
    change(product);
    series = await until('the change is measured', async () => {
      const read = readSeries(await (await fetch(`${product.url}/metrics`)).text());
      return read.has('worksights_stream_lag_seconds') && read.has('worksights_freshness_seconds') && read;
    });
  }, 60_000);
  afterAll(() => product?.close());

  it('are many, and PromQL', () => {
    expect(queries.length).toBeGreaterThan(25);
    expect(queries.filter(({ expr }) => readNames(expr).isBroken)).toEqual([]);
    expect(readNames('sum by (').isBroken).toBe(true);
  });

  it('name metrics and labels that a product at work tells', () => {
    const missing = queries.flatMap(({ where, expr }) => {
      const { metrics, labels } = readNames(expr);
      const known = metrics.map((metric) => series.get(metric));
      return [
        ...metrics.filter((_, index) => known[index] === undefined).map((metric) => `${where}: ${metric}`),
        ...labels
          .filter((label) => !known.some((of) => of?.has(label)))
          .map((label) => `${where}: ${label} of ${metrics}`),
      ];
    });
    expect(missing).toEqual([]);
  });

  it('leave out none of our metrics', () => {
    const asked = new Set(queries.flatMap(({ expr }) => readNames(expr).metrics));
    const ours = [...series.keys()].filter((name) => /^worksights_/.test(name));
    const silent = ours.filter((name) => {
      const family = name.replace(/_(bucket|sum|count)$/, '');
      return ![name, ...['_bucket', '_sum', '_count'].map((ending) => family + ending)].some((each) =>
        asked.has(each),
      );
    });
    expect(silent).toEqual([]);
  });
});

/** Until something is read nobody knows how fresh it is. */
function change({ world }: WholeProduct): void {
  const { org, orgs } = world.emulator;
  const deal = org.records('Opportunity').find((record) => !record.IsDeleted)!.Id;
  const userId = orgs[0]!.people.get('jon')!;
  org.transact({ userId, origin: '' }, (tx) => tx.update('Opportunity', deal, { Amount: 70_001 }));
}

/** Names of series with the labels that they have, of Prometheus text. */
function readSeries(text: string): Map<string, Set<string>> {
  const series = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z_]\w*)(?:\{(.*)\})? /i.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}
