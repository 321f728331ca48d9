import { expect, it } from 'vitest';
import { toIsoTime } from './isoTime.ts';

it('a time is written as the platform writes it, whatever the day', () => {
  const edges = [
    0, -1, 1, 86_399_999, 86_400_000, -86_400_000, 951_782_399_999, 951_782_400_000, 253_402_300_800_000,
  ];
  const spread = Array.from({ length: 5000 }, (_, nth) => (nth * 7_919_777_123) % 4_102_444_800_000);
  for (const ms of [...edges, ...spread, 1.5]) expect(toIsoTime(ms)).toBe(new Date(ms).toISOString());
  expect(() => toIsoTime(Number.NaN)).toThrow(RangeError);
});
