import type { Feature, ObjectReads } from '../activity/feature.ts';
import type { Labels, Service, Session } from '../activity/service.ts';
import type { ConnectionRef, Context } from './context.ts';
import { type DirectoryReader, openDirectoryReader } from './directory.ts';

/** Everything that one runner works for one connection with; a fresh one is built for each (re)connect. */
export interface Scope extends ConnectionRef {
  readonly context: Context;
  readonly service: Service;
  readonly session: Session;
  /** Who holds the lease; null for work beside its holder. */
  readonly holder: string | null;
  /** What ids of entries are made from. */
  readonly origin: string;
  readonly labels: Labels;
  readonly directory: DirectoryReader;
  feature(key: string): Feature | undefined;
  /** How an object is read, whichever feature reads it. */
  reads(objectType: string): { readonly feature: Feature; readonly reads: ObjectReads } | undefined;
}

export function openScope(
  context: Context,
  ref: ConnectionRef,
  given: { service: Service; session: Session; holder: string | null; labels: Labels; origin?: string },
): Scope {
  const features = new Map(given.service.features.map((feature) => [feature.key, feature]));
  const objects = new Map(
    given.service.features.flatMap((feature) =>
      feature.objects.map((reads) => [reads.type, { feature, reads }] as const),
    ),
  );
  return {
    ...given,
    accountId: ref.accountId,
    connectionId: ref.connectionId,
    origin: given.origin ?? ref.connectionId,
    context,
    directory: openDirectoryReader(ref, given.holder),
    feature: (key) => features.get(key),
    reads: (objectType) => objects.get(objectType),
  };
}
