import type { Metadata } from '@grpc/grpc-js';
import type { OwnRefusal } from './errors.ts';
import type { EventBus } from './eventBus.ts';

/** Who calls: the user that the access token stands for, in the org that the tenant id names. */
export interface Session {
  readonly bus: EventBus;
  readonly token: string;
  readonly userId: string;
}

/** Reads the three headers that every call carries; answers why it is refused where they do not hold. */
export function openSession(metadata: Metadata, buses: readonly EventBus[]): Session | OwnRefusal {
  const header = (name: string) => metadata.get(name)[0]?.toString() ?? '';
  const token = header('accesstoken');
  const tenantId = header('tenantid');
  if (!token || !tenantId || !URL.canParse(header('instanceurl'))) return 'headers';
  const bus = buses.find(({ org }) => org.orgId === tenantId || org.orgId.slice(0, 15) === tenantId);
  const userId = bus?.org.checkAccessToken(token)?.userId;
  return bus && userId ? { bus, token, userId } : 'session';
}

/** True while the session's token is neither expired nor revoked. */
export function isAlive({ bus, token }: Session): boolean {
  return bus.org.checkAccessToken(token) !== undefined;
}
