import type { Action, Category } from '../../../activity/activity.ts';
import type { Change } from '../../../activity/change.ts';
import type { EntryDraft } from '../../../activity/feature.ts';
import { recordChange } from './phrases.ts';

/**
 * The entry of something written: five minutes' estimate for what was created, in its own category; later
 * saves of it are changes of a record like any other.
 */
export function writtenEntry(
  feature: string,
  change: Change,
  category: Category,
  action: Action,
): EntryDraft | null {
  const saved = recordChange(feature, change);
  if (saved === null || change.action !== 'created') return saved;
  return { ...saved, category, action, durationSeconds: 300 };
}
