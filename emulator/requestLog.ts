/** One request as it came, without any value that it carried. */
export interface LoggedRequest {
  /** HTTP method, or `RPC` for a call of the Pub/Sub API. */
  readonly method: string;
  /** Path without query, or the name of the remote procedure. */
  readonly path: string;
  /** HTTP or gRPC status; 0 where the connection was broken off, for a stream that is open. */
  readonly status: number;
  /** Keys of the body and of what is nested in it: `Metadata.selectedEntity`. */
  readonly keys: readonly string[];
  /** Text of a query, of the request or of the parts of a Composite. */
  readonly soql: readonly string[];
  /** `GET /services/data/v66.0/limits` of each part of a Composite. */
  readonly parts: readonly string[];
  /** Epoch ms of the machine. */
  readonly at: number;
}

/** Requests that are remembered. */
const KEPT = 20_000;
const DEPTH = 3;

/** What came in from the product's side: control, login and consent pages are left out. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #forgotten = 0;

  /** All since the last `clear`, oldest first, at most 20,000. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  /** How many came in since the last `clear`. */
  get total(): number {
    return this.#entries.length + this.#forgotten;
  }

  add(entry: Omit<LoggedRequest, 'at'>): void {
    this.#entries.push({ ...entry, at: Date.now() });
    if (this.#entries.length <= KEPT) return;
    this.#entries.shift();
    this.#forgotten += 1;
  }

  clear(): void {
    this.#entries = [];
    this.#forgotten = 0;
  }
}

/** Names of everything in a JSON value; those of a list are told once. */
export function keysOf(value: unknown, prefix = '', depth = DEPTH): string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => keysOf(each, prefix, depth)))];
  return Object.entries(value).flatMap(([name, inner]) => [
    prefix + name,
    ...keysOf(inner, `${prefix}${name}.`, depth - 1),
  ]);
}
