import { afterEach, describe, expect, it } from 'vitest';
import { fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import { openDescriber } from './describe.ts';
import { SalesforceError } from './errors.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function openOrg(handler: Handler) {
  const org = await openRestOrg(handler, 'WorkSights_0123456789ab__chn');
  cleanups.push(org.close);
  return org;
}

const parts = [
  { referenceId: 'a', path: 'query?q=x' },
  { referenceId: 'b', path: 'sobjects/Nonsense/describe' },
];

describe('an org without the Composite resource', () => {
  it.each([{ status: 404 }, { status: 405 }, fault(404, 'NOT_FOUND')])(
    'that answers %j gets the parts one by one, and is not asked for it again',
    async (answer) => {
      const org = await openOrg(({ path }) => {
        if (path.endsWith('/composite')) return answer;
        return path.includes('query') ? { body: { records: [] } } : { status: 404 };
      });
      for (let time = 0; time < 2; time++) {
        const [a, b] = await org.rest.composite(parts);
        expect(a).toEqual({ referenceId: 'a', body: { records: [] }, error: undefined });
        expect(b?.error).toBeInstanceOf(SalesforceError);
      }
      expect(org.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
      expect(org.waits).toEqual([]);
    },
  );

  it('passes on what is no answer to one part alone', async () => {
    const org = await openOrg(({ path }) =>
      path.endsWith('/composite') ? { status: 404 } : fault(403, 'REQUEST_LIMIT_EXCEEDED'),
    );
    await expect(org.rest.composite(parts)).rejects.toMatchObject({ code: 'quota_paused' });
    expect(org.seen).toHaveLength(2);
  });
});

describe('a part that failed', () => {
  const answerWith = (httpStatusCode: number, body: unknown) => () => ({
    body: { compositeResponse: [{ referenceId: 'a', httpStatusCode, body }] },
  });

  it.each([
    [404, { errorCode: 'NOT_FOUND', message: 'x' }, { name: 'SalesforceError', errorCode: 'NOT_FOUND' }],
    [404, null, { name: 'SalesforceError', errorCode: 'HTTP_404', status: 404 }],
    [400, 'a page', { name: 'SalesforceError', errorCode: 'HTTP_400' }],
    [401, null, { name: 'SetupError', code: 'reconnect_required' }],
    [408, null, { name: 'TransientError', retry: 'fast' }],
    [429, [], { name: 'TransientError', retry: 'slow' }],
    [500, {}, { name: 'TransientError', retry: 'fast' }],
  ])('with %i and %j is the right kind of error', async (status, body, expected) => {
    const org = await openOrg(answerWith(status, body));
    const [answer] = await org.rest.composite(parts.slice(0, 1));
    expect(answer?.error).toMatchObject(expected);
  });

  it('leaves an object out of the descriptions, whatever the form of its error', async () => {
    const body = { errorCode: 'NOT_FOUND', message: 'x' };
    const org = await openOrg(() => ({
      body: { compositeResponse: [{ referenceId: 'describe0', httpStatusCode: 404, body }] },
    }));
    const describer = openDescriber({ now: () => 0, sleep: async () => {} });
    expect((await describer.describe('connection', org.rest, ['FeedItem'])).size).toBe(0);
  });
});

describe('an answer without an error code', () => {
  it('renews the session once where it is a 401', async () => {
    const org = await openOrg(({ token }) =>
      token === 'token-2' ? { body: { ok: true } } : { status: 401, body: { message: 'expired' } },
    );
    expect(await org.rest.get('limits')).toEqual({ ok: true });
    expect(org.refreshes()).toBe(1);
    const dead = await openOrg(() => ({ status: 401 }));
    await expect(dead.rest.get('limits')).rejects.toMatchObject({ code: 'reconnect_required' });
    expect(dead.refreshes()).toBe(1);
  });

  it('is not asked for again where it is a refusal', async () => {
    const org = await openOrg(() => ({ status: 403 }));
    await expect(org.rest.get('limits')).rejects.toMatchObject({ errorCode: 'HTTP_403' });
    expect(org.seen).toHaveLength(1);
  });
});
