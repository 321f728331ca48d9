import type { Clock } from '../../lib/clock.ts';
import type { CompositeAnswer, CompositeRequest } from './composite.ts';
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
  /** The same, and other GETs (at most 10) in the same API call, if any is needed. */
  describeBeside(
    connectionId: string,
    rest: Rest,
    objects: readonly string[],
    beside: readonly CompositeRequest[],
  ): Promise<{
    readonly described: ReadonlyMap<string, DescribedObject>;
    readonly answers: readonly CompositeAnswer[];
  }>;
  /** Reads the objects, or everything of the connection, anew when next asked for: somebody may have changed the org. */
  forget(connectionId: string, objects?: readonly string[]): void;
}

const MAX_AGE_MS = 24 * 3_600_000;
const PARTS_AT_ONCE = 25;

interface Entry {
  readonly at: number;
  /** Null for an object that is off or hidden. */
  readonly object: DescribedObject | null;
}

/** Opens the describer; what is not known yet is read in one API call for 25 objects. */
export function openDescriber(clock: Clock): Describer {
  const connections = new Map<string, Map<string, Entry>>();
  const describeBeside: Describer['describeBeside'] = async (connectionId, rest, objects, beside) => {
    const known = connections.get(connectionId) ?? new Map<string, Entry>();
    connections.set(connectionId, known);
    const now = clock.now();
    const isStale = (name: string) => now - (known.get(name)?.at ?? Number.NEGATIVE_INFINITY) >= MAX_AGE_MS;
    const missing = [...new Set(objects)].filter(isStale);
    const answers: CompositeAnswer[] = [];
    for (let from = 0, parts = [...beside]; from < missing.length || parts.length > 0; parts = []) {
      const names = missing.slice(from, from + PARTS_AT_ONCE - parts.length);
      const all = await rest.composite([...parts, ...names.map(toRequest)]);
      answers.push(...all.slice(0, parts.length));
      const found = await readAnswers(rest, names, all.slice(parts.length));
      for (const [index, name] of names.entries()) known.set(name, { at: now, object: found[index] ?? null });
      from += names.length;
    }
    const described = objects.flatMap((name) => known.get(name)?.object ?? []);
    return { answers, described: new Map(described.map((object) => [object.name, object])) };
  };
  return {
    describeBeside,
    describe: async (connectionId, rest, objects) =>
      (await describeBeside(connectionId, rest, objects, [])).described,
    forget: (connectionId, objects) => {
      if (objects === undefined) connections.delete(connectionId);
      for (const name of objects ?? []) connections.get(connectionId)?.delete(name);
    },
  };
}

const toPath = (name: string) => `sobjects/${encodeURIComponent(name)}/describe`;

const toRequest = (name: string, index: number): CompositeRequest => ({
  referenceId: `describe${index}`,
  path: toPath(name),
});

// Where the Composite refuses each of several descriptions, it may be that which is refused: they are asked for alone.
async function readAnswers(
  rest: Rest,
  names: readonly string[],
  answers: readonly CompositeAnswer[],
): Promise<readonly (DescribedObject | null)[]> {
  const isRefused = names.length > 1 && answers.every(({ error }) => error instanceof SalesforceError);
  if (isRefused) {
    const found: (DescribedObject | null)[] = [];
    for (const name of names) found.push(await readAlone(rest, name));
    return found;
  }
  return answers.map(({ error, body }) => {
    if (error === undefined) return toDescribedObject(body as Answer);
    if (error instanceof SalesforceError) return null;
    throw error;
  });
}

async function readAlone(rest: Rest, name: string): Promise<DescribedObject | null> {
  try {
    return toDescribedObject(await rest.get<Answer>(toPath(name)));
  } catch (error) {
    if (error instanceof SalesforceError) return null;
    throw error;
  }
}
