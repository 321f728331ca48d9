import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWindows, windowMs } from './consolidate.ts';

const change = fc.record({ at: fc.integer({ min: 0, max: 60 * 60 }).map((s) => s * 1000), key: fc.uuid() });
const changes = fc.uniqueArray(change, { selector: ({ key }) => key, maxLength: 40 });
const shuffled = changes.chain((list) =>
  fc.record({ list: fc.constant(list), other: fc.shuffledSubarray(list, { minLength: list.length }) }),
);

describe('consolidation windows', () => {
  it('are the same for every order of arrival', () => {
    fc.assert(
      fc.property(shuffled, ({ list, other }) => {
        expect(toWindows(other)).toEqual(toWindows(list));
      }),
    );
  });

  it('hold each change once and start with their first', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const windows = toWindows(list);
        expect(
          windows
            .flat()
            .map(({ key }) => key)
            .sort(),
        ).toEqual(list.map(({ key }) => key).sort());
        for (const window of windows) {
          const first = window[0]!.at;
          expect(window.every(({ at }) => at >= first && at < first + windowMs)).toBe(true);
        }
        // A window is as long as it may be: the next one starts only where this one is over.
        for (let i = 1; i < windows.length; i++) {
          expect(windows[i]![0]!.at).toBeGreaterThanOrEqual(windows[i - 1]![0]!.at + windowMs);
        }
      }),
    );
  });

  it('end before their tenth minute is full', () => {
    const windows = toWindows([
      { at: windowMs, key: 'c' },
      { at: 0, key: 'a' },
      { at: windowMs - 1, key: 'b' },
    ]);
    expect(windows.map((window) => window.map(({ key }) => key))).toEqual([['a', 'b'], ['c']]);
  });
});
