import { SalesforceError } from './errors.ts';
import type { Rest, Row } from './rest.ts';

/** True for the answer to a query that names a column which this org, or this user, does not have. */
export function isUnknownColumn(error: unknown): boolean {
  return error instanceof SalesforceError && /^(INVALID_FIELD|MALFORMED_QUERY)$/.test(error.errorCode);
}

/** The pages of the first of the queries whose columns all are there: the fullest comes first. */
export async function* queryKnown(
  rest: Pick<Rest, 'query'>,
  [soql, ...simpler]: readonly [string, ...string[]],
): AsyncGenerator<Row[]> {
  const [next, ...others] = simpler;
  let isRead = false;
  try {
    for await (const page of rest.query(soql)) {
      isRead = true;
      yield page;
    }
    return;
  } catch (error) {
    if (isRead || next === undefined || !isUnknownColumn(error)) throw error;
  }
  yield* queryKnown(rest, [next, ...others]);
}
