import { type MarkdownToJSX, parser, RuleType } from 'markdown-to-jsx/react';

type Node = MarkdownToJSX.ASTNode;

/** A heading of a guide and the text under it, up to the next one. */
export interface GuideSection {
  /** The anchor, made of the heading as on GitHub; empty for what stands before the first one. */
  readonly id: string;
  readonly title: string;
  readonly level: number;
  /** All that it says, without marks: what is searched. */
  readonly text: string;
}

/** One guide, taken apart: what the page shows and what the search reads. */
export interface Guide {
  /** Its file without the ending, and its part of the address. */
  readonly slug: string;
  readonly title: string;
  /** Its first paragraph, as text. */
  readonly summary: string;
  /** All but the title. */
  readonly nodes: readonly Node[];
  readonly sections: readonly GuideSection[];
}

/** Takes a guide's Markdown apart. Comments, which mark what is generated, say nothing to a reader. */
export function readGuide(slug: string, markdown: string): Guide {
  const all = parser(markdown.replace(/<!--[\s\S]*?-->\n?/g, ''), { disableParsingRawHTML: true });
  const title = all.find((node) => node.type === RuleType.heading && node.level === 1);
  if (title === undefined) throw new Error(`the guide ${slug} has no title`);
  const nodes = all.filter((node) => node !== title);
  const first = nodes.find((node) => node.type === RuleType.paragraph);
  return {
    slug,
    title: toText(title),
    summary: first === undefined ? '' : toText(first),
    nodes,
    sections: toSections(toText(title), nodes),
  };
}

function toSections(title: string, nodes: readonly Node[]): GuideSection[] {
  const sections: { head: Omit<GuideSection, 'text'>; texts: string[] }[] = [
    { head: { id: '', title, level: 1 }, texts: [] },
  ];
  for (const node of nodes) {
    if (node.type === RuleType.heading) {
      sections.push({ head: { id: node.id, title: toText(node), level: node.level }, texts: [] });
    } else {
      sections.at(-1)?.texts.push(toText(node));
    }
  }
  return sections.map(({ head, texts }) => ({
    ...head,
    text: texts.join(' ').replaceAll(/\s+/g, ' ').trim(),
  }));
}

/** Everything that a person reads in a part of a guide, one word apart. */
export function toText(node: unknown): string {
  if (Array.isArray(node)) return node.map(toText).join('');
  if (typeof node !== 'object' || node === null) return '';
  const { type, text, children, items, header, cells } = node as Readonly<Record<string, unknown>>;
  if (children !== undefined) return toText(children);
  if (Array.isArray(items)) return items.map(toText).join(' ');
  if (Array.isArray(header) && Array.isArray(cells)) {
    return cells.map((row) => `${(row as unknown[]).map(toText).join(': ')}.`).join(' ');
  }
  if (type === RuleType.breakLine) return ' ';
  return typeof text === 'string' ? text : '';
}

/** Every link of a guide, in order. */
export function linksIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(linksIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, target, ...rest } = node as Readonly<Record<string, unknown>>;
  const own = type === RuleType.link && typeof target === 'string' ? [target] : [];
  return [...own, ...Object.values(rest).flatMap(linksIn)];
}
