import { describe, expect, it } from 'vitest';
import { openCounter } from './entryCounter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the entries of a file that comes in pieces', () => {
  it('are the lines of a CSV without its head, whatever stands in quoted cells', () => {
    const count = openCounter('csv');
    expect(count(bytes('id,title\n'))).toBe(0);
    expect(count(bytes('1,"one ""quoted""\nline'))).toBe(0);
    expect(count(bytes('s"\n2,plain\n'))).toBe(2);
  });

  it('are the lines of JSON Lines, quotes or not', () => {
    const count = openCounter('jsonl');
    expect(count(bytes('{"title":"an \\"open quote"}\n{'))).toBe(1);
    expect(count(bytes('}\n'))).toBe(2);
  });

  it('are not counted in a whole of JSON', () => {
    expect(openCounter('json')(bytes('{\n}\n'))).toBeNull();
  });
});
