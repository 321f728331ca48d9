import { expect, test } from 'vitest';
import { forecastDelivery, withSample } from './delivery.ts';

const hour = 3_600_000;

test('the forecast follows the rate of the last hours', () => {
  let delivery = withSample(null, { used: 1000, limit: 25_000 }, 0);
  expect(forecastDelivery(delivery)).toBeNull();
  delivery = withSample(delivery, { used: 3000, limit: 25_000 }, hour);
  expect(forecastDelivery(delivery)).toBe(12 * hour);
});

test('there is no forecast where the limit is not reached within a day, or the use falls', () => {
  const slow = withSample(
    withSample(null, { used: 0, limit: 25_000 }, 0),
    { used: 900, limit: 25_000 },
    hour,
  );
  expect(forecastDelivery(slow)).toBeNull();
  const falling = withSample(slow, { used: 0, limit: 25_000 }, 2 * hour);
  expect(forecastDelivery(falling)).toBeNull();
});

test('a limit that is reached is reached now', () => {
  const full = withSample(null, { used: 25_000, limit: 25_000 }, 5 * hour);
  expect(forecastDelivery(full)).toBe(5 * hour);
});

test('old samples are forgotten', () => {
  let delivery = withSample(null, { used: 0, limit: 25_000 }, 0);
  for (let n = 1; n <= 10; n += 1) delivery = withSample(delivery, { used: n, limit: 25_000 }, n * hour);
  expect(delivery.samples.map((sample) => sample.at / hour)).toEqual([4, 5, 6, 7, 8, 9, 10]);
});
