/** Epoch milliseconds as the API writes times: RFC 3339 UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same, where there may be none. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
