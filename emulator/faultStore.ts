import { z } from 'zod';
import type { FaultArea, FaultSpec } from './faultSpec.ts';
import { type FaultName, faultCatalogue } from './faults.ts';

/** A fault that waits for its next victim. */
export interface ActiveFault {
  readonly name: FaultName;
  readonly spec: FaultSpec;
  /** Only this org; undefined: any. */
  readonly org: string | undefined;
  /** How often it still strikes; Infinity until it is cleared. */
  left: number;
  struck: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What is injected: the name, how often (once by default), where, and the fault's own parameters. */
export interface FaultRequest {
  readonly name: FaultName;
  readonly times?: number | 'always';
  readonly org?: string;
  readonly [parameter: string]: unknown;
}

const names = faultCatalogue.map(({ name }) => name) as [FaultName, ...FaultName[]];
const envelope = z.looseObject({
  name: z.enum(names),
  times: z.union([z.number().int().min(1), z.literal('always')]).default(1),
  org: z.string().optional(),
});

type Handler = (parameters: ActiveFault['parameters'], org: string | undefined) => void;

/** The faults that are injected and not yet used up, of all orgs of one emulator. */
export class Faults {
  readonly #active = new Set<ActiveFault>();
  readonly #handlers = new Map<FaultName, Handler>();
  readonly #onInject = new Set<() => void>();

  /** Injects one fault; throws ZodError for an unknown name or parameter. */
  inject(request: FaultRequest): ActiveFault {
    const { name, times, org, ...rest } = envelope.parse(request);
    const spec = faultCatalogue.find((each) => each.name === name)!;
    const parameters = spec.parameters.parse(rest);
    const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
    const fault: ActiveFault = { name, spec, org, left, struck: 0, parameters };
    if (spec.instant) {
      this.#handlers.get(name)?.(parameters, org);
      return { ...fault, left: 0, struck: 1 };
    }
    this.#active.add(fault);
    for (const listener of this.#onInject) listener();
    return fault;
  }

  /** The first fault of these areas that fits, which strikes with this; undefined where none does. */
  take(
    areas: readonly FaultArea[],
    org: string | undefined,
    fits: (fault: ActiveFault) => boolean = () => true,
  ): ActiveFault | undefined {
    const fault = this.peek(areas, org, fits);
    if (!fault) return undefined;
    fault.struck += 1;
    fault.left -= 1;
    if (fault.left <= 0) this.#active.delete(fault);
    return fault;
  }

  /** As `take`, without using it up. */
  peek(
    areas: readonly FaultArea[],
    org: string | undefined,
    fits: (fault: ActiveFault) => boolean = () => true,
  ): ActiveFault | undefined {
    for (const fault of this.#active) {
      const here = fault.org === undefined || fault.org === org;
      if (here && areas.includes(fault.spec.area) && fits(fault)) return fault;
    }
    return undefined;
  }

  list(): readonly ActiveFault[] {
    return [...this.#active];
  }

  /** Clears all faults, or those of one name; returns how many. */
  clear(name?: string): number {
    const gone = this.list().filter((each) => name === undefined || each.name === name);
    for (const fault of gone) this.#active.delete(fault);
    return gone.length;
  }

  /** Says who does an instant fault. */
  handle(name: FaultName, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  /** Calls the listener after each injection. */
  onInject(listener: () => void): void {
    this.#onInject.add(listener);
  }
}
