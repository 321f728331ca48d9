import { expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { stageOrg } from './stage.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const MONTH = 30.44 * 86_400_000;

const tell = () => stageOrg({ clock: createClock(NOW), historyMonths: 18 });

test('18 months of history are there before the org starts, and the clock is where it was', () => {
  const { org } = tell();
  expect(org.now()).toBe(NOW);
  for (const object of ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Task', 'Event']) {
    const rows = org.records(object);
    const created = rows.map((each) => Number(each.CreatedDate));
    expect(Math.max(...created), object).toBeLessThan(NOW);
    // Somebody did something in each quarter.
    for (let quarter = 0; quarter < 6; quarter += 1) {
      const from = NOW - (quarter + 1) * 3 * MONTH;
      const modified = rows.map((each) => Number(each.LastModifiedDate));
      const touched = [...created, ...modified].some((at) => at >= from && at < from + 3 * MONTH);
      expect(touched, `${object} ${quarter}`).toBe(true);
    }
    for (const row of rows) expect(row.LastModifiedDate).toBeGreaterThanOrEqual(Number(row.CreatedDate));
  }
  const deals = org.records('Opportunity');
  for (const stage of ['Closed Won', 'Closed Lost'])
    expect(deals.some((each) => each.StageName === stage)).toBe(true);
  expect(deals.filter((each) => each.IsClosed).length).toBeGreaterThan(20);
  expect(org.records('Lead').some((each) => each.IsConverted)).toBe(true);
});

test('what somebody did who left two weeks ago is still there', () => {
  const { org, people } = tell();
  const petra = people.get('petra');
  const tasks = org.records('Task').filter((row) => row.CreatedById === petra);
  expect(org.find('User', petra!)?.IsActive).toBe(false);
  expect(tasks.length).toBeGreaterThan(5);
  for (const row of tasks) expect(row.CreatedDate).toBeLessThan(NOW - 13 * 86_400_000);
  expect(org.records('AccountHistory').some((row) => row.CreatedById === petra)).toBe(true);
});

test('the same seed has the same history', () => {
  const rows = () => {
    const { org } = tell();
    return ['Opportunity', 'Case', 'Event'].map((object) => org.records(object));
  };
  expect(rows()).toEqual(rows());
});
