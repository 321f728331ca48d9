import type { Clock } from '../../lib/clock.ts';
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
  readonly replicateable: boolean;
  readonly fields: ReadonlyMap<string, DescribedField>;
}

interface Answer {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string | null;
  readonly queryable: boolean;
  readonly replicateable: boolean;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly type: string;
    readonly referenceTo?: readonly string[];
    readonly relationshipName?: string | null;
    readonly compoundFieldName?: string | null;
    readonly picklistValues?: readonly { readonly value: string; readonly label: string | null }[];
  }[];
}

function toField(field: Answer['fields'][number]): DescribedField {
  return {
    name: field.name,
    label: field.label,
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
    label: answer.label,
    labelPlural: answer.labelPlural,
    keyPrefix: answer.keyPrefix ?? undefined,
    queryable: answer.queryable,
    replicateable: answer.replicateable,
    fields: new Map(answer.fields.map((field) => [field.name, toField(field)])),
  };
}

/** Descriptions of one org's objects, each read once a day. */
export interface Describer {
  /** Throws SalesforceError (`NOT_FOUND`, `INVALID_TYPE`) for an object that is off or hidden. */
  describe(object: string): Promise<DescribedObject>;
  /** Makes the next `describe` read again, say after INVALID_FIELD. */
  forget(object: string): void;
}

const MAX_AGE_MS = 24 * 3_600_000;

/** Opens the describer; callers at the same time share one read, and failures are not kept. */
export function openDescriber(rest: Rest, clock: Clock): Describer {
  const known = new Map<string, { readonly at: number; readonly object: Promise<DescribedObject> }>();
  return {
    describe(name) {
      const entry = known.get(name);
      if (entry && clock.now() - entry.at < MAX_AGE_MS) return entry.object;
      const path = `sobjects/${encodeURIComponent(name)}/describe`;
      const object = rest.get<Answer>(path).then(toDescribedObject);
      known.set(name, { at: clock.now(), object });
      object.catch(() => known.delete(name));
      return object;
    },
    forget: (name) => void known.delete(name),
  };
}
