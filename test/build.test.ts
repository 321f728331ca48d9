import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const assets = new URL('../dist/web/assets/', import.meta.url);

describe('the built pages', () => {
  // Harm: begun by a test runner, the build took React's slow half for developers, and `npm start` went on serving it.
  it('are those for users, whoever began the build', () => {
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(5);
    const forDevelopers = scripts.filter((name) =>
      readFileSync(new URL(name, assets), 'utf8').includes('React does not recognize the'),
    );
    expect(forDevelopers).toEqual([]);
  });
});
