import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Faults } from './faultStore.ts';
import { faultCatalogue } from './faults.ts';
import { schemas } from './http/controlActions.ts';

const README = new URL('README.md', import.meta.url);

test('the README lists each action, and each fault with its parameters and what it does', () => {
  const rows = faultCatalogue.map(({ name, description, parameters, instant }) => {
    const given = Object.keys(parameters.shape).map((key) => `\`${key}\``);
    return `| \`${name}\` | ${description}${instant ? ' At once.' : ''} | ${given.join(' ')} |`;
  });
  const readme = readFileSync(README, 'utf8');
  expect(rows.filter((row) => !readme.includes(row)).join('\n')).toBe('');
  expect(readme.match(/^\| `(\w+\.)+\w+` /gm)).toHaveLength(rows.length);
  for (const action of Object.keys(schemas)) expect(readme).toMatch(new RegExp(`^\\| \`${action}\` `, 'm'));
  expect(new Set(faultCatalogue.map(({ name }) => name)).size).toBe(faultCatalogue.length);
});

test('a fault strikes once, so many times, or until it is cleared', () => {
  const faults = new Faults();
  const strike = () => faults.take(['rest'], 'org')?.name;
  faults.inject({ name: 'rest.hang' });
  faults.inject({ name: 'rest.slow', times: 2 });
  faults.inject({ name: 'rest.html', times: 'always', org: 'org' });
  expect([1, 2, 3, 4, 5].map(strike)).toEqual([
    'rest.hang',
    'rest.slow',
    'rest.slow',
    'rest.html',
    'rest.html',
  ]);
  expect(faults.take(['rest'], 'another org')).toBeUndefined();
  expect(faults.take(['token'], 'org')).toBeUndefined();
  expect(faults.clear('rest.html')).toBe(1);
  expect(strike()).toBeUndefined();
});

test('a name or parameter that does not exist is refused', () => {
  const faults = new Faults();
  expect(() => faults.inject({ name: 'rest.nothing' as 'rest.hang' })).toThrow();
  expect(() => faults.inject({ name: 'rest.hang', colour: 'red' })).toThrow();
  expect(() => faults.inject({ name: 'token.server_error', status: 'x' })).toThrow();
  expect(faults.list()).toEqual([]);
});
