import type { Engine } from './bench.ts';
import { type Child, openChild } from './child.ts';

/** Who is measured: the product on each database, and what it is measured beside. */
type Side = Engine | 'peer';

const engines = ['postgres', 'pglite'] as const;

/** Items per second of each side, by the median of the rounds. */
export type PerSecond = Readonly<Record<Side, number>>;

/** The product on each database, not yet connected. */
export async function openProducts(
  envOf: (engine: Engine) => Promise<Record<string, string>>,
): Promise<Record<Engine, Child>> {
  return {
    postgres: openChild('product', await envOf('postgres')),
    pglite: openChild('product', await envOf('pglite')),
  };
}

/** Lets each side do the same, one after the other, in rounds; `work` answers the seconds that it took. */
export async function measureRounds(
  count: number,
  rounds: number,
  work: { readonly product: (engine: Engine) => Promise<number>; readonly peer: () => Promise<number> },
): Promise<PerSecond> {
  const seconds: Record<Side, number[]> = { postgres: [], pglite: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const engine of engines) seconds[engine].push(await work.product(engine));
    seconds.peer.push(await work.peer());
  }
  const perSecond = (side: Side) => count / median(seconds[side]);
  return { postgres: perSecond('postgres'), pglite: perSecond('pglite'), peer: perSecond('peer') };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** The sides as lines with their ratio to the peer, under a heading. */
export function tellSides(heading: string, perSecond: PerSecond, peer: string): string {
  const line = (side: Side, name: string) => {
    const ratio = (perSecond[side] / perSecond.peer).toFixed(2);
    return `${name.padEnd(44)}${Math.round(perSecond[side]).toString().padStart(9)}${ratio.padStart(8)}`;
  };
  return [
    `${heading.padEnd(53)}   ratio`,
    line('postgres', 'WorkSights, committed rows on PostgreSQL'),
    line('pglite', 'WorkSights, committed rows on PGlite'),
    line('peer', peer),
    '',
  ].join('\n');
}
