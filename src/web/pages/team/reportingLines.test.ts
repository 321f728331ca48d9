import { describe, expect, it } from 'vitest';
import type { User } from '../../api.ts';
import { findLineRefusal, groupByManager, toPlaces } from './reportingLines.ts';

const person = (id: string, managerId: string | null): User => ({
  ...{ id, managerId, name: id, email: `${id}@acme.example`, role: 'member', timeZone: 'UTC' },
  ...{ region: null, position: null, loginAccess: true, deactivatedAt: null, invitedAt: null },
});
const team = [person('olga', null), person('mara', 'olga'), person('tom', 'mara'), person('pia', 'olga')];
const byId = new Map(team.map((each) => [each.id, each]));
const drawn = (closed: readonly string[]) =>
  toPlaces(groupByManager(team), new Set(closed)).map(({ person: { id }, level }) => `${level} ${id}`);

describe('reporting lines', () => {
  it('stand under whom they report to', () => {
    expect(drawn([])).toEqual(['1 olga', '2 mara', '3 tom', '2 pia']);
  });

  it('leave out who is under somebody closed', () => {
    expect(drawn(['mara'])).toEqual(['1 olga', '2 mara', '2 pia']);
  });

  it('begin anew where the manager is not among those who are seen', () => {
    const places = toPlaces(groupByManager(team.slice(1)), new Set());
    expect(places.map(({ person: { id }, level }) => `${level} ${id}`)).toEqual(['1 mara', '2 tom', '1 pia']);
  });

  it('are drawn for a chain of thousands', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => person(`${n}`, n === 0 ? null : `${n - 1}`));
    expect(toPlaces(groupByManager(chain), new Set()).at(-1)).toMatchObject({ level: 10_000 });
  });

  it('make no circle, however long', () => {
    const refuse = (who: string, manager: string | null) =>
      findLineRefusal(byId, byId.get(who)!, manager === null ? null : byId.get(manager)!);
    expect(refuse('olga', 'tom')).toBe('olga cannot report to tom: tom reports to olga.');
    expect(refuse('mara', 'mara')).toBe('mara cannot report to themselves.');
    expect(refuse('tom', 'pia')).toBeNull();
    expect(refuse('tom', null)).toBeNull();
  });
});
