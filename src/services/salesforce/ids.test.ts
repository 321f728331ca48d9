import { expect, it } from 'vitest';
import { toLongId } from './ids.ts';

it.each([
  ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
  ['00D000000000001', '00D000000000001EAA'],
  ['005000000000001', '005000000000001AAA'],
  ['AAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAA555'],
  ['001A0000006Vm9rIAC', '001A0000006Vm9rIAC'],
  ['001*', '001*'],
  ['', ''],
])('widens %j to %j', (id, long) => {
  expect(toLongId(id)).toBe(long);
});
