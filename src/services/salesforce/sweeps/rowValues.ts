import type { Value } from '../../../activity/change.ts';
import type { DescribedField } from '../describe.ts';
import { toLongId } from '../ids.ts';

/** A time of a row (`2026-11-23T14:31:00.000+0000`) as epoch ms; null where there is none. */
export function timeOf(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** An id of a row in its long form; null where there is none. */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(value)
    ? toLongId(value)
    : null;
}

/** True for a text that can be nothing but an id: of 18 characters that check, or of 15 with a prefix as ids have. */
export function isId(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (/^[A-Za-z0-9]{18}$/.test(value)) return toLongId(value.slice(0, 15)) === value;
  return /^(?=.{0,2}\d)[A-Za-z0-9]{5}0[A-Za-z0-9]{9}$/.test(value);
}

/** Longest text that is kept, in characters. */
const longestText = 255;
const numbers = /^(int|long|double|currency|percent)$/;

/**
 * A value of a history row as change events have it: history tables write all types into one column, and query jobs
 * write all as text. Undefined where the text is not of the field's type, or no value of that type is kept.
 */
export function toTyped(value: unknown, field: DescribedField | undefined): Value | undefined {
  if (value === null || value === undefined || value === '') return null;
  const type = field?.type ?? typeof value;
  if (type === 'multipicklist') return undefined;
  if (type === 'boolean') return toFlag(value);
  if (numbers.test(type) || type === 'number') return toNumber(value);
  if (type === 'datetime') return timeOf(value) ?? undefined;
  if (type === 'reference') return idOf(value) ?? undefined;
  if (typeof value === 'object') return undefined;
  // A date stays the date that it is, whatever time of day is written behind it.
  if (type === 'date') return /^\d{4}-\d\d-\d\d/.exec(String(value))?.[0];
  return String(value).slice(0, longestText);
}

function toFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
