import { randomUUID } from 'node:crypto';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { RequestLog } from '../requestLog.ts';
import { type OwnRefusal, RpcError } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import type { ManagedFetchRequest } from './proto.ts';
import { openSession } from './session.ts';
import { rpcEntry } from './subscribers.ts';

const ID = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/;

/** Answers ManagedSubscribe as an org does in which no managed subscription is configured: whatever is named is not there. */
export function refuseManaged(
  call: ServerDuplexStream<ManagedFetchRequest, never>,
  buses: readonly EventBus[],
  requests: RequestLog,
): void {
  const refuse = (refusal: OwnRefusal): void => {
    const error = new RpcError(refusal, 'ManagedSubscribe', randomUUID());
    requests.add(rpcEntry('ManagedSubscribe', error.code));
    call.emit('error', error);
  };
  const session = openSession(call.metadata, buses);
  if (typeof session === 'string') refuse(session);
  else call.once('data', (request) => refuse(toRefusal(request)));
}

function toRefusal({ subscriptionId, developerName, numRequested }: ManagedFetchRequest): OwnRefusal {
  if (subscriptionId !== '') return ID.test(subscriptionId) ? 'managedIdUnknown' : 'managedIdInvalid';
  if (developerName === '') return 'managedUnnamed';
  return numRequested > 0 ? 'managedNameUnknown' : 'managedRequested';
}
