import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, fault, openRestOrg } from '../../../../test/helpers/restOrg.ts';
import type { Session, SweepBatch } from '../../../activity/service.ts';
import { openLog } from '../../../lib/log.ts';
import { toDescribedObject } from '../describe.ts';
import { salesforceFeatures } from '../features/index.ts';
import { toPermissions } from '../permissions.ts';
import { openSweepMemory } from './memory.ts';
import { openSweep } from './sweep.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const from = Date.UTC(2026, 2, 2, 9);
const to = from + 3_600_000;
const jon = '005000000000001AAA';
const mara = '005000000000002AAA';

type Row = Readonly<Record<string, unknown>>;

/** Rows of CaseHistory: at each of these seconds after nine, so many changes of the owner (two rows each). */
function rowsAt(changes: readonly (readonly [second: number, count: number])[]): readonly Row[] {
  const rows: Row[] = [];
  for (const [second, count] of changes) {
    for (let n = 0; n < 2 * count; n += 1) {
      rows.push({
        Id: `017${String(rows.length).padStart(12, '0')}AAA`,
        CaseId: `500${String(Math.floor(rows.length / 2)).padStart(12, '0')}AAA`,
        ...{ Field: 'Owner', CreatedById: mara, DataType: n % 2 === 0 ? 'Text' : 'EntityId' },
        CreatedDate: new Date(from + second * 1000).toISOString().replace('Z', '+0000'),
        ...(n % 2 === 0
          ? { OldValue: 'Jon Park', NewValue: 'Mara Klein' }
          : { OldValue: jon, NewValue: mara }),
      });
    }
  }
  return rows;
}

/** Evaluates the one form of query that a sweep of history asks. */
function select(rows: readonly Row[], soql: string): readonly Row[] {
  const [, since, id, until] =
    /CreatedDate >= (\S+) AND (?:\(CreatedDate > \S+ OR Id > '(\w+)'\) AND )?CreatedDate < (\S+)/.exec(soql)!;
  const [start, end] = [Date.parse(since!), Date.parse(until!)];
  return rows.filter((row) => {
    const at = Date.parse(String(row.CreatedDate));
    return at >= start && at < end && (id === undefined || at > start || String(row.Id) > id);
  });
}

/** An org whose only table is CaseHistory, in pages of any size; `meet` may answer in its place. */
async function openHistoryOrg(
  rows: readonly Row[],
  pageRows: number,
  meet: (path: string) => Answer | null = () => null,
) {
  const found = new Map<string, readonly Row[]>();
  const toPage = (locator: string, offset: number): Answer => {
    const all = found.get(locator)!;
    const done = offset + pageRows >= all.length;
    const next = `/services/data/v66.0/query/${locator}-${offset + pageRows}`;
    const records = all.slice(offset, offset + pageRows);
    return { body: { totalSize: all.length, done, ...(!done && { nextRecordsUrl: next }), records } };
  };
  const answer = (path: string): Answer => {
    const met = meet(path);
    if (met !== null) return met;
    const [, soql] = /[?]q=(.*)$/.exec(decodeURIComponent(path)) ?? [];
    if (soql === undefined) {
      const [, locator, offset] = /query\/(\w+)-(\d+)$/.exec(path)!;
      return toPage(locator!, Number(offset));
    }
    const locator = `01g${found.size}`;
    found.set(locator, select(rows, soql));
    return toPage(locator, 0);
  };
  const org = await openRestOrg(({ path, body }) => {
    const refused = path.endsWith('/composite') ? meet(path) : answer(path);
    if (refused !== null) return refused;
    const parts = (body as { compositeRequest: { referenceId: string; url: string }[] }).compositeRequest;
    const answers = parts.map(({ referenceId, url }) => {
      const { status = 200, body: found } = answer(url);
      return { referenceId, httpStatusCode: status, httpHeaders: {}, body: found };
    });
    return { body: { compositeResponse: answers } };
  }, 'WorkSights_0123456789ab__chn');
  cleanups.push(org.close);
  return org;
}

const described = new Map(
  [
    toDescribedObject({
      name: 'Case',
      fields: [{ name: 'OwnerId', type: 'reference', relationshipName: 'Owner' }],
    }),
    toDescribedObject({
      name: 'CaseHistory',
      fields: ['Id', 'CaseId', 'Field', 'OldValue', 'NewValue', 'DataType', 'CreatedDate', 'CreatedById'].map(
        (name) => ({ name, type: 'string' }),
      ),
    }),
  ].map((one) => [one.name, one]),
);
const clock = { now: () => to + 86_400_000, sleep: async () => {} };

function sweep(org: Awaited<ReturnType<typeof openHistoryOrg>>, cursor: string | null = null) {
  const session = { connectionId: 'c', signal: new AbortController().signal } as Session;
  return openSweep(
    {
      ...{ session, clock, rest: org.rest, features: salesforceFeatures, memory: openSweepMemory(clock) },
      log: openLog({ level: 'silent' }),
      describe: async () => described,
      look: async () => ({ remoteUserId: jon, described, permissions: toPermissions(undefined, null) }),
      forget: () => {},
    },
    {
      ...{ path: 'field_history', cursor, people: { byAddress: () => null } },
      spans: [{ feature: 'cases', from, to }],
    },
  );
}

async function all(batches: AsyncIterable<SweepBatch>): Promise<SweepBatch[]> {
  const read: SweepBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

const rows = rowsAt([
  [0, 3],
  [1, 1],
  [60, 8],
  [61, 4],
  [3599, 2],
]);
const keysOf = (batches: readonly SweepBatch[]) =>
  batches.flatMap(({ changes }) => changes.map(({ key }) => key));

describe('pages of a sweep', () => {
  it.each([1, 2, 3, 5, 7, 36, 2000])(
    'of %i rows come to the same changes, each once and whole',
    async (size) => {
      const batches = await all(sweep(await openHistoryOrg(rows, size)));
      const changes = batches.flatMap((batch) => batch.changes);
      expect(changes).toHaveLength(18);
      expect(new Set(keysOf(batches)).size).toBe(18);
      expect(changes.every(({ values, before }) => values.OwnerId === mara && before?.OwnerId === jon)).toBe(
        true,
      );
      expect(batches.flatMap(({ read }) => read)).toHaveLength(1);
    },
  );

  // Harm: what a crash leaves between a page and the next would be lost, or a change told by half.
  it.each([1, 2, 3, 5])(
    'of %i rows lose nothing where a later try goes on from any of them',
    async (size) => {
      let lost = 0;
      const org = await openHistoryOrg(rows, size, (path) => {
        // Every third locator is unknown by the time it is asked for.
        if (!/query\/01g/.test(path)) return null;
        lost += 1;
        return lost % 3 === 0 ? fault(400, 'INVALID_QUERY_LOCATOR') : null;
      });
      const whole = await all(sweep(org));
      expect(new Set(keysOf(whole)).size).toBe(18);
      for (const [index, { cursor }] of whole.entries()) {
        const rest = await all(sweep(org, cursor));
        expect(new Set([...keysOf(whole.slice(0, index + 1)), ...keysOf(rest)]).size).toBe(18);
      }
    },
  );

  it('go on with the rest of the window where a later page takes too long', async () => {
    let pages = 0;
    const org = await openHistoryOrg(rows, 4, (path) => {
      pages += 1;
      return pages === 3 || (pages === 6 && path.includes('?q=')) ? fault(400, 'QUERY_TIMEOUT') : null;
    });
    const batches = await all(sweep(org));
    expect(new Set(keysOf(batches)).size).toBe(18);
    expect(batches.at(-1)!.read).toHaveLength(1);
  });

  it('are asked for one by one where the org takes no Composite of them', async () => {
    const org = await openHistoryOrg(rows, 4, (path) =>
      path.endsWith('/composite') ? fault(400, 'BAD_REQUEST') : null,
    );
    expect(new Set(keysOf(await all(sweep(org)))).size).toBe(18);
  });

  it('end with what is not known to pass, after everything else was told', async () => {
    const org = await openHistoryOrg(rows, 4, () => fault(500, 'UNKNOWN_EXCEPTION'));
    await expect(all(sweep(org))).rejects.toMatchObject({ retry: 'fast' });
  });

  it('begin nowhere else than where the position says, and refuse one of something else', async () => {
    const org = await openHistoryOrg(rows, 4);
    await expect(all(sweep(org, 'x'))).rejects.toThrow();
  });
});
