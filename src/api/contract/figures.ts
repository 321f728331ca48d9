/** Figures are of this many people or more, so that none of them tells of one person; one's own aside. */
export const leastPeople = 5;

/** Why there are no figures of a group that is too small. */
export function toWithheld(people: number): string {
  const them = people === 1 ? 'one person' : `${people} people`;
  return `Figures are of groups of ${leastPeople} people or more, and of yourself; this group is ${them}.`;
}
