import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../../test/helpers/server.ts';
import { routes } from './routes/index.ts';

describe('what the server answers besides its routes', () => {
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worksights-pages-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {};');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    server = await openTestServer({ webFolder: folder });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const get = (url: string, headers = {}) =>
    server.app.inject({ url, headers: { host: 'localhost:3000', accept: 'text/html', ...headers } });

  it('answers problems, not pages, to programs', async () => {
    for (const url of ['/api/v1/nothing', '/api', '/oauth/x', '/assets/gone.js']) {
      const answer = await get(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe('not_found');
    }
    expect((await get('/settings', { accept: 'application/json' })).statusCode).toBe(404);
    expect((await server.app.inject({ method: 'POST', url: '/settings' })).statusCode).toBe(404);
  });

  it('gives every page of the app the same index with a nonce of its own', async () => {
    const [one, two] = [await get('/'), await get('/settings/services/salesforce/1?tab=users')];
    expect(two.statusCode).toBe(200);
    const nonce = /nonce="([\w-]+)"/.exec(two.body)![1];
    expect(two.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
    expect(two.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(two.headers['content-security-policy']).not.toContain('unsafe');
    expect(two.headers['cache-control']).toBe('no-store');
    expect(one.body).not.toBe(two.body);
    expect((await get('/index.html')).body).not.toContain('__CSP_NONCE__');
  });

  it('lets hashed files be kept for good, others be asked for again', async () => {
    expect((await get('/assets/index-abc123.js')).headers['cache-control']).toContain('immutable');
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('sends a page that was opened under another host to the public one', async () => {
    const answer = await get('/settings?a=b', { host: '127.0.0.1:3000' });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('http://localhost:3000/settings?a=b');
    const proxied = await get('/', { host: '10.0.0.1:3000', 'x-forwarded-host': 'localhost:3000' });
    expect(proxied.statusCode).toBe(200);
    expect((await get('//evil.example', { host: 'x' })).headers.location).toBe(
      'http://localhost:3000//evil.example',
    );
  });

  it('says what is wrong with a body or an address', async () => {
    const post = (payload: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload,
        headers: { 'content-type': 'application/json' },
      });
    expect((await post('{')).json()).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await post('{}')).json()).toMatchObject({ errors: [{ path: 'token' }] });
    expect((await post(JSON.stringify({ token: 'x'.repeat(70_000) }))).json()).toMatchObject({
      ...{ status: 413, code: 'too_large' },
    });
    expect((await get('/api/v1/users?cursor=%00')).json()).toMatchObject({ status: 400 });
    expect((await get('/api/v1/connections/%zz')).json()).toMatchObject({ status: 400 });
  });

  it('allows a minute of sign-ins, then asks to wait', async () => {
    const post = () => server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token: 'x' } });
    for (let each = 0; each < 60; each += 1) await post();
    expect((await post()).json()).toMatchObject({ status: 429, code: 'rate_limited' });
  });

  it('is alive and ready, and describes every route', async () => {
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/readyz')).json()).toEqual({ status: 'ok' });
    const { openapi, paths } = (await get('/api/v1/openapi.json')).json();
    expect(openapi).toBe('3.1.0');
    for (const { method, url } of routes) {
      const described = paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      expect(described).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
    }
  });
});
