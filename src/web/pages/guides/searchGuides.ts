import MiniSearch from 'minisearch';
import { guideGroups, guides } from './library.ts';
import type { Guide, GuideSection } from './readGuide.ts';

/** A part of a guide that fits what was looked for. */
export interface GuideHit {
  readonly slug: string;
  readonly guide: string;
  /** Anchor and heading of the part; both empty where it is the beginning of the guide. */
  readonly id: string;
  readonly section: string;
  /** A piece of the text around the first word that was found, in parts: every second one is such a word. */
  readonly excerpt: readonly string[];
}

// What is asked of everything is told best where everything is told of: in the guides that come first.
const general = new Set(guideGroups[0]?.guides.map(({ slug }) => slug));

/** How much more a part weighs: who looks for a guide by its name wants its beginning. */
function toWeight(key: string): number {
  const [slug = '', id] = key.split('#');
  return (id === '' ? 2 : 1) * (general.has(slug) ? 2 : 1);
}

const index = new MiniSearch<{ key: string; guide: string; section: string; text: string }>({
  idField: 'key',
  fields: ['guide', 'section', 'text'],
  // Names of fields and commands are one word.
  tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u),
  searchOptions: {
    boostDocument: (key) => toWeight(String(key)),
    boost: { guide: 3, section: 2 },
    combineWith: 'AND',
    prefix: true,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
  },
});
const parts = new Map<string, { guide: Guide; section: GuideSection }>(
  guides.flatMap((guide) =>
    guide.sections.map((section) => [`${guide.slug}#${section.id}`, { guide, section }]),
  ),
);
index.addAll(
  [...parts].map(([key, { guide, section }]) => ({
    ...{ key, guide: guide.title, text: section.text },
    section: section.id === '' ? '' : section.title,
  })),
);

const most = 20;

/** The parts of all guides in which every word of the query is found, the best first. */
export function searchGuides(query: string): GuideHit[] {
  return index
    .search(query)
    .slice(0, most)
    .flatMap(({ id: key, terms }) => {
      const part = parts.get(String(key));
      if (part === undefined) return [];
      const { guide, section } = part;
      return [
        {
          ...{ slug: guide.slug, guide: guide.title, id: section.id },
          section: section.id === '' ? '' : section.title,
          excerpt: toExcerpt(section.text, terms),
        },
      ];
    });
}

const before = 60;
const length = 180;

function toExcerpt(text: string, terms: readonly string[]): string[] {
  const words = terms.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const word = new RegExp(`\\b((?:${words.join('|')})\\w*)`, 'i');
  const found = word.exec(text)?.index ?? 0;
  const start = found <= before ? 0 : text.indexOf(' ', found - before) + 1;
  const rest = text.slice(start, start + length);
  const cut = start + length < text.length ? `${rest.slice(0, rest.lastIndexOf(' '))} …` : rest;
  return `${start > 0 ? '… ' : ''}${cut}`.split(word);
}
