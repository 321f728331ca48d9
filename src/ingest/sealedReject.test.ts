import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Context } from './context.ts';
import { openReject, sealReject } from './sealedReject.ts';

const context = { sealKey: randomBytes(32) } as unknown as Context;
const ref = { accountId: 'a', connectionId: 'c' };
const reject = { key: 'k', feature: null, reason: 'r', schemaId: 's', payload: randomBytes(300) };

it('keeps the bytes of a reject from readers and gives them back to a replay', () => {
  const stored = sealReject(context, ref, reject);
  expect(stored).toMatchObject({ key: 'k', reason: 'r', schemaId: 's' });
  expect(Buffer.from(stored.payload).includes(reject.payload)).toBe(false);
  expect(openReject(context, ref, stored)).toEqual(reject.payload);
  expect(() => openReject(context, { ...ref, connectionId: 'd' }, stored)).toThrow();
});
