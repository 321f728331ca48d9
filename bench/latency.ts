import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Page } from 'playwright-core';
import { approve } from '../emulator/approve.ts';
import { openBrowser } from '../test/helpers/browser.ts';
import { freePort } from '../test/helpers/freePort.ts';
import { until } from '../test/helpers/until.ts';
import { type Engine, ownerToken, withBench } from './bench.ts';
import { type Child, nowMs } from './child.ts';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const pauseMs = 25;

/** How long changes took to reach a client; milliseconds. */
export interface LatencyResult {
  readonly name: string;
  readonly changes: number;
  readonly p50: number;
  readonly p99: number;
}

/** Changes one record after the other in a quiet org, and waits for each at a client of the running product. */
export async function measureLatency(changes: number): Promise<LatencyResult[]> {
  const results: LatencyResult[] = [];
  for (const [engine, label] of [
    ['postgres', 'PostgreSQL'],
    ['pglite', 'PGlite'],
  ] as const) {
    results.push(...(await measureOn(engine, label, changes)));
  }
  return results;
}

function measureOn(engine: Engine, label: string, changes: number): Promise<LatencyResult[]> {
  return withBench(async ({ org, productEnv }) => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const product = spawn(process.execPath, [main, 'start'], {
      env: { ...process.env, ...(await productEnv(engine)), PORT: String(port) },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const browser = await openBrowser();
    try {
      await until(
        'the product is ready',
        async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true,
        60_000,
      );
      await connect(url);
      const stream = await listen(url);
      const page = await openTimeline(await browser.newPage(), url);
      const toStream: number[] = [];
      const toPage: number[] = [];
      for (let change = 0; change < changes; change += 1) {
        const title = `Latency ${change} of ${changes}`;
        const changedAt = await changeTitle(org, title);
        const [streamedAt, seenAt] = await Promise.all([stream(title), seen(page, title)]);
        toStream.push(streamedAt - changedAt);
        toPage.push(seenAt - changedAt);
        await new Promise((done) => setTimeout(done, pauseMs));
      }
      return [
        toResult(`${label}, server-sent event`, toStream),
        toResult(`${label}, page in Chromium`, toPage),
      ];
    } finally {
      await browser.close();
      const ended = new Promise((done) => product.once('exit', done));
      product.kill('SIGTERM');
      await ended;
    }
  });
}

const changeTitle = (org: Child, title: string) => org.call<number>('changeTitle', title);

async function call<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function connect(url: string): Promise<void> {
  const wish = { environment: 'production', edition: 'unlimited' };
  const path = '/services/salesforce/connections';
  const begun = await call<{ id: string; authorizationUrl: string }>(url, 'POST', path, wish);
  await fetch(await approve(begun.authorizationUrl, { username: 'olga@acme.example' }), {
    redirect: 'manual',
  });
  await until('the stream is live', async () => {
    const { stream } = await call<{ stream: { state: string } }>(url, 'GET', `/connections/${begun.id}`);
    return stream.state === 'live';
  });
}

/** Opens the live stream; the answer waits for a text in it and says when it came. */
async function listen(url: string): Promise<(text: string) => Promise<number>> {
  const answer = await fetch(`${url}/api/v1/activities/stream`, {
    headers: { authorization: `Bearer ${ownerToken}` },
  });
  const events = answer.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  return async (text) => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the live stream ended');
      if (value.data.includes(text)) return nowMs();
    }
  };
}

async function openTimeline(page: Page, url: string): Promise<Page> {
  await page.goto(`${url}/timeline`);
  await page.getByLabel('Access token').fill(ownerToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  return page;
}

/** When a text is seen on the page; the way of the answer to here is counted in. */
async function seen(page: Page, text: string): Promise<number> {
  await page.getByText(text).first().waitFor();
  return nowMs();
}

function toResult(name: string, times: readonly number[]): LatencyResult {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { name, changes: times.length, p50: at(0.5), p99: at(0.99) };
}
