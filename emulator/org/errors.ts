/** An error as the REST API reports it: `[{ message, errorCode, fields }]` with an HTTP status. */
export class SalesforceError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[];

  constructor(status: number, errorCode: string, message: string, fields: readonly string[] = []) {
    super(message);
    this.name = 'SalesforceError';
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}

const HINT =
  "be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.";

/** `INVALID_TYPE`: an object that does not exist, is switched off, or that the user may not read. */
export function invalidType(name: string, where = ''): SalesforceError {
  return new SalesforceError(
    400,
    'INVALID_TYPE',
    `${where}sObject type '${name}' is not supported. If you are attempting to use a custom object, ${HINT}`,
  );
}

/** `INVALID_FIELD` in the words of a query. */
export function noSuchColumn(field: string, entity: string, where = ''): SalesforceError {
  return new SalesforceError(
    400,
    'INVALID_FIELD',
    `${where}No such column '${field}' on entity '${entity}'. If you are attempting to use a custom field, ${HINT.replace('entity name', 'custom field name')}`,
  );
}

/** 404 `NOT_FOUND`: also what a URL that names nothing answers. */
export function notFound(message = 'The requested resource does not exist'): SalesforceError {
  return new SalesforceError(404, 'NOT_FOUND', message);
}
