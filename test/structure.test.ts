// Holds the dependency rule and the few other rules of the sources that no linter knows; see CONTRIBUTING.md.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts, readSources, type Source, type SourceFacts } from './helpers/sources.ts';

// Which room may import which; a room may always import itself. Data flows one way, and a new arrow is a decision.
const mayImport: Record<string, string[] | 'everything'> = {
  errors: [],
  lib: ['errors'],
  config: ['errors', 'lib'],
  activity: ['lib', 'errors'],
  services: ['activity', 'lib', 'errors'],
  store: ['activity', 'lib', 'errors'],
  ingest: ['activity', 'store', 'lib', 'errors'],
  people: ['activity', 'store', 'ingest', 'lib', 'errors'],
  api: ['contract', 'activity', 'store', 'ingest', 'people', 'lib', 'errors'],
  web: ['contract'],
  contract: ['activity', 'lib', 'errors'],
  cli: 'everything',
  main: 'everything',
  emulator: [],
};

const clocks = ['src/lib/clock.ts', 'src/web/clock.ts'];
const sql =
  /^\s*(insert\s+into|update\s+\S+\s+set|delete\s+from|create\s+(table|index|type)|alter\s+table|with\s+\w+\s+as)\b/i;
// The services speak SOQL, which has this one statement too.
const select = /^\s*select\s[\s\S]+\sfrom\s/i;

interface Rule {
  sentence: string;
  breaks: (file: Source & { facts: SourceFacts; room: string | undefined }) => boolean;
}

const rules: Rule[] = [
  {
    sentence: 'reads process.env; only src/config.ts does',
    breaks: ({ facts, path, room, text }) =>
      path.startsWith('src/') &&
      room !== 'config' &&
      !path.endsWith('.config.ts') &&
      (facts.members.includes('process.env') ||
        (/\benv\b/.test(text) && facts.imports.some((target) => /^(node:)?process$/.test(target ?? '')))),
  },
  {
    sentence: 'asks for the time; only src/lib/clock.ts does',
    breaks: ({ facts, path }) =>
      path.startsWith('src/') &&
      !clocks.includes(path) &&
      (facts.readsTime || facts.members.includes('Date.now')),
  },
  {
    sentence: 'holds SQL; only src/store does',
    breaks: ({ facts, path, room }) =>
      path.startsWith('src/') &&
      room !== 'store' &&
      facts.strings.some((text) => sql.test(text) || (room !== 'services' && select.test(text))),
  },
  {
    sentence: 'has a default export',
    breaks: ({ facts, path }) => facts.hasDefaultExport && !path.endsWith('.config.ts'),
  },
  {
    sentence: 'uses Math.random; a story must replay from its seed',
    breaks: ({ facts, room }) => room === 'emulator' && facts.members.includes('Math.random'),
  },
];

/** The room of a path: a folder of src, one of its single files, or the emulator; undefined outside them. */
function toRoom(path: string): string | undefined {
  if (/^src\/api\/contract[./]/.test(path)) return 'contract';
  return /^src\/(\w+)/.exec(path)?.[1] ?? /^(emulator)\//.exec(path)?.[1];
}

/** One sentence for each rule that the file breaks. */
function findViolations(source: Source): string[] {
  const { path } = source;
  const room = toRoom(path);
  const facts = readFacts(source);
  const broken = rules.filter((rule) => rule.breaks({ ...source, facts, room }));
  return [
    ...facts.imports.flatMap((target) => checkImport(path, room, target)),
    ...broken.map(({ sentence }) => `${path} ${sentence}`),
  ];
}

function checkImport(path: string, room: string | undefined, target: string | null): string[] {
  if (target === null) return [`${path} imports a computed path, which no rule can see`];
  if (!target.startsWith('.')) return [];
  const file = posix.join(posix.dirname(path), target);
  const other = toRoom(file) ?? file;
  const allowed = mayImport[room ?? ''];
  if (allowed === undefined) return [`${path} stands in no room of the table`];
  const srcFile = other !== 'emulator' && other in mayImport;
  if (other === room || (allowed === 'everything' ? srcFile : allowed.includes(other))) return [];
  return [`${path} imports ${file}: ${room} may import ${allowed.toString() || 'nothing'}`];
}

// Tests may join rooms; only the wall between product and emulator stands for them too.
function findTestViolations({ path, text }: Source): string[] {
  const wall = path.startsWith('emulator/') ? 'src/' : 'emulator/';
  return readFacts({ path, text })
    .imports.filter(
      (target) => target?.startsWith('.') && posix.join(posix.dirname(path), target).startsWith(wall),
    )
    .map((target) => `${path} imports ${target}: product and emulator share nothing`);
}

const isTest = ({ path }: Source) => /\.test\.tsx?$/.test(path);

describe('the structure of the sources', () => {
  const sources = readSources('src', 'emulator');

  it('holds in every program file', () => {
    expect(sources.filter((source) => !isTest(source)).flatMap(findViolations)).toEqual([]);
  });

  it('keeps product and emulator apart in their unit tests too', () => {
    expect(sources.filter(isTest).flatMap(findTestViolations)).toEqual([]);
  });
});

describe('the structure rules', () => {
  const planted: [path: string, text: string, sentence: RegExp][] = [
    ['src/lib/a.ts', "import { b } from '../store/b.ts';", /lib may import errors/],
    ['src/activity/a.ts', "export * from '../ingest/b.ts';", /activity may import/],
    ['src/store/a.ts', "const b = await import('../api/b.ts');", /store may import/],
    ['src/store/a.ts', "import type { Config } from '../config.ts';", /store may import/],
    ['src/ingest/a.ts', "type B = import('../services/index.ts').B;", /ingest may import/],
    ['src/api/routes/a.ts', "import '../../services/index.ts';", /api may import contract/],
    ['src/api/a.ts', 'await import(name);', /computed path/],
    ['src/web/a.tsx', "import { b } from '../api/route.ts';", /web may import contract/],
    ['src/main.ts', "import { b } from '../emulator/b.ts';", /main may import/],
    ['src/misc/a.ts', "import { b } from '../lib/b.ts';", /no room/],
    ['emulator/http/a.ts', "import { b } from '../../src/lib/b.ts';", /emulator may import nothing/],
    ['emulator/org/a.ts', 'export const n = Math.random();', /Math\.random/],
    ['src/api/a.ts', 'export const a = process.env.HOME;', /process\.env/],
    ['src/api/a.ts', "export const a = process['env'];", /process\.env/],
    ['src/api/a.ts', "import { env } from 'node:process';", /process\.env/],
    ['src/ingest/a.ts', 'export const a = Date.now();', /asks for the time/],
    ['src/ingest/a.ts', 'export const a = new Date();', /asks for the time/],
    ['src/web/a.tsx', 'export const A = () => <p>{new Date().toString()}</p>;', /asks for the time/],
    ['src/api/a.ts', 'export const a = `\n  SELECT id FROM users`;', /holds SQL/],
    ['src/services/a.ts', "export const a = 'insert into activities values (1)';", /holds SQL/],
    ['src/lib/a.ts', 'export default function a() {}', /default export/],
    ['src/lib/a.ts', 'const a = 1; export { a as default };', /default export/],
  ];

  it.each(planted)('find what is planted in %s: %s', (path, text, sentence) => {
    expect(findViolations({ path, text }).join('\n')).toMatch(sentence);
  });

  it('find a unit test that reaches through the wall', () => {
    const text = "import { b } from '../../emulator/b.ts';";
    expect(findTestViolations({ path: 'src/ingest/a.test.ts', text })).toHaveLength(1);
  });

  const allowed: [path: string, text: string][] = [
    [
      'src/api/a.ts',
      "import { b } from '../ingest/b.ts'; import { E } from '../errors.ts'; import 'fastify';",
    ],
    [
      'src/web/pages/a.tsx',
      "import type { Me } from '../../api/contract.ts'; import { b } from '../api.ts';",
    ],
    ['src/main.ts', "import { s } from './services/index.ts'; import { c } from './config.ts';"],
    ['src/services/a.ts', "export const soql = 'SELECT Id FROM Task'; // insert into"],
    ['src/ingest/a.ts', 'export const a = (ms: number) => new Date(ms); // never Date.now()'],
    ['src/lib/clock.ts', 'export const now = () => Date.now();'],
    ['emulator/clock.ts', 'export const now = () => Date.now();'],
    ['src/web/vite.config.ts', 'export default { port: process.env.PORT };'],
  ];

  it.each(allowed)('leave alone %s: %s', (path, text) => {
    expect(findViolations({ path, text })).toEqual([]);
  });
});
