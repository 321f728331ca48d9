import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layDatabase } from '../test/helpers/database.ts';
import { until } from '../test/helpers/until.ts';

const main = fileURLToPath(new URL('../dist/src/main.js', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

describe('the program', () => {
  let folder: string;
  let port: number;
  const started: Running[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worksights-main-'));
    port = await findPort();
  });
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ code }) => code));
    await rm(folder, { recursive: true });
  });

  function start(args: string[], env: Record<string, string> = {}): Running {
    const { PATH = '', HOME = '' } = process.env;
    const own = { PORT: String(port), WORKSIGHTS_DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' };
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH, HOME, ...own, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const running = { child, output: () => output, code };
    started.push(running);
    return running;
  }

  it('ends with 78 and one line for each wrong setting', async () => {
    const { code, output } = start([], { PORT: 'x', LOG_LEVEL: 'loud' });
    expect(await code).toBe(78);
    expect(output().trim().split('\n')).toEqual([
      'worksights: PORT must be a whole number from 1 to 65535.',
      expect.stringMatching(/^worksights: LOG_LEVEL must be one of/),
    ]);
  });

  it('ends with 78 for a bootstrap file with mistakes, before it opens anything', async () => {
    const path = join(folder, 'bootstrap.json');
    await writeFile(path, '{"account": {"name": "Acme", "domain": "acme.example"}, "users": [{}]}');
    const { code, output } = start(['start'], { WORKSIGHTS_BOOTSTRAP: path });
    expect(await code).toBe(78);
    expect(output()).toContain('users[0].email');
    await expect(stat(join(folder, 'data'))).rejects.toThrow();
  });

  it('prints a link for the first run, which makes its holder the Owner, once', async () => {
    const own = { PORT: String(await findPort()), WORKSIGHTS_DATA_DIR: join(folder, 'first-run') };
    const server = start(['start'], { ...own, LOG_LEVEL: 'info' });
    const link = await until(
      'the link is printed',
      () => /http:\/\/localhost:\d+\/first-run#([\w-]{43})\n/.exec(server.output()),
      60_000,
    );
    const ask = (body: object) =>
      fetch(`http://127.0.0.1:${own.PORT}/api/v1/first-run`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: link[1], ...body }),
      });
    const account = { name: 'Acme', domain: 'acme.example' };
    const owner = { email: 'olga@acme.example', name: 'Olga Owner', timeZone: 'Europe/Berlin' };
    const created = await ask({ account, owner });
    expect(created.status).toBe(204);
    const cookie = created.headers.getSetCookie()[0]!.split(';')[0]!;
    const me = await fetch(`http://127.0.0.1:${own.PORT}/api/v1/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ user: { ...owner, role: 'owner' }, account });
    expect((await ask({ account: { ...account, domain: 'other.example' }, owner })).status).toBe(403);
    // The log is kept longer than the link serves, and by more people.
    const logged = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(logged.join('\n')).not.toContain(link[1]);
    server.child.kill('SIGTERM');
    expect(await server.code).toBe(0);
  }, 90_000);

  it('creates an account, serves it alone on its directory, and drains on SIGTERM', async () => {
    await layDatabase(join(folder, 'data'));
    const names = ['--name', 'Acme', '--domain', 'acme.example', '--owner-name', 'Olga'];
    const created = start(['account', 'create', ...names, '--owner-email', 'olga@acme.example']);
    expect(await created.code).toBe(0);
    const token = /wst_[\w-]{43}/.exec(created.output())![0];

    const server = start(['start']);
    const base = `http://127.0.0.1:${port}`;
    const isReady = () =>
      fetch(`${base}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('it is ready', isReady, 60_000);
    const headers = { authorization: `Bearer ${token}` };
    const me = await fetch(`${base}/api/v1/me`, { headers }).then((answer) => answer.json());
    expect(me).toMatchObject({ user: { email: 'olga@acme.example', role: 'owner' } });
    expect((await stat(join(folder, 'data', 'key'))).mode & 0o777).toBe(0o600);

    const second = start(['token', 'create', '--email', 'olga@acme.example']);
    expect(await second.code).toBe(1);
    expect(second.output()).toMatch(/^worksights: .+ is in use by another WorkSights process.+\n$/);

    const stream = await fetch(`${base}/api/v1/activities/stream`, { headers });
    const rest = stream.text();
    server.child.kill('SIGTERM');
    expect(await server.code).toBe(0);
    expect(await rest).toContain('retry:');
  }, 90_000);

  it('tells health and metrics of a worker that serves nothing else, also beside another on its port', async () => {
    const metricsPort = String(await findPort());
    const own = { WORKSIGHTS_METRICS_PORT: metricsPort, WORKSIGHTS_DATA_DIR: join(folder, 'worker') };
    await Promise.all(['worker', 'other'].map((name) => layDatabase(join(folder, name))));
    const worker = start(['worker'], own);
    const ask = (path: string) => fetch(`http://127.0.0.1:${metricsPort}${path}`).catch(() => null);
    await until('it is ready', async () => (await ask('/readyz'))?.ok === true, 60_000);
    expect(await (await ask('/metrics'))!.text()).toContain('worksights_rejects_total');
    expect((await ask('/api/v1/me'))!.status).toBe(404);
    const other = start(['worker'], { ...own, WORKSIGHTS_DATA_DIR: join(folder, 'other') });
    await until('it says so', () => other.output().includes('set WORKSIGHTS_METRICS_PORT'), 60_000);
    for (const { child, code } of [worker, other]) {
      child.kill('SIGTERM');
      expect(await code).toBe(0);
    }
  }, 90_000);
});

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
