import { expect, test } from 'vitest';
import { createIdSequence, parseId, toId18 } from './ids.ts';

test.each([
  // Published pairs of 15- and 18-character ids.
  ['00D000000000062', '00D000000000062EAA'],
  ['001A0000006Vm9u', '001A0000006Vm9uIAC'],
  ['0YLRM000000004m', '0YLRM000000004m4AA'],
  ['000000000000000', '000000000000000AAA'],
])('%s has the 18-character form %s', (short, long) => {
  expect(toId18(short)).toBe(long);
  expect(parseId(short)).toBe(long);
});

test('an 18-character id is found in any case and refused with a wrong checksum or length', () => {
  expect(parseId('001A0000006Vm9uIAC')).toBe('001A0000006Vm9uIAC');
  expect(parseId('001A0000006Vm9uIAD')).toBeUndefined();
  expect(parseId('001A0000006Vm9')).toBeUndefined();
  expect(parseId("001A0000006Vm9'")).toBeUndefined();
});

test('a sequence never repeats and keeps its prefix', () => {
  const next = createIdSequence('gK');
  const ids = Array.from({ length: 5000 }, () => next('006'));
  expect(new Set(ids).size).toBe(5000);
  expect(ids.every((id) => /^006gK0\w{12}$/.test(id) && parseId(id) === id)).toBe(true);
});
