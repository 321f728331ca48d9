import type { Service } from '../activity/service.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { salesforceService } from './salesforce/service.ts';
import type { SalesforceSettings } from './salesforce/settings.ts';

/** Settings of every service that this installation knows. */
export interface ServiceSettings {
  readonly salesforce: SalesforceSettings;
}

/** The services by key: one line each. */
export function openServices(
  settings: ServiceSettings,
  deps: { readonly clock: Clock; readonly log: Log },
): ReadonlyMap<string, Service> {
  const services = [salesforceService(settings.salesforce, deps)];
  return new Map(services.map((service) => [service.key, service]));
}
