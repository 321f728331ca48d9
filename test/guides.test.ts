import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTables } from '../scripts/guideTables.ts';
import { salesforceFeatures } from '../src/services/salesforce/features/index.ts';
import { featureGuide } from '../src/web/guides.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'guides');
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('the guides of the features', () => {
  // Harm: the link beside a new feature would lead to a page that is not there.
  it.each(salesforceFeatures)('tell of $key what it reads, keeps and shows', ({ key }) => {
    const text = texts.get(`${featureGuide(key)}.md`) ?? '';
    for (const kind of ['paths', 'fields', 'examples']) {
      expect(text).toMatch(new RegExp(`<!-- generated: ${kind} [\\w ]*\\b${key}\\b`));
    }
    for (const heading of ['What is received', 'On the timeline', 'Data notes', 'Troubleshooting']) {
      expect(text).toContain(`\n## ${heading}\n`);
    }
  });

  it('name in their tables every object and every field that is read of it', () => {
    for (const { key, objects } of salesforceFeatures) {
      const text = texts.get(`${featureGuide(key)}.md`) ?? '';
      const names = objects.flatMap(({ type, keep, show, ignore }) => [type, ...keep, ...show, ...ignore]);
      expect([key, names.filter((name) => !text.includes(`\`${name}\``))]).toEqual([key, []]);
    }
  });

  it('are what the declarations give', () => {
    for (const [name, text] of texts) expect([name, withTables(text) === text]).toEqual([name, true]);
  });

  it('are made anew where they are stale, and refused where nobody can make them', () => {
    const stale = '<!-- generated: permissions cases -->\nold\n<!-- /generated -->';
    expect(withTables(stale)).toContain('| View All Records on Case |');
    expect(withTables(stale)).not.toContain('old');
    expect(() => withTables('<!-- generated: magic -->\n<!-- /generated -->')).toThrow(/magic/);
    expect(() => withTables('<!-- generated: paths nothing -->\n<!-- /generated -->')).toThrow(/nothing/);
  });
});
