import { expect, test } from 'vitest';
import { addSample, forecastUse, withSample } from './forecast.ts';

const hour = 3_600_000;
const limit = 25_000;

test('the forecast follows the rate of the last hours', () => {
  const one = addSample([], 1000, 0);
  expect(forecastUse(one, limit)).toBeNull();
  expect(forecastUse(addSample(one, 3000, hour), limit)).toBe(12 * hour);
});

test('there is no forecast where the limit is not reached within a day, or the use falls', () => {
  const slow = addSample(addSample([], 0, 0), 900, hour);
  expect(forecastUse(slow, limit)).toBeNull();
  expect(forecastUse(addSample(slow, 0, 2 * hour), limit)).toBeNull();
});

test('a limit that is reached is reached now', () => {
  expect(forecastUse(addSample([], limit, 5 * hour), limit)).toBe(5 * hour);
});

test('old samples are forgotten', () => {
  let delivery = withSample(null, { used: 0, limit }, 0);
  for (let n = 1; n <= 10; n += 1) delivery = withSample(delivery, { used: n, limit }, n * hour);
  expect(delivery.used).toBe(10);
  expect(delivery.samples.map((sample) => sample.at / hour)).toEqual([4, 5, 6, 7, 8, 9, 10]);
});
