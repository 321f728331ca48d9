import { describe, expect, it } from 'vitest';
import { guideOfCode, guidePlaces } from '../../guides.ts';
import { guideFiles, guideGroups, guides } from './library.ts';
import { linksIn, readGuide } from './readGuide.ts';
import { searchGuides } from './searchGuides.ts';

const anchors = new Map(guides.map(({ slug, sections }) => [slug, sections.map(({ id }) => id)]));

/** What is wrong with a link that stands in the guide `from`; null where it leads somewhere. */
function faultOf(target: string, from: string): string | null {
  if (/^https?:/.test(target)) return null;
  const [, slug = from, anchor = ''] = /^(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(target) ?? ['', '?'];
  const known = anchors.get(slug);
  if (known === undefined) return `${from} links to ${target}, and there is no such guide`;
  return anchor === '' || known.includes(anchor)
    ? null
    : `${from} links to ${target}, and there is no such heading`;
}

describe('the guides', () => {
  it('stand in the index, each once', () => {
    expect(guides.map(({ slug }) => slug).sort()).toEqual([...guideFiles].sort());
    expect(guideGroups.every((group) => group.guides.length > 0)).toBe(true);
  });

  it('link to guides and headings that exist', () => {
    const faults = guides.flatMap(({ slug, nodes }) => linksIn(nodes).map((target) => faultOf(target, slug)));
    expect(faults.length).toBeGreaterThan(50);
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('find a link that leads nowhere', () => {
    const [link = ''] = linksIn(readGuide('bad', '# Bad\n\nSee [this](setup.md#nowhere).').nodes);
    expect(faultOf(link, 'bad')).toMatch(/no such heading/);
    expect(faultOf('nowhere.md', 'bad')).toMatch(/no such guide/);
  });

  it('are where the pages of the product point to', () => {
    const faults = Object.values(guidePlaces).map((place) =>
      faultOf(place.replace('#', '.md#'), 'the product'),
    );
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    expect(guideOfCode('slot_limit', 'features')).toBe('slots');
    expect(guideOfCode('brand_new', 'features')).toBe('features');
  });

  it('have a title, a summary, and headings that are told apart by their anchors', () => {
    for (const { slug, summary, sections } of guides) {
      const ids = sections.map(({ id }) => id);
      expect([slug, summary === '', new Set(ids).size]).toEqual([slug, false, ids.length]);
      // Anchors and contents are made for one level.
      expect([slug, sections.slice(1).filter(({ level }) => level !== 2)]).toEqual([slug, []]);
    }
  });

  it('say nothing of what marks their generated parts', () => {
    expect(guides.flatMap(({ sections }) => sections).filter(({ text }) => text.includes('<!--'))).toEqual(
      [],
    );
  });
});

describe('the search over the guides', () => {
  const first = (query: string) => searchGuides(query).map(({ slug, id }) => `${slug}#${id}`)[0];

  it('puts a guide of that name first', () => {
    expect(first('emails')).toBe('emails#');
    expect(first('setup')).toBe('setup#');
  });

  it('finds headings, words of the text and of the tables', () => {
    expect(first('approve uninstalled')).toBe('salesforce#approve-uninstalled-connected-apps');
    expect(first('pg_dump')).toBe('operators#backup');
    expect(
      searchGuides('MailingAddress').length + searchGuides('CallDurationInSeconds').length,
    ).toBeGreaterThan(0);
  });

  it('puts what tells of all features before what tells of one', () => {
    expect(first('blocked slot')).toMatch(/^overview#/);
    expect(first('unmapped')).toBe('overview#users');
    expect(first('view all data')).toBe('salesforce#permissions');
  });

  it('forgives a slip of the hand and half a word', () => {
    expect(searchGuides('permision').length).toBeGreaterThan(0);
    expect(searchGuides('rotat').map(({ slug }) => slug)).toContain('salesforce');
  });

  it('needs every word, and shows the words that it found', () => {
    expect(searchGuides('slots zzzz')).toEqual([]);
    const [hit] = searchGuides('pg_dump');
    expect(hit?.excerpt[1]).toBe('pg_dump');
  });
});
