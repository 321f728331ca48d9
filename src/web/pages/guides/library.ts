import { RuleType } from 'markdown-to-jsx/react';
import { type Guide, linksIn, readGuide, toText } from './readGuide.ts';

const files = import.meta.glob<string>('../../../../docs/guides/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Guides that belong together, under a heading of the index. */
interface GuideGroup {
  readonly name: string;
  readonly guides: readonly Guide[];
}

const indexFile = 'README';
const texts = new Map(
  Object.entries(files).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1, -'.md'.length), text]),
);

// The index says what there is and in which order: its headings are the groups, its links the guides.
function readGroups(): GuideGroup[] {
  const groups: { name: string; guides: Guide[] }[] = [];
  for (const node of readGuide(indexFile, texts.get(indexFile) ?? '').nodes) {
    if (node.type === RuleType.heading) groups.push({ name: toText(node), guides: [] });
    for (const target of linksIn(node)) {
      const slug = target.replace(/\.md$/, '');
      groups.at(-1)?.guides.push(readGuide(slug, texts.get(slug) ?? ''));
    }
  }
  return groups;
}

/** All guides in the order of their index, by its groups. */
export const guideGroups: readonly GuideGroup[] = readGroups();

/** All guides in their order. */
export const guides: readonly Guide[] = guideGroups.flatMap((group) => group.guides);

/** Names of the files that there are, the index left out. */
export const guideFiles: readonly string[] = [...texts.keys()].filter((name) => name !== indexFile);
