import type { User } from '../../api.ts';

/** A person's place among those who are drawn: how deep, who is beside them, and whether more stand under them. */
export interface Place {
  readonly person: User;
  /** From one. */
  readonly level: number;
  /** Their number among those who share a manager, from one. */
  readonly position: number;
  readonly siblings: number;
  /** How many report to them directly. */
  readonly reports: number;
  readonly isOpen: boolean;
}

/** People by whom they report to; those whose manager is not among them (or is nobody) stand under null. */
export function groupByManager(people: readonly User[]): ReadonlyMap<string | null, readonly User[]> {
  const known = new Set(people.map(({ id }) => id));
  const groups = new Map<string | null, User[]>();
  for (const person of people) {
    const key = person.managerId !== null && known.has(person.managerId) ? person.managerId : null;
    const group = groups.get(key);
    if (group) group.push(person);
    else groups.set(key, [person]);
  }
  return groups;
}

/** The lines of the tree as they stand under each other, those under a closed person left out. */
export function toPlaces(
  groups: ReadonlyMap<string | null, readonly User[]>,
  closed: ReadonlySet<string>,
): readonly Place[] {
  const places: Place[] = [];
  // A stack instead of recursion: a chain of thousands is deeper than calls may be.
  const waiting: { list: readonly User[]; next: number; level: number }[] = [
    { list: groups.get(null) ?? [], next: 0, level: 1 },
  ];
  for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
    const person = top.list[top.next];
    if (!person) {
      waiting.pop();
      continue;
    }
    top.next += 1;
    const under = groups.get(person.id) ?? [];
    const isOpen = under.length > 0 && !closed.has(person.id);
    places.push({
      ...{ person, level: top.level, position: top.next, siblings: top.list.length },
      ...{ reports: under.length, isOpen },
    });
    if (isOpen) waiting.push({ list: under, next: 0, level: top.level + 1 });
  }
  return places;
}

/** Why somebody cannot report to somebody, as a sentence; null where they can. A manager of null is nobody. */
export function findLineRefusal(
  byId: ReadonlyMap<string, User>,
  person: User,
  manager: User | null,
): string | null {
  if (manager === null) return null;
  if (manager.id === person.id) return `${person.name} cannot report to themselves.`;
  const seen = new Set<string>();
  for (let above = manager.managerId; above !== null && !seen.has(above); ) {
    if (above === person.id) {
      return `${person.name} cannot report to ${manager.name}: ${manager.name} reports to ${person.name}.`;
    }
    seen.add(above);
    above = byId.get(above)?.managerId ?? null;
  }
  return null;
}
