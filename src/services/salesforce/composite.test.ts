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
    [429, [], { name: 'TransientError', retry: 'slow' }],
  ])('with %i and %j is the right kind of error', async (status, body, expected) => {
    const org = await openOrg(answerWith(status, body));
    const [answer] = await org.rest.composite(parts.slice(0, 1));
    expect(answer?.error).toMatchObject(expected);
  });

  it.each([
    [401, null],
    [408, null],
    [500, {}],
    [503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'x' }]],
    [400, [{ errorCode: 'PROCESSING_HALTED', message: 'x' }]],
  ])('with %i and %j is sent again, alone', async (status, body) => {
    const composite = answerWith(status, body);
    const org = await openOrg(({ path }) =>
      path.endsWith('/composite') ? composite() : { body: { ok: 1 } },
    );
    const both = {
      body: { compositeResponse: [{ referenceId: 'b', httpStatusCode: 200, body: { ok: 2 } }] },
    };
    both.body.compositeResponse.push(...(composite().body.compositeResponse as never[]));
    const shuffled = await openOrg(({ path }) => (path.endsWith('/composite') ? both : { body: { ok: 1 } }));
    expect((await org.rest.composite(parts.slice(0, 1)))[0]).toMatchObject({ body: { ok: 1 } });
    expect((await shuffled.rest.composite(parts)).map((answer) => answer.body)).toEqual([
      { ok: 1 },
      { ok: 2 },
    ]);
    expect(shuffled.seen.map(({ method, path }) => `${method} ${path.split('/').pop()}`)).toEqual([
      'POST composite',
      'GET query?q=x',
    ]);
  });

  it('that has no answer at all is sent again, alone; a limit that it meets there ends the whole', async () => {
    const body = { compositeResponse: [{ referenceId: 'a', httpStatusCode: 200, body: { ok: 1 } }] };
    const org = await openOrg(({ path }) => (path.endsWith('/composite') ? { body } : { status: 429 }));
    await expect(org.rest.composite(parts)).rejects.toMatchObject({ code: 'quota_paused' });
    expect(org.seen).toHaveLength(2);
  });

  // Harm: with each of twenty parts tried for seconds, a stream waited a minute for words that it can do without.
  it('and goes on failing alone fails for itself, and the parts after it are not tried', async () => {
    const compositeResponse = ['a', 'b'].map((referenceId) => ({
      referenceId,
      httpStatusCode: 503,
      body: [],
    }));
    const org = await openOrg(({ path }) =>
      path.endsWith('/composite') ? { body: { compositeResponse } } : { status: 503 },
    );
    const answers = await org.rest.composite(parts);
    expect(answers.map(({ error }) => error)).toMatchObject([{ retry: 'fast' }, { retry: 'fast' }]);
    expect(new Set(org.seen.map(({ path }) => path)).size).toBe(2);
  });

  it('is asked for alone where the Composite describes nothing', async () => {
    const refusal = { httpStatusCode: 404, body: [{ errorCode: 'NOT_FOUND', message: 'x' }] };
    const compositeResponse = [0, 1].map((index) => ({ ...refusal, referenceId: `describe${index}` }));
    const org = await openOrg(({ path }) => {
      if (path.endsWith('/composite')) return { body: { compositeResponse } };
      return path.includes('FeedItem') ? fault(404, 'NOT_FOUND') : { body: { name: 'Task', fields: [] } };
    });
    const describer = openDescriber({ now: () => 0, sleep: async () => {} });
    const described = await describer.describe('connection', org.rest, ['FeedItem', 'Task']);
    expect([...described.keys()]).toEqual(['Task']);
    expect(org.seen).toHaveLength(3);
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
