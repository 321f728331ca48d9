import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'vite';

/** One source file: its path from the repository's root, with forward slashes, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** What a source file does that the structure rules speak of; each list in the order of the text. */
export interface SourceFacts {
  /** Targets of static and dynamic imports and re-exports; `null` where the target is computed. */
  imports: (string | null)[];
  /** Dotted names read or called: `process.env`, `Date.now`, `Math.random`. */
  members: string[];
  /** Every string and template text. */
  strings: string[];
  /** Whether `new Date()` without an argument, or `Date()`, asks for the time. */
  readsTime: boolean;
  hasDefaultExport: boolean;
}

type VisitorObject = ConstructorParameters<typeof Visitor>[0];

const root = new URL('../../', import.meta.url);

/** Every TypeScript file under the given folders or files of the repository. */
export function readSources(...places: string[]): Source[] {
  return places.flatMap(listFiles).map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));
}

function listFiles(place: string): string[] {
  if (/\.tsx?$/.test(place)) return [place];
  const folder = fileURLToPath(new URL(`${place}/`, root));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${place}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .sort();
}

/** Parses a file and lists its facts; throws on a syntax error, naming the file. */
export function readFacts({ path, text }: Source): SourceFacts {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const facts: SourceFacts = {
    imports: [],
    members: [],
    strings: [],
    readsTime: false,
    hasDefaultExport: false,
  };
  new Visitor(collectInto(facts)).visit(program);
  return facts;
}

function collectInto(facts: SourceFacts): VisitorObject {
  return {
    ImportDeclaration({ source }) {
      facts.imports.push(source.value);
    },
    ExportAllDeclaration({ source }) {
      facts.imports.push(source.value);
    },
    ImportExpression({ source }) {
      facts.imports.push(source.type === 'Literal' ? String(source.value) : null);
    },
    TSImportType({ source }) {
      facts.imports.push(source.value);
    },
    ExportNamedDeclaration({ source, specifiers }) {
      if (source) facts.imports.push(source.value);
      const names = specifiers.map(({ exported }) => ('name' in exported ? exported.name : exported.value));
      facts.hasDefaultExport ||= names.includes('default');
    },
    ExportDefaultDeclaration() {
      facts.hasDefaultExport = true;
    },
    MemberExpression({ object, property }) {
      if (object.type !== 'Identifier') return;
      if (property.type === 'Identifier') facts.members.push(`${object.name}.${property.name}`);
      if (property.type === 'Literal') facts.members.push(`${object.name}.${property.value}`);
    },
    NewExpression({ callee, arguments: given }) {
      facts.readsTime ||= callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0;
    },
    CallExpression({ callee }) {
      facts.readsTime ||= callee.type === 'Identifier' && callee.name === 'Date';
    },
    Literal({ value }) {
      if (typeof value === 'string') facts.strings.push(value);
    },
    TemplateElement({ value }) {
      facts.strings.push(value.cooked ?? value.raw);
    },
  };
}
