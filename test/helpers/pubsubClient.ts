import { EventEmitter, once } from 'node:events';
import { type ClientDuplexStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import avro from 'avsc';
import {
  type ConsumerEvent,
  type FetchResponse,
  loadPubSub,
  type SchemaInfo,
  type TopicInfo,
} from '../../emulator/pubsub/proto.ts';

const PubSub = loadPubSub();

/** The three headers of a call; an empty string leaves one out. */
export interface Headers {
  readonly accesstoken: string;
  readonly instanceurl: string;
  readonly tenantid: string;
}

/** What a client writes; all but the credit may be left out. */
export interface FetchDraft {
  topicName?: string;
  replayPreset?: number;
  replayId?: Buffer;
  numRequested: number;
}

/** A decoded change event. */
export interface DecodedEvent {
  readonly [field: string]: unknown;
  readonly ChangeEventHeader: {
    readonly entityName: string;
    readonly recordIds: readonly string[];
    readonly changeType: string;
    readonly commitNumber: bigint;
    readonly changedFields: readonly string[];
    readonly nulledFields: readonly string[];
    readonly diffFields: readonly string[];
  };
}

const exactLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => {
    const value = bytes.readBigInt64LE();
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  },
  toBuffer: () => {
    throw new Error('this client only reads');
  },
  fromJSON: Number,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'number' || typeof value === 'bigint',
  compare: () => 0,
});

/** Decodes a payload by the schema text that the server gave for it. */
export function decodeEvent(schemaJson: string, payload: Buffer): DecodedEvent {
  const options = { wrapUnions: false, registry: { long: exactLong } };
  return avro.Type.forSchema(JSON.parse(schemaJson), options).fromBuffer(payload);
}

/** A bare client of the Pub/Sub API that shows every message as it came. */
export function openPubSubClient(url: string, headers: Headers) {
  const client = new PubSub(new URL(url).host, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) if (value) metadata.set(name, value);
  const unary = <T>(rpc: string, request: object): Promise<T> =>
    new Promise((resolve, reject) => {
      client[rpc]!(request, metadata, (error: ServiceError | null, answer: T) =>
        error ? reject(error) : resolve(answer),
      );
    });
  return {
    getTopic: (topicName: string) => unary<TopicInfo>('GetTopic', { topicName }),
    getSchema: (schemaId: string) => unary<SchemaInfo>('GetSchema', { schemaId }),
    publish: (topicName: string) => unary('Publish', { topicName, events: [] }),
    subscribe: (first?: FetchDraft) => new TestStream(client.Subscribe!(metadata), first),
    /** How a managed subscription ends that asks for this. */
    managed: (first: object) =>
      new TestStream(client.ManagedSubscribe!(metadata), first as FetchDraft).untilEnd(),
    close: () => client.close(),
  };
}

/** A Subscribe stream whose responses are awaited one by one. */
export class TestStream {
  readonly #call: ClientDuplexStream<FetchDraft, FetchResponse>;
  readonly #progress = new EventEmitter();
  readonly responses: FetchResponse[] = [];
  /** How the server ended the stream; undefined while it is open. */
  ended: { code: number; details: string; metadata: Metadata } | undefined;

  constructor(call: ClientDuplexStream<FetchDraft, FetchResponse>, first?: FetchDraft) {
    this.#call = call;
    call.on('data', (response: FetchResponse) => {
      this.responses.push(response);
      this.#progress.emit('made');
    });
    call.on('error', () => {});
    call.on('status', (status) => {
      this.ended = status;
      this.#progress.emit('made');
    });
    if (first) this.request(first);
  }

  request(request: FetchDraft): void {
    this.#call.write(request);
  }

  get events(): ConsumerEvent[] {
    return this.responses.flatMap((response) => response.events);
  }

  /** The responses that carry events. */
  get batches(): FetchResponse[] {
    return this.responses.filter((response) => response.events.length > 0);
  }

  /** Waits for a keepalive, before which nobody knows that the server has read the first request. */
  async untilStanding(): Promise<void> {
    await this.untilResponse((response) => response.events.length === 0);
  }

  /** Waits until so many events have come in all. */
  async untilEvents(count: number): Promise<ConsumerEvent[]> {
    while (this.events.length < count) await this.#advance();
    return this.events;
  }

  async untilResponse(matches: (response: FetchResponse) => boolean): Promise<FetchResponse> {
    for (;;) {
      const found = this.responses.find(matches);
      if (found) return found;
      await this.#advance();
    }
  }

  async untilEnd(): Promise<{ code: number; details: string; errorCode: unknown; metadata: Metadata }> {
    while (!this.ended) await once(this.#progress, 'made');
    const { code, details, metadata } = this.ended;
    return { code, details, metadata, errorCode: metadata.get('error-code')[0] };
  }

  cancel(): void {
    this.#call.cancel();
  }

  async #advance(): Promise<void> {
    if (this.ended) throw new Error(`the stream has ended: ${this.ended.details}`);
    await once(this.#progress, 'made');
  }
}
