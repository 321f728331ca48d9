import type { Bounds } from '../org/rowStore.ts';
import { dateLiteral } from './dates.ts';
import type { Comparison, Condition } from './parse.ts';

const NONE: Bounds = {};

/**
 * Bounds of a date-time field that every row fulfils which fulfils the condition: what a table that is kept in
 * the field's order needs to read. The condition is still checked row by row.
 */
export function boundsOf(condition: Condition | undefined, field: string, now: number): Bounds {
  if (!condition || condition.kind === 'not') return NONE;
  if (condition.kind === 'comparison')
    return condition.path.toLowerCase() === field.toLowerCase() ? comparisonBounds(condition, now) : NONE;
  const parts = condition.parts.map((part) => boundsOf(part, field, now));
  const froms = parts.flatMap(({ from }) => (from === undefined ? [] : [from]));
  const tos = parts.flatMap(({ to }) => (to === undefined ? [] : [to]));
  if (condition.kind === 'and') return toBounds(Math.max, Math.min, froms, tos);
  // Of alternatives, each must have the bound.
  const all = (found: readonly number[]) => (found.length === parts.length ? found : []);
  return toBounds(Math.min, Math.max, all(froms), all(tos));
}

function toBounds(
  from: (...values: number[]) => number,
  to: (...values: number[]) => number,
  froms: readonly number[],
  tos: readonly number[],
): Bounds {
  return {
    ...(froms.length > 0 && { from: from(...froms) }),
    ...(tos.length > 0 && { to: to(...tos) }),
  };
}

function comparisonBounds({ operator, literals }: Comparison, now: number): Bounds {
  const [literal] = literals;
  if (!literal || literals.length > 1 || literal.type === 'NULL') return NONE;
  const exact = Date.parse(literal.text.replace(/%2B/i, '+'));
  const span = literal.type === 'DATETIME' ? { from: exact, to: exact } : dateLiteral(literal.text, now);
  if (!span || Number.isNaN(span.from)) return NONE;
  switch (operator) {
    case '=':
      return span;
    case '>':
    case '>=':
      return { from: span.from };
    case '<':
    case '<=':
      return { to: span.to };
    default:
      return NONE;
  }
}
