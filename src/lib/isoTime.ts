const dayMs = 86_400_000;
const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const three = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
let known = { day: 0, text: '1970-01-01T' };

/**
 * Epoch milliseconds as RFC 3339 in UTC: what `toISOString` gives, in a fraction of its time, since a stream names
 * the same few days in millions of times.
 */
export function toIsoTime(epochMs: number): string {
  const ms = Math.trunc(epochMs);
  const day = Math.floor(ms / dayMs);
  if (day !== known.day) known = { day, text: new Date(day * dayMs).toISOString().slice(0, -13) };
  const rest = ms - day * dayMs;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${known.text}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}.${three[rest % 1000]}Z`;
}
