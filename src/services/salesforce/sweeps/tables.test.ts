import { describe, expect, it } from 'vitest';
import type { SweepPath } from '../../../activity/service.ts';
import { toDescribedObject } from '../describe.ts';
import { salesforceFeatures } from '../features/index.ts';
import {
  countSoql,
  isTable,
  newsSoql,
  objectsOf,
  pageSoql,
  type Stretch,
  type Table,
  tablesOf,
} from './tables.ts';

/** Texts that people write, their addresses and numbers, and files: by the names that Salesforce's objects use. */
const forbidden = [
  ...['Description', 'Body', 'TextBody', 'HtmlBody', 'CommentBody', 'Comments', 'Content', 'TextPreview'],
  ...[
    'Headers',
    'VersionData',
    'LinkUrl',
    'Title__c',
    'NextStep',
    'BccAddress',
    'FromName',
    'Email',
    'Phone',
  ],
];
/** Columns of e-mails that are compared in memory and kept nowhere. */
const comparedOnly = ['FromAddress', 'ToAddress', 'CcAddress', 'Parent.OwnerId'];

const wanted = (path: SweepPath) =>
  salesforceFeatures.flatMap((feature) => objectsOf(path, feature).map((object) => ({ feature, object })));

/** Every object with all that a feature may ask for, and all that nobody may ask for. */
function describeAll(without: readonly string[] = []) {
  const names = [
    ...new Set((['field_history', 'delta'] as const).flatMap(wanted).map(({ object }) => object)),
  ];
  const parts = salesforceFeatures.flatMap(({ objects }) =>
    objects.flatMap(({ keep, show, history, delta }) => [
      ...keep,
      ...show,
      ...(history === undefined ? [] : [history.parent, ...(history.snapshots?.fields ?? [])]),
      ...(delta?.derive?.columns ?? []),
    ]),
  );
  const system = [
    ...['Id', 'IsDeleted', 'CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById'],
    ...['SystemModstamp', 'LastEditDate', 'LastEditById', 'Field', 'OldValue', 'NewValue', 'DataType'],
  ];
  const fields = [...new Set([...system, ...parts, ...forbidden])]
    .filter((name) => !without.includes(name))
    .map((name) => ({ name, type: 'string', ...(name === 'ParentId' && { relationshipName: 'Parent' }) }));
  return new Map(names.map((name) => [name, toDescribedObject({ name, fields, replicateable: true })]));
}

function planAll(path: SweepPath, without: readonly string[] = []): readonly Table[] {
  const described = describeAll(without);
  return salesforceFeatures.flatMap((feature) => tablesOf(path, feature, described).filter(isTable));
}

const from = Date.UTC(2026, 2, 2, 9);
const to = from + 3_600_000;
const stretch: Stretch = { reached: { at: from, id: '' }, until: to, span: { from, to }, open: true };

describe('the queries of sweeps', () => {
  // Harm: a text that somebody wrote would be requested, and with it everything that metadata only promises.
  it('select nothing that somebody wrote, whatever an org has', () => {
    for (const path of ['field_history', 'delta'] as const) {
      const tables = planAll(path);
      expect(tables.length).toBeGreaterThan(5);
      for (const table of tables) {
        const allowed = table.object === 'EmailMessage' ? comparedOnly : [];
        const body = /body|description|content$|preview|comments$|address|email$|phone|headers|url$|data$/i;
        const wrong = table.select.filter(
          (column) => (forbidden.includes(column) || body.test(column)) && !allowed.includes(column),
        );
        expect([table.object, wrong]).toEqual([table.object, []]);
        const [, list = ''] = /^SELECT (.*?) FROM /.exec(pageSoql(table, stretch)) ?? [];
        expect(list.split(', ')).toEqual(table.select);
        expect(newsSoql(table, from)).toMatch(/^SELECT Id FROM \w+ WHERE SystemModstamp >= \S+ LIMIT 1$/);
      }
    }
  });

  it('cover every object of every feature, and the history of five', () => {
    const delta = planAll('delta').map(({ object }) => object);
    expect(delta).toEqual(salesforceFeatures.flatMap(({ objects }) => objects.map(({ type }) => type)));
    expect(planAll('field_history').map(({ object }) => object)).toEqual([
      ...['OpportunityFieldHistory', 'OpportunityHistory', 'CaseHistory', 'ContactHistory'],
      ...['AccountHistory', 'LeadHistory'],
    ]);
  });

  it('go on after a row by time and id, and end where their window ends', () => {
    const [, , cases] = planAll('field_history');
    expect(pageSoql(cases!, stretch)).toBe(
      'SELECT Id, Field, CreatedDate, CreatedById, CaseId, OldValue, NewValue, DataType FROM CaseHistory ' +
        'WHERE CreatedDate >= 2026-03-02T09:00:00Z AND CreatedDate < 2026-03-02T10:00:00Z ORDER BY CreatedDate, Id',
    );
    const after = { ...stretch, reached: { at: from + 1500, id: '017000000000001AAA' } };
    expect(countSoql(cases!, after)).toBe(
      'SELECT COUNT() FROM CaseHistory WHERE CreatedDate >= 2026-03-02T09:00:01.500Z AND ' +
        "(CreatedDate > 2026-03-02T09:00:01.500Z OR Id > '017000000000001AAA') AND CreatedDate < 2026-03-02T10:00:00Z",
    );
  });

  it('ask an earlier span for what was created or edited in it and saved again since', () => {
    const leads = planAll('delta').find(({ object }) => object === 'Lead')!;
    expect(pageSoql(leads, stretch)).toMatch(
      / WHERE SystemModstamp >= 2026-03-02T09:00:00Z ORDER BY SystemModstamp, Id$/,
    );
    expect(countSoql(leads, { ...stretch, open: false })).toBe(
      'SELECT COUNT() FROM Lead WHERE SystemModstamp >= 2026-03-02T09:00:00Z AND ' +
        '(SystemModstamp < 2026-03-02T10:00:00Z OR ' +
        '(CreatedDate >= 2026-03-02T09:00:00Z AND CreatedDate < 2026-03-02T10:00:00Z) OR ' +
        '(LastModifiedDate >= 2026-03-02T09:00:00Z AND LastModifiedDate < 2026-03-02T10:00:00Z))',
    );
  });

  it('do without what an org does not show, as long as a row still has its id, time and author', () => {
    const [note] = planAll('delta', ['SystemModstamp', 'IsDeleted', 'Title']).filter(
      ({ object }) => object === 'ContentNote',
    );
    expect(note).toMatchObject({ stamp: 'LastModifiedDate' });
    expect(note!.select).not.toContain('Title');
    expect(planAll('delta', ['CreatedById'])).toEqual([]);
    expect(planAll('field_history', ['Field']).map(({ object }) => object)).toEqual(['OpportunityHistory']);
  });
});
