import { z } from 'zod';
import { faultsOf, parameter } from '../faultSpec.ts';
import { type ErrorSuffix, pubsubErrors } from './errorTable.ts';

const { none, ms, status } = parameter;
const stream = faultsOf('stream', z.strictObject({ topic: parameter.topic }));
const event = faultsOf(
  'event',
  z.strictObject({ topic: parameter.topic, object: z.string().optional().describe('only its events') }),
);

/** Faults of open streams and of what they deliver. */
export const streamFaults = [
  stream('stream.reset', 'The stream is reset without a status (RST_STREAM, code 0).', { instant: true }),
  stream('stream.silent', 'Half-open: no event, no keepalive and no end comes any more.', { instant: true }),
  stream('stream.keepalive', 'A keepalive comes now.', { instant: true }),
  stream('stream.log_reset', 'All replay ids become meaningless and the streams end.', { instant: true }),
  stream('stream.large_message', 'Batches may have 15 MB rather than stay below 3.'),
  stream('stream.delayed', 'Events come late.', {
    parameters: z.strictObject({ topic: parameter.topic, ms: ms('how late').default(2000) }),
  }),
  stream('stream.topic_late', 'A topic is not found for a while after it is first asked for.', {
    parameters: z.strictObject({ topic: parameter.topic, ms: ms('for how long').default(2000) }),
  }),
  event('event.duplicate', 'The next event is delivered twice.'),
  event('event.corrupted', 'The next event has a payload that no schema decodes.'),
  event('event.unknown_schema', 'The next event names a schema that does not exist.'),
  event('event.foreign', 'An event of an entity that nobody selected comes on every channel.', {
    instant: true,
    parameters: z.strictObject({
      entity: z.string().default('Foreign_Thing__c').describe('its entity'),
    }),
  }),
] as const;

/** One fault for each error code of the Pub/Sub API. */
export const pubsubFaults = (Object.keys(pubsubErrors) as ErrorSuffix[]).map((suffix) => {
  const rpc = suffix.startsWith('topic')
    ? 'GetTopic'
    : suffix.startsWith('schema')
      ? 'GetSchema'
      : 'Subscribe';
  return faultsOf('pubsub', none)(`pubsub.${suffix}`, pubsubErrors[suffix][1], {
    answer: [pubsubErrors[suffix][0], suffix, pubsubErrors[suffix][1]],
    parameters: z.strictObject({
      rpc: z.enum(['GetTopic', 'GetSchema', 'Subscribe', 'any']).default(rpc).describe('procedure'),
      at: z.enum(['start', 'stream']).default('start').describe('a new call, or streams that are open'),
      status: status('gRPC status in place of the usual one').optional(),
    }),
  });
});
