import { describe, expect, it } from 'vitest';
import type { Activity } from '../../api.ts';
import { isBeyond, type Loaded, withEntry, withoutEntry } from './pages.ts';

const at = (id: string, minute: number, title = id) =>
  ({ id, title, occurredAt: `2026-05-12T10:${String(minute).padStart(2, '0')}:00Z` }) as Activity;

const loaded: Loaded = {
  pages: [
    { items: [at('d', 40), at('c', 30)], nextCursor: 'x', previousCursor: null },
    { items: [at('b', 20), at('a', 10)], nextCursor: 'y', previousCursor: 'w' },
  ],
  pageParams: [undefined, 'x'],
};
const ids = ({ pages }: Loaded) => pages.flatMap((page) => page.items.map((item) => item.id)).join('');

describe('entries that arrive while the timeline is open', () => {
  it('puts a new one at its moment', () => {
    expect(ids(withEntry(loaded, at('e', 50)))).toBe('edcba');
    expect(ids(withEntry(loaded, at('m', 25)))).toBe('dcmba');
  });

  it('replaces an entry that is sent again', () => {
    const after = withEntry(loaded, at('b', 20, 'with its name'));
    expect(ids(after)).toBe('dcba');
    expect(after.pages[1]?.items[0]?.title).toBe('with its name');
  });

  // They vanished, and no later page brought them back.
  it.each(['d', 'a'])('keeps the newest and the oldest where they are sent again: %s', (id) => {
    const pages = loaded.pages.map((page) => ({ ...page, previousCursor: 'w' }));
    expect(ids(withEntry({ ...loaded, pages }, at(id, id === 'd' ? 40 : 10)))).toBe('dcba');
  });

  it('leaves out what belongs to a page that is not loaded yet', () => {
    expect(ids(withEntry(loaded, at('z', 5)))).toBe('dcba');
  });

  it('appends the oldest when everything is loaded', () => {
    const whole = { ...loaded, pages: loaded.pages.map((page) => ({ ...page, nextCursor: null })) };
    expect(ids(withEntry(whole, at('z', 5)))).toBe('dcbaz');
  });

  it('leaves out what is newer than a list that was sent to a date', () => {
    const pages = loaded.pages.map((page) => ({ ...page, previousCursor: 'w' }));
    const sent = { ...loaded, pages };
    expect(ids(withEntry(sent, at('z', 50)))).toBe('dcba');
    expect(ids(withEntry(sent, at('z', 35)))).toBe('dzcba');
    expect(isBeyond(sent, at('z', 50))).toBe(true);
    expect(isBeyond(loaded, at('z', 50))).toBe(false);
  });

  it('fills an empty timeline', () => {
    const empty = { pages: [{ items: [], nextCursor: null, previousCursor: null }], pageParams: [undefined] };
    expect(ids(withEntry(empty, at('a', 1)))).toBe('a');
  });

  it('takes a removed one out', () => {
    expect(ids(withoutEntry(loaded, 'c'))).toBe('dba');
  });
});
