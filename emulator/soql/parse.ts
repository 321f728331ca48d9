import {
  type Condition as Parsed,
  parseQuery,
  type Query,
  type WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../org/errors.ts';

/** `a = 'x'` as written: the literal is read later, when the field's type is known. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly path: string;
  readonly operator: string;
  readonly literals: readonly { readonly type: string; readonly text: string }[];
  readonly subquery: Query | undefined;
}

export type Condition =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** `MALFORMED_QUERY`, also for all SOQL that the emulator does not know: a wrong answer would be worse. */
export function malformed(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_QUERY', message);
}

/** Parses SOQL and refuses the clauses that the emulator does not evaluate. */
export function parseSoql(soql: string): Query {
  let query: Query;
  try {
    query = parseQuery(soql);
  } catch (error) {
    throw malformed(
      `unexpected token: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'query'}`,
    );
  }
  checkClauses(query);
  return query;
}

const REFUSED = [
  'usingScope',
  'having',
  'withDataCategory',
  'withSecurityEnforced',
  'withAccessLevel',
  'for',
  'update',
  'sObjectAlias',
] as const;

/** Refuses clauses that are not evaluated; a query inside of another groups nothing. */
export function checkClauses(query: Omit<Query, 'sObject'>, nested?: 'nested'): void {
  if (nested && query.groupBy !== undefined) throw malformed('GROUP BY is not for a query inside of another');
  for (const clause of REFUSED) {
    if (query[clause] !== undefined) throw malformed(`${clause}: this clause is not emulated`);
  }
  if ((query.offset ?? 0) > 2000) {
    throw new SalesforceError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  }
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Comparison;

/** The WHERE clause as a tree. AND and OR may not be mixed, nor NOT joined, without parentheses: Salesforce refuses it too. */
export function toCondition(where: WhereClause): Condition {
  const tokens = flatten(where);
  const { condition, next } = readGroup(tokens, 0);
  if (next !== tokens.length) throw malformed("unexpected token: ')'");
  return condition;
}

function flatten(where: WhereClause): Token[] {
  const tokens: Token[] = [];
  let clause: WhereClause | undefined = where;
  while (clause) {
    const left = clause.left as Partial<Parsed & { valueQuery: Query; fn: unknown }> | null;
    for (let i = 0; i < (left?.openParen ?? 0); i += 1) tokens.push('(');
    if (left && 'fn' in left) throw malformed('functions in WHERE are not emulated');
    if (left && 'operator' in left) tokens.push(toComparison(left as never));
    const closing = (left as { closeParen?: number } | null)?.closeParen ?? 0;
    for (let i = 0; i < closing; i += 1) tokens.push(')');
    if ('operator' in clause) {
      tokens.push(clause.operator as Token);
      clause = clause.right;
    } else clause = undefined;
  }
  return tokens;
}

function toComparison(parsed: {
  field: string;
  operator: string;
  value?: string | string[];
  literalType?: string | string[];
  valueQuery?: Query;
}): Comparison {
  const texts = parsed.value === undefined ? [] : [parsed.value].flat();
  const types = [parsed.literalType ?? 'STRING'].flat();
  if (types.includes('APEX_BIND_VARIABLE')) throw malformed("unexpected token: ':'");
  if (parsed.valueQuery) checkClauses(parsed.valueQuery, 'nested');
  return {
    kind: 'comparison',
    path: parsed.field,
    operator: parsed.operator.toUpperCase(),
    literals: texts.map((text, i) => ({ text, type: types[i] ?? types[0] ?? 'STRING' })),
    subquery: parsed.valueQuery,
  };
}

function readGroup(tokens: readonly Token[], from: number): { condition: Condition; next: number } {
  if (tokens[from] === 'NOT') {
    const { condition, next } = readTerm(tokens, from + 1);
    if (tokens[next] === 'AND' || tokens[next] === 'OR')
      throw malformed(`unexpected token: '${tokens[next]}'`);
    return { condition: { kind: 'not', part: condition }, next };
  }
  const first = readTerm(tokens, from);
  const parts = [first.condition];
  const operator = tokens[first.next];
  let next = first.next;
  while (tokens[next] === 'AND' || tokens[next] === 'OR') {
    if (tokens[next] !== operator) throw malformed(`unexpected token: '${String(tokens[next])}'`);
    const term = readTerm(tokens, next + 1);
    parts.push(term.condition);
    next = term.next;
  }
  if (parts.length === 1) return { condition: parts[0]!, next };
  return { condition: { kind: operator === 'AND' ? 'and' : 'or', parts }, next };
}

function readTerm(tokens: readonly Token[], at: number): { condition: Condition; next: number } {
  const token = tokens[at];
  if (token === '(') {
    const inner = readGroup(tokens, at + 1);
    if (tokens[inner.next] !== ')') throw malformed("expecting a right parentheses, found: '<EOF>'");
    return { condition: inner.condition, next: inner.next + 1 };
  }
  if (token === undefined || typeof token === 'string')
    throw malformed(`unexpected token: '${token ?? '<EOF>'}'`);
  return { condition: token, next: at + 1 };
}
