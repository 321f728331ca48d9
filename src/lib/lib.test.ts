import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { equalSecrets, open, randomToken, seal, sha256Base64Url, toKey } from './crypto.ts';
import { openLog } from './log.ts';
import { openQueue } from './queue.ts';
import { RETRY_POLICIES, retryDelayMs } from './retry.ts';

describe('crypto', () => {
  const key = randomBytes(32);

  it('opens what it sealed, and never seals alike twice', () => {
    const sealed = seal(key, 'a secret ü', 'row 1');
    expect(open(key, sealed, 'row 1')).toBe('a secret ü');
    expect(seal(key, 'a secret ü', 'row 1')).not.toBe(sealed);
  });

  it('refuses another context, another key and a changed text', () => {
    const sealed = seal(key, 'a secret', 'row 1');
    expect(() => open(key, sealed, 'row 2')).toThrow();
    expect(() => open(randomBytes(32), sealed, 'row 1')).toThrow();
    const middle = sealed.length - 6;
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    expect(() => open(key, changed, 'row 1')).toThrow();
    expect(() => open(key, 'v1.AAAA', 'row 1')).toThrow(/too short/);
    expect(() => open(key, 'plain', 'row 1')).toThrow(/unknown format/);
  });

  it('refuses keys that are not 32 bytes', () => {
    expect(() => toKey('c2hvcnQ=')).toThrow(/32 bytes/);
    expect(toKey(key.toString('base64'))).toEqual(key);
  });

  it('makes the PKCE challenge of RFC 7636 appendix B', () => {
    expect(sha256Base64Url('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('makes tokens of 43 characters and compares secrets', () => {
    expect(randomToken()).toMatch(/^[\w-]{43}$/);
    expect(equalSecrets('a', 'a')).toBe(true);
    expect(equalSecrets('a', 'ab')).toBe(false);
  });
});

describe('retry', () => {
  it('doubles up to its cap and jitters over the whole range', () => {
    expect(retryDelayMs(RETRY_POLICIES.fast, 0, () => 0)).toBe(0);
    expect(retryDelayMs(RETRY_POLICIES.fast, 0, () => 1)).toBe(500);
    expect(retryDelayMs(RETRY_POLICIES.fast, 3, () => 1)).toBe(4000);
    expect(retryDelayMs(RETRY_POLICIES.fast, 500, () => 1)).toBe(30_000);
    expect(retryDelayMs(RETRY_POLICIES.slow, 0, () => 0)).toBe(30_000);
    expect(retryDelayMs(RETRY_POLICIES.slow, 9, () => 1)).toBe(900_000);
  });
});

describe('queue', () => {
  it('gives everything that waits at once, then its end', async () => {
    const queue = openQueue<number>();
    queue.push(1);
    queue.push(2);
    expect(await queue.takeAll()).toEqual([1, 2]);
    const next = queue.takeAll();
    queue.push(3);
    expect(await next).toEqual([3]);
    queue.close();
    queue.push(4);
    expect(await queue.takeAll()).toBeUndefined();
  });

  it('throws a failure only after the items before it', async () => {
    const queue = openQueue<number>();
    queue.push(1);
    queue.fail(new Error('gone'));
    expect(await queue.takeAll()).toEqual([1]);
    await expect(queue.takeAll()).rejects.toThrow('gone');
  });
});

describe('log and clock', () => {
  it('blanks secrets at every depth that we log', () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = openLog({ level: 'info', destination });
    log.info(
      { accessToken: 'S1', request: { authorization: 'S2', headers: { cookie: 'S3' } }, code: 'E1' },
      'x',
    );
    expect(lines.join('')).not.toMatch(/S[123]/);
    expect(lines.join('')).toContain('E1');
  });

  it('wakes a sleeper that is no longer wanted', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  });
});
