import type { FaultSpec } from './faultSpec.ts';
import { bulkFaults } from './http/jobsFaults.ts';
import { oauthFaults } from './http/oauthFaults.ts';
import { restFaults, toolingFaults } from './http/restFaults.ts';
import type { ErrorSuffix } from './pubsub/errorTable.ts';
import { pubsubFaults, streamFaults } from './pubsub/streamFaults.ts';

/** The name of a fault, such as `rest.QUERY_TIMEOUT` or `pubsub.service.auth.error`. */
export type FaultName =
  | (typeof oauthFaults)[number]['name']
  | (typeof restFaults)[number]['name']
  | (typeof toolingFaults)[number]['name']
  | (typeof bulkFaults)[number]['name']
  | (typeof streamFaults)[number]['name']
  | `pubsub.${ErrorSuffix}`;

/** Every fault that can be injected, by area. */
export const faultCatalogue: readonly (FaultSpec & { readonly name: FaultName })[] = [
  ...oauthFaults,
  ...restFaults,
  ...toolingFaults,
  ...bulkFaults,
  ...pubsubFaults,
  ...streamFaults,
];
