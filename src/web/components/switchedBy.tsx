import type { FeatureState } from '../api.ts';
import { RelativeTime } from './relativeTime.tsx';

/** "by Olga Owner, 3 min ago": who switched a feature for a whole connection, and when. */
export function SwitchedBy({ by, at }: NonNullable<FeatureState['switched']>) {
  return (
    <>
      by {by ?? 'somebody who has left'}, <RelativeTime time={at} />
    </>
  );
}
