/**
 * Salesforce record ids: 15 case-sensitive characters (3 of prefix, 3 of instance, 9 of counter), and the
 * 18-character form whose last three letters encode which of the 15 are upper case.
 */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** Appends the three checksum characters to a 15-character id: one for each block of five, bit n set where character n is upper case. */
export function toId18(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) {
      const character = id15[block * 5 + i] ?? '';
      if (character >= 'A' && character <= 'Z') bits |= 1 << i;
    }
    suffix += CHECKSUM[bits];
  }
  return id15 + suffix;
}

/** The 18-character form of a 15- or 18-character id; undefined for what is no id (wrong length, characters or checksum). */
export function parseId(text: string): string | undefined {
  if (!/^[0-9A-Za-z]+$/.test(text)) return undefined;
  if (text.length === 15) return toId18(text);
  if (text.length !== 18) return undefined;
  const id = toId18(text.slice(0, 15));
  return id.toUpperCase() === text.toUpperCase() ? id : undefined;
}

/** Counts ids up for each key prefix; `instance` is the two-character pod that all ids of an org share. */
export function createIdSequence(instance: string): (prefix: string) => string {
  const counters = new Map<string, number>();
  return (prefix) => {
    const count = (counters.get(prefix) ?? 0) + 1;
    counters.set(prefix, count);
    // A prime step lets neighbours differ in more than their last letter, as ids of a busy org do.
    return toId18(`${prefix}${instance}0${toBase62(1_000_003 + count * 7919, 9)}`);
  };
}

function toBase62(value: number, width: number): string {
  let rest = value;
  let text = '';
  while (text.length < width) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
