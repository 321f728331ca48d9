import { RequestError } from '../errors.ts';
import { isTimeZone } from '../lib/timeZone.ts';

/** Epoch milliseconds as the API writes times: RFC 3339 UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same, where there may be none. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

/** The name of a time zone as it was asked for; 400 where there is no such zone. */
export function requireTimeZone(name: string): string {
  if (!isTimeZone(name)) {
    throw new RequestError(
      'invalid_request',
      `timeZone: there is no ${name}; take a name such as Europe/Berlin.`,
    );
  }
  return name;
}
