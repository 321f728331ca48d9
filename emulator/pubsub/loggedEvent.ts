import { randomUUID } from 'node:crypto';
import type { CommittedChange } from '../org/types.ts';
import type { EventSchema } from './avroSchema.ts';
import { encodeChange } from './payload.ts';

/** What field-level security leaves of an entity for one user; `key` is equal for equal views. */
export interface FieldView {
  readonly key: string;
  readonly hidden: ReadonlySet<string>;
}

/** The view of a user from whom nothing is hidden. */
export const FULL_VIEW: FieldView = { key: '', hidden: new Set() };

/**
 * One change event as the bus keeps it: on the topics that carried its entity when it was committed, in
 * the schema of that moment, and encoded once for each view rather than once for each receiver.
 */
export class LoggedEvent {
  readonly id = randomUUID();
  readonly entity: string;
  /** `performance.now()` when it was committed. */
  readonly committedAt = performance.now();
  readonly topics: readonly string[];
  readonly schemaId: string;
  readonly #change: CommittedChange;
  readonly #schema: EventSchema;
  readonly #payloads = new Map<string, Buffer>();

  /** Encodes at once, so that a value that does not fit its field fails the commit that made it. */
  constructor(change: CommittedChange, schema: EventSchema, topics: readonly string[]) {
    this.entity = change.entity;
    this.topics = topics;
    this.schemaId = schema.id;
    this.#change = change;
    this.#schema = schema;
    this.payload(FULL_VIEW);
  }

  /** The raw Avro binary that a receiver with this view gets. */
  payload(view: FieldView): Buffer {
    let payload = this.#payloads.get(view.key);
    if (!payload) {
      payload = encodeChange(this.#change, this.#schema, view.hidden);
      this.#payloads.set(view.key, payload);
    }
    return payload;
  }
}
