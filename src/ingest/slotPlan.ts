import type { Feature } from '../activity/feature.ts';
import type { Slots } from '../activity/service.ts';
import type { FeatureStateRow } from '../store/features.ts';

/** What the org's slots mean for one streamed feature. */
export interface SlotPlanRow {
  readonly feature: string;
  readonly entity: string;
  /** `slot`: it takes one; `shared`: free, because others select the object, too; `none`: it has none. */
  readonly takes: 'slot' | 'shared' | 'none';
  /** The feature that would be in real time if this one were switched off; null where that frees nothing. */
  readonly unblocks: string | null;
}

/** Tells of each streamed feature what it takes, and what switching it off would unblock. */
export function planSlots(
  features: readonly Feature[],
  states: readonly FeatureStateRow[],
  slots: Slots,
): SlotPlanRow[] {
  const stateOf = (key: string) => states.find((state) => state.feature === key);
  const streamed = features.flatMap((feature) => {
    const entity = feature.objects.find((reads) => reads.streamed)?.type;
    return entity === undefined ? [] : [{ feature: feature.key, entity }];
  });
  // The first in order of priority is asked for first when a slot is free.
  const waiting = streamed.find(({ feature }) => stateOf(feature)?.reason?.code === 'slot_limit');
  return streamed.map(({ feature, entity }) => {
    const takes = !slots.ours.includes(entity) ? 'none' : slots.shared.includes(entity) ? 'shared' : 'slot';
    return { feature, entity, takes, unblocks: (takes === 'slot' && waiting?.feature) || null };
  });
}
