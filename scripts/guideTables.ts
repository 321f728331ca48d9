// The tables of docs/guides that say what is read: made from the declarations of the features, so that no guide can
// promise more or less than the code does. A guide names what it wants: `<!-- generated: fields tasks -->`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature, ObjectReads } from '../src/activity/feature.ts';
import { settingsTable } from '../src/config.ts';
import { salesforceFeatures } from '../src/services/salesforce/features/index.ts';
import { needOf } from '../src/services/salesforce/standing.ts';

/** Somebody who may do nothing: what they need is what everybody needs. */
const nobody = {
  ...{ customizeApplication: false, viewSetup: false, viewAllData: false, modifyAllData: false },
  ...{ queryAllFiles: false, viewAllRecords: new Set<string>() },
};

type Row = readonly string[];

const makers: Readonly<Record<string, (features: readonly Feature[]) => string>> = {
  paths: (features) => toTable(['path', 'reads', 'brings', 'when'], features.flatMap(pathRows)),
  fields: (features) => features.flatMap(({ objects }) => objects.map(fieldTable)).join('\n\n'),
  examples: (features) =>
    toTable(
      ['in Salesforce', 'on the timeline, after the name of the person'],
      features.flatMap(exampleRows),
    ),
  permissions: (features) =>
    toTable(['feature', 'reads', 'permission to see the records of everybody'], features.flatMap(needRows)),
  settings: settingsTable,
  alerts: () => toTable(['alert', 'when'], alertRows()),
};

/** A guide with all of its generated blocks made anew; throws for a block that nobody can make. */
export function withTables(guide: string): string {
  const block = /(<!-- generated: (\w+)([\w ]*) -->\n)[\s\S]*?(<!-- \/generated -->)/g;
  return guide.replace(block, (_, start: string, kind: string, keys: string, end: string) => {
    const make = makers[kind];
    if (make === undefined) throw new Error(`nothing is called "${kind}" among the tables of guides`);
    return `${start}\n${make(toFeatures(keys))}\n\n${end}`;
  });
}

/** The features of a block; all where it names none. */
function toFeatures(keys: string): readonly Feature[] {
  const wanted = keys.split(' ').filter((key) => key !== '');
  if (wanted.length === 0) return salesforceFeatures;
  return wanted.map((key) => {
    const feature = salesforceFeatures.find((one) => one.key === key);
    if (feature === undefined) throw new Error(`there is no feature "${key}"`);
    return feature;
  });
}

function pathRows({ objects }: Feature): readonly Row[] {
  return objects.flatMap(({ type, streamed, history, delta }) => {
    const rows: Row[] = [];
    const every = 'every 10 minutes';
    if (streamed) {
      rows.push([
        'Real-time',
        code(type),
        'what is created, changed, deleted and restored',
        'within seconds',
      ]);
    }
    if (history !== undefined) {
      const { object, snapshots } = history;
      const also = snapshots && `, else ${code(snapshots.object)} (${list(snapshots.fields)})`;
      const brings = `who changed which field, and what it held before`;
      rows.push(['Field History sweep', `${code(object)}${also ?? ''}`, brings, every]);
    }
    const links = delta?.links && `, and ${code(delta.links.object)} for the record that it is on`;
    const brings = streamed ? 'the days before the connection' : 'what is created, edited and deleted';
    const when = streamed ? `once, and ${every} while the feature is Blocked` : every;
    return [...rows, ['Delta sweep', `${code(type)}${links ?? ''}`, brings, when]];
  });
}

function fieldTable(reads: ObjectReads): string {
  const { type, keep, show, ignore, delta } = reads;
  const rows: Row[] = [
    ['the value, before and after a change', list(show)],
    [
      'the value as it is now, to name and place entries',
      list(keep.filter((field) => !show.includes(field))),
    ],
    ['nothing: compared while it is read, then forgotten', list(delta?.derive?.columns ?? [])],
    ['nothing, for such a change says nothing to a reader', list(ignore)],
    ['that it changed, never what it holds', 'every other field'],
  ];
  const where = delta?.where && `Of ${code(type)} only rows with ${code(delta.where)} are read.`;
  const table = toTable(
    ['what is kept', `fields of ${code(type)}`],
    rows.filter(([, fields]) => fields !== ''),
  );
  return where ? `${table}\n\n${where}` : table;
}

/** The examples with what each of them says that none before has said: most begin with the same record. */
function exampleRows({ examples }: Feature): readonly Row[] {
  const told = new Set<string>();
  return examples.map(({ name, expect }) => {
    const titles = [...new Set(expect.map(({ title }) => title))];
    const fresh = titles.filter((title) => !told.has(title));
    for (const title of titles) told.add(title);
    const said = (fresh.length > 0 ? fresh : titles).map((title) => `*${title}*`).join('; ');
    return [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, said === '' ? 'nothing' : said];
  });
}

const needRows = ({ name, objects }: Feature): readonly Row[] =>
  objects.map(({ type }) => [name, code(type), needOf(nobody, type).permission]);

/** The alert rules under ops, by the sentence that each of them tells. */
function alertRows(): readonly Row[] {
  const rules = readFileSync(join(import.meta.dirname, '..', 'ops', 'prometheus-alerts.yml'), 'utf8');
  const each = /- alert: (\w+)[\s\S]*?summary: '([^']*)'/g;
  return [...rules.matchAll(each)].map(([, name = '', summary = '']) => [
    code(name),
    summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*'),
  ]);
}

const code = (text: string) => `\`${text}\``;
const list = (fields: readonly string[]) => fields.map(code).join(', ');

function toTable(head: Row, rows: readonly Row[]): string {
  // A bar would end the cell.
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
