import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('a list as CSV', () => {
  it('keeps quotes, commas and line ends within their cell', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x "y", z', 'one\ntwo'],
          [3, null],
        ],
      ),
    ).toBe('"a","b"\r\n"x ""y"", z","one\ntwo"\r\n3,""\r\n');
  });

  // Harm: a cell that begins with = is run by a spreadsheet when the file is opened.
  it('has no cell that a spreadsheet would run', () => {
    expect(toCsv(['a'], [['=cmd()'], ['-1+1'], ['@x']])).toBe('"a"\r\n"\'=cmd()"\r\n"\'-1+1"\r\n"\'@x"\r\n');
  });
});
