import type { Clock } from '../../lib/clock.ts';
import { SalesforceError } from './errors.ts';
import type { Rest } from './rest.ts';

/** A field as `describe` tells it, in the org's language and as the connecting user may see it. */
export interface DescribedField {
  readonly name: string;
  readonly label: string;
  /** `string`, `picklist`, `reference`, `currency`, `date`, `datetime` ... */
  readonly type: string;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | undefined;
  /** The compound that this field is a part of, e.g. `MailingAddress`. */
  readonly compoundFieldName: string | undefined;
  /** Label by stored value, for picklists. */
  readonly picklist: ReadonlyMap<string, string>;
}

/** An object as the connecting user sees it: hidden fields are not there. */
export interface DescribedObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string | undefined;
  readonly queryable: boolean;
  /** True where getUpdated and getDeleted answer for the object. */
  readonly replicateable: boolean;
  readonly fields: ReadonlyMap<string, DescribedField>;
}

interface Answer {
  readonly name: string;
  readonly label?: string;
  readonly labelPlural?: string;
  readonly keyPrefix?: string | null;
  readonly queryable?: boolean;
  readonly replicateable?: boolean;
  readonly fields: readonly {
    readonly name: string;
    readonly label?: string;
    readonly type: string;
    readonly referenceTo?: readonly string[] | null;
    readonly relationshipName?: string | null;
    readonly compoundFieldName?: string | null;
    readonly picklistValues?: readonly { readonly value: string; readonly label?: string | null }[] | null;
  }[];
}

function toField(field: Answer['fields'][number]): DescribedField {
  return {
    name: field.name,
    label: field.label ?? field.name,
    type: field.type,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName ?? undefined,
    compoundFieldName: field.compoundFieldName ?? undefined,
    picklist: new Map((field.picklistValues ?? []).map(({ value, label }) => [value, label ?? value])),
  };
}

/** Reads the answer of `GET /sobjects/X/describe`. */
export function toDescribedObject(answer: Answer): DescribedObject {
  return {
    name: answer.name,
    label: answer.label ?? answer.name,
    labelPlural: answer.labelPlural ?? answer.label ?? answer.name,
    keyPrefix: answer.keyPrefix ?? undefined,
    queryable: answer.queryable ?? true,
    replicateable: answer.replicateable ?? false,
    fields: new Map(answer.fields.map((field) => [field.name, toField(field)])),
  };
}

/** The names of those objects that can be queried, or that getUpdated and getDeleted answer for. */
export function objectsThatAre(
  described: ReadonlyMap<string, DescribedObject>,
  flag: 'queryable' | 'replicateable',
): ReadonlySet<string> {
  return new Set([...described.values()].filter((object) => object[flag]).map(({ name }) => name));
}

/** Descriptions of objects, each read once a day for each connection. */
export interface Describer {
  /** Those of the objects that the connecting user can see; one that is off or hidden is left out. */
  describe(
    connectionId: string,
    rest: Rest,
    objects: readonly string[],
  ): Promise<ReadonlyMap<string, DescribedObject>>;
  /** Reads everything of the connection anew when it is next asked for: somebody may have changed the org. */
  forget(connectionId: string): void;
}

const MAX_AGE_MS = 24 * 3_600_000;
const OBJECTS_AT_ONCE = 25;

interface Entry {
  readonly at: number;
  /** Null for an object that is off or hidden. */
  readonly object: DescribedObject | null;
}

/** Opens the describer; what is not known yet is read in one API call for 25 objects. */
export function openDescriber(clock: Clock): Describer {
  const connections = new Map<string, Map<string, Entry>>();
  return {
    async describe(connectionId, rest, objects) {
      const known = connections.get(connectionId) ?? new Map<string, Entry>();
      connections.set(connectionId, known);
      const now = clock.now();
      const isStale = (name: string) => now - (known.get(name)?.at ?? Number.NEGATIVE_INFINITY) >= MAX_AGE_MS;
      const missing = [...new Set(objects)].filter(isStale);
      for (let from = 0; from < missing.length; from += OBJECTS_AT_ONCE) {
        const names = missing.slice(from, from + OBJECTS_AT_ONCE);
        const found = await readDescriptions(rest, names);
        for (const [index, name] of names.entries())
          known.set(name, { at: now, object: found[index] ?? null });
      }
      const described = objects.flatMap((name) => known.get(name)?.object ?? []);
      return new Map(described.map((object) => [object.name, object]));
    },
    forget: (connectionId) => {
      connections.delete(connectionId);
    },
  };
}

async function readDescriptions(
  rest: Rest,
  names: readonly string[],
): Promise<readonly (DescribedObject | null)[]> {
  const answers = await rest.composite(
    names.map((name, index) => ({
      referenceId: `describe${index}`,
      path: `sobjects/${encodeURIComponent(name)}/describe`,
    })),
  );
  return answers.map(({ error, body }) => {
    if (error === undefined) return toDescribedObject(body as Answer);
    if (error instanceof SalesforceError) return null;
    throw error;
  });
}
