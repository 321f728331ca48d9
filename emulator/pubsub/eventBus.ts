import type { CommittedChange, ObjectDef, OrgEvents } from '../org/types.ts';
import { type EventSchema, toEventName, toEventSchema } from './avroSchema.ts';
import { EventLog } from './eventLog.ts';
import { foreignChange, foreignObject } from './foreign.ts';
import { type FieldView, FULL_VIEW, LoggedEvent } from './loggedEvent.ts';

const STANDARD_CHANNEL = 'ChangeEvents';
const TOPIC_PREFIX = '/data/';

/** A topic that exists; `entity` is set where it carries one entity only. */
export interface Topic {
  readonly name: string;
  readonly entity?: string;
}

/** One org's side of the Pub/Sub server: its log, its topics and its schemas. */
export class EventBus {
  readonly org: OrgEvents;
  #log: EventLog;
  #logOrgId: string;
  #logs = 0;
  readonly #onAppend: () => void;
  readonly #stopListening: () => void;
  readonly #current = new Map<string, { def: ObjectDef; schema: EventSchema }>();
  readonly #schemas = new Map<string, EventSchema>();

  /** `onAppend` is called after each event that some topic carries. */
  constructor(org: OrgEvents, onAppend: () => void) {
    this.org = org;
    this.#logOrgId = org.orgId;
    this.#log = new EventLog(org.orgId, org.now);
    this.#onAppend = onAppend;
    this.#stopListening = org.onChange((change) => this.#append(change));
  }

  /** What was published; an org that was refreshed begins a new log. */
  get log(): EventLog {
    if (this.#logOrgId !== this.org.orgId) this.resetLog();
    return this.#log;
  }

  /** Starts anew, as after a refresh of a sandbox: what was given out before leads nowhere. */
  resetLog(): void {
    this.#logs += 1;
    this.#logOrgId = this.org.orgId;
    this.#log = new EventLog(`${this.org.orgId}:${this.#logs}`, this.org.now);
  }

  /** Puts an event of an entity that nobody selected on all custom channels. */
  appendForeign(entity: string): void {
    const schema = toEventSchema(foreignObject(entity));
    this.#schemas.set(schema.id, schema);
    const topics = this.org.channelNames().map((name) => TOPIC_PREFIX + name);
    this.log.append(new LoggedEvent(foreignChange(entity, this.org.now()), schema, topics));
    this.#onAppend();
  }

  close(): void {
    this.#stopListening();
  }

  /** Finds a topic by its exact, case-sensitive name (`/data/ChangeEvents`, `/data/Acme__chn`). */
  topic(name: string): Topic | undefined {
    if (!name.startsWith(TOPIC_PREFIX)) return undefined;
    const channel = name.slice(TOPIC_PREFIX.length);
    const entity = toEntity(channel);
    if (entity && this.schemaOf(entity)) return { name, entity };
    return this.org.channelEntities(channel) && { name };
  }

  /** The schema that the entity's events have right now; undefined where it has no change events. */
  schemaOf(entity: string): EventSchema | undefined {
    const def = this.org.objectDef(entity);
    if (def?.name !== entity || !def.hasChangeEvents) return undefined;
    const known = this.#current.get(entity);
    if (known && sameFields(known.def, def)) return known.schema;
    const schema = toEventSchema(def);
    this.#current.set(entity, { def, schema });
    this.#schemas.set(schema.id, schema);
    return schema;
  }

  /** A schema that some event has or had. */
  schemaById(id: string): EventSchema | undefined {
    return this.#schemas.get(id);
  }

  /** What the user may see of an entity's events; undefined where they are left out silently. */
  viewOf(userId: string, entity: string): FieldView | undefined {
    if (!this.org.canReceive(userId, entity)) return undefined;
    const hidden = this.org.hiddenFields(userId, entity);
    return hidden.size === 0 ? FULL_VIEW : { key: [...hidden].sort().join(), hidden };
  }

  #append(change: CommittedChange): void {
    const topics = this.#topicsOf(change.entity);
    const schema = topics.length > 0 ? this.schemaOf(change.entity) : undefined;
    if (!schema) return;
    this.log.append(new LoggedEvent(change, schema, topics));
    this.#onAppend();
  }

  #topicsOf(entity: string): string[] {
    const topics: string[] = [];
    for (const channel of [STANDARD_CHANNEL, ...this.org.channelNames()]) {
      if (!this.org.channelEntities(channel)?.includes(entity)) continue;
      topics.push(TOPIC_PREFIX + channel);
      // The topic of a single entity carries what is selected on the standard channel.
      if (channel === STANDARD_CHANNEL) topics.push(TOPIC_PREFIX + toEventName(entity));
    }
    return topics;
  }
}

function toEntity(eventName: string): string | undefined {
  if (eventName.endsWith('__ChangeEvent')) return `${eventName.slice(0, -'ChangeEvent'.length)}c`;
  return eventName.endsWith('ChangeEvent') ? eventName.slice(0, -'ChangeEvent'.length) : undefined;
}

// An org may build its definitions anew for each answer; the fields in them stay the same objects.
function sameFields(a: ObjectDef, b: ObjectDef): boolean {
  return a === b || (a.fields.length === b.fields.length && a.fields.every((f, i) => f === b.fields[i]));
}
