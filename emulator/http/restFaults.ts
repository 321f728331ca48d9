import { z } from 'zod';
import { faultsOf, parameter } from '../faultSpec.ts';

const { ms, status } = parameter;
const rest = faultsOf('rest', parameter.rest);
const tooling = faultsOf('tooling', parameter.rest);

/** Where a query is judged: a job's too, when it is made. */
const JUDGED = /^\/((tooling\/)?(query|queryAll)\b|jobs\/query\/?$)/;
const READING = /^\/((tooling\/)?(query|queryAll)\b|sobjects\/\w+\/(updated|deleted)\b)/;
const MEMBERS = /^\/tooling\/sobjects\/PlatformEventChannelMember\b/;
const CHANNELS = /^\/tooling\/sobjects\/PlatformEventChannel\b/;
const APPEND = "be sure to append the '__c' after the";
const WSDL = 'Please reference your WSDL or the describe call for the appropriate names.';
const member = parameter.rest.extend({
  entity: z.string().optional().describe('only this entity, `Case` or `CaseChangeEvent`'),
  code: z.string().optional().describe('error code in place of the usual one'),
  status: status('HTTP status in place of the usual one').optional(),
});

/** Faults of the data API. */
export const restFaults = [
  rest('rest.INVALID_SESSION_ID', 'The session has expired.', {
    answer: [401, 'INVALID_SESSION_ID', 'Session expired or invalid'],
  }),
  rest('rest.session_not_valid', 'The session is not for REST: refreshing does not help.', {
    answer: [403, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'],
  }),
  rest('rest.REQUEST_LIMIT_EXCEEDED', "The day's API calls are used up.", {
    answer: [403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  }),
  rest('rest.concurrent_limit', 'Too many long requests at once.', {
    answer: [403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'],
  }),
  rest('rest.API_DISABLED_FOR_ORG', 'The edition or the user has no API.', {
    answer: [403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'],
  }),
  rest('rest.API_CURRENTLY_DISABLED', 'The API is switched off for a while.', {
    answer: [503, 'API_CURRENTLY_DISABLED', 'API is currently disabled'],
  }),
  rest('rest.SERVER_UNAVAILABLE', 'The server is busy.', {
    answer: [503, 'SERVER_UNAVAILABLE', 'The server is currently unavailable'],
  }),
  rest('rest.UNKNOWN_EXCEPTION', 'The server fails.', {
    answer: [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId'],
  }),
  rest('rest.QUERY_TIMEOUT', 'A query runs too long.', {
    answer: [400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
    resource: READING,
  }),
  rest('rest.INVALID_TYPE', 'An object is switched off or may not be read.', {
    answer: [
      400,
      'INVALID_TYPE',
      `sObject type '{object}' is not supported. If you are attempting to use a custom object, ${APPEND} entity name. ${WSDL}`,
    ],
    resource: JUDGED,
  }),
  rest('rest.INVALID_FIELD', 'A field is gone or hidden.', {
    answer: [
      400,
      'INVALID_FIELD',
      `No such column '{field}' on entity '{object}'. If you are attempting to use a custom field, ${APPEND} custom field name. ${WSDL}`,
    ],
    resource: JUDGED,
    parameters: parameter.rest.extend({
      field: z.string().optional().describe('the field that is missing; the last of the query by default'),
    }),
  }),
  rest('rest.MALFORMED_QUERY', 'A query is refused as malformed.', {
    answer: [400, 'MALFORMED_QUERY', 'Implementation restriction: {object} requires a filter by Id'],
    resource: JUDGED,
  }),
  rest('rest.INVALID_QUERY_LOCATOR', 'The next page of a query is gone.', {
    answer: [400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'],
    resource: /^\/(query|queryAll)\/./,
  }),
  rest('rest.html', 'A page comes in place of JSON.', {
    parameters: parameter.rest.extend({ status: status('HTTP status').default(503) }),
  }),
  rest('rest.slow', 'The answer comes late.', {
    parameters: parameter.rest.extend({ ms: ms('how late').default(2000) }),
  }),
  rest('rest.dropped', 'The connection breaks; with `after`, when the work is done.', {
    parameters: parameter.rest.extend({ after: z.boolean().default(false) }),
  }),
  rest('rest.hang', 'No answer ever comes.'),
] as const;

/** Faults of the Tooling API. */
export const toolingFaults = [
  tooling('tooling.INSUFFICIENT_ACCESS', 'Customize Application is missing.', {
    answer: [403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id'],
    resource: /^\/tooling\//,
  }),
  tooling('tooling.INVALID_TYPE', 'The Tooling objects cannot be read.', {
    answer: [400, 'INVALID_TYPE', "sObject type 'PlatformEventChannelMember' is not supported."],
    resource: /^\/tooling\/query/,
  }),
  tooling('tooling.slot_limit', 'No entity can be selected any more.', {
    answer: [
      400,
      'LIMIT_EXCEEDED',
      "You've reached the maximum number of entities that can be selected for Change Data Capture.",
    ],
    resource: MEMBERS,
    method: 'POST',
    parameters: member,
  }),
  tooling('tooling.member_create_failed', 'A member cannot be made.', {
    answer: [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
    resource: MEMBERS,
    method: 'POST',
    parameters: member,
  }),
  tooling('tooling.member_delete_failed', 'A member cannot be deleted.', {
    answer: [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
    resource: MEMBERS,
    method: 'DELETE',
  }),
  tooling('tooling.channel_create_failed', 'The channel cannot be made.', {
    answer: [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
    resource: CHANNELS,
    method: 'POST',
  }),
  tooling('tooling.channel_delete_failed', 'The channel cannot be deleted.', {
    answer: [500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
    resource: CHANNELS,
    method: 'DELETE',
  }),
] as const;
