import { SalesforceError } from '../org/errors.ts';
import { malformed } from '../soql/parse.ts';
import type { ApiCall } from './api.ts';

const LINK_FIELDS = ['id', 'contentdocumentid', 'linkedentityid'];
/** From this version on, Query All Files lets ContentDocumentLink be queried without a filter. */
const FREE_LINKS_SINCE = 59;

/**
 * Refuses what Salesforce lets only some people query, or only record by record; `fixed` are the fields
 * (lower case) to which the filter gives values by = or IN.
 */
export function checkFilter(call: ApiCall, object: string, fixed: ReadonlySet<string>): void {
  const has = (permission: string): boolean => call.org.permissions.has(call.userId, permission);
  const seesAll = has('ViewAllData') || has('ModifyAllData');
  if (object === 'ContentDocumentLink') {
    const free = has('QueryAllFiles') && Number(call.version) >= FREE_LINKS_SINCE;
    if (!free && !LINK_FIELDS.some((name) => fixed.has(name)))
      throw malformed(
        "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
      );
  }
  if (object === 'FeedItem' && !seesAll && !fixed.has('id'))
    throw malformed('Implementation restriction: FeedItem requires a filter by Id');
  if (object === 'FeedComment' && !seesAll)
    throw new SalesforceError(
      400,
      'INVALID_TYPE_FOR_OPERATION',
      'entity type FeedComment does not support query',
    );
}
