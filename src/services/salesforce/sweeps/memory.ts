import type { Session } from '../../../activity/service.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Permissions } from '../permissions.ts';
import type { Probes } from './probe.ts';

const day = 24 * 3_600_000;

/** What sweeps found out about orgs, so that it is not asked for again each time; in memory, for a day at most. */
export interface SweepMemory {
  /** Which objects of a connection answer probes. */
  probes(session: Session): Probes;
  /** The connecting user's permissions, which `read` asks the org for. */
  permissions(session: Session, read: () => Promise<Permissions>): Promise<Permissions>;
  /** True where a history table was seen to have rows: field tracking is on for its object. */
  isTracked(session: Session, object: string): boolean;
  sawRows(session: Session, object: string): void;
}

interface Known {
  readonly blind: Map<string, number>;
  readonly tracked: Map<string, number>;
  permissions: { readonly at: number; readonly value: Permissions } | null;
}

/** Opens the memory of all sweeps of this process. */
export function openSweepMemory(clock: Clock): SweepMemory {
  const connections = new Map<string, Known>();
  const of = ({ connectionId }: Session): Known => {
    const known = connections.get(connectionId) ?? {
      blind: new Map(),
      tracked: new Map(),
      permissions: null,
    };
    connections.set(connectionId, known);
    return known;
  };
  return {
    probes: (session) => ({ clock, blind: of(session).blind }),
    permissions: async (session, read) => {
      const known = of(session);
      if (known.permissions === null || clock.now() - known.permissions.at >= day) {
        known.permissions = { at: clock.now(), value: await read() };
      }
      return known.permissions.value;
    },
    isTracked: (session, object) =>
      clock.now() - (of(session).tracked.get(object) ?? Number.NEGATIVE_INFINITY) < day,
    sawRows: (session, object) => void of(session).tracked.set(object, clock.now()),
  };
}
