import { createHash } from 'node:crypto';
import type { LoggedEvent } from './loggedEvent.ts';

const HOUR_MS = 3_600_000;
/** How long an event can be replayed. Source: Change Data Capture Developer Guide. */
const RETENTION_MS = 72 * HOUR_MS;
const COMPACT_AFTER = 4096;

/** An event, or a mere position (`event` absent), under its replay id. */
export interface LogEntry {
  readonly replay: number;
  readonly at: number;
  readonly event?: LoggedEvent;
}

/**
 * The event bus of one org: everything committed in the last 72 hours of the org's clock, in commit order.
 * A reader's position is a running number that stays valid while entries expire. Replay ids are opaque to
 * clients: eight big-endian bytes that rise with gaps, and two zero bytes.
 */
export class EventLog {
  readonly #now: () => number;
  #entries: LogEntry[] = [];
  #expired = 0;
  #dropped = 0;
  #lastReplay: number;

  constructor(orgId: string, now: () => number) {
    this.#now = now;
    // Microseconds, so that a log that starts again never repeats an id; an offset for each org, so that
    // one org's id means nothing in another.
    this.#lastReplay = now() * 1000 + createHash('sha256').update(orgId).digest().readUInt32BE();
    this.#push();
  }

  /** Position of the oldest entry that can still be replayed. */
  get start(): number {
    this.#expire();
    return this.#dropped + this.#expired;
  }

  /** Position after the newest entry. */
  get end(): number {
    return this.#dropped + this.#entries.length;
  }

  append(event: LoggedEvent): void {
    this.#expire();
    this.#push(event);
  }

  /** The entry at a position; undefined at the end and where it has expired. */
  at(position: number): LogEntry | undefined {
    return this.#entries[position - this.#dropped];
  }

  /**
   * A replay id that covers everything in the log and is at most an hour old, for the keepalives that save
   * a quiet subscriber from a position that expires.
   */
  freshReplayId(): Buffer {
    const newest = this.#entries.at(-1);
    if (!newest || this.#now() - newest.at >= HOUR_MS) this.#push();
    return toReplayId(this.#lastReplay);
  }

  /**
   * The position right after a replay id, in its 10-byte form or as the 8 bytes that some clients send
   * back; undefined for ids that have expired or were never given here.
   */
  after(replayId: Buffer): number | undefined {
    const tail = replayId.subarray(8);
    if (replayId.length !== 8 && !(replayId.length === 10 && tail.equals(Buffer.alloc(2)))) return undefined;
    this.#expire();
    const replay = Number(replayId.readBigUInt64BE());
    let low = this.#expired;
    let high = this.#entries.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#entries[middle]!.replay;
      if (found === replay) return this.#dropped + middle + 1;
      if (found < replay) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  #push(event?: LoggedEvent): void {
    this.#lastReplay += 1 + (this.#lastReplay % 7);
    this.#entries.push({ replay: this.#lastReplay, at: this.#now(), event });
  }

  #expire(): void {
    const oldest = this.#now() - RETENTION_MS;
    while (this.#expired < this.#entries.length && this.#entries[this.#expired]!.at < oldest) this.#expired++;
    if (this.#expired < COMPACT_AFTER) return;
    this.#entries = this.#entries.slice(this.#expired);
    this.#dropped += this.#expired;
    this.#expired = 0;
  }
}

/** The 10 bytes that stand for a replay counter on the wire. */
export function toReplayId(replay: number): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeBigUInt64BE(BigInt(replay));
  return bytes;
}
