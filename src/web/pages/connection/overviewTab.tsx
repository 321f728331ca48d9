import type { Connection } from '../../api.ts';
import { FeatureRows } from './featureRows.tsx';
import { OrgFacts } from './orgFacts.tsx';
import classes from './overview.module.css';
import { Slots } from './slots.tsx';

/** Is it current, which features run how, and the facts of the org. */
export function OverviewTab({ connection }: { readonly connection: Connection }) {
  return (
    <div className={classes.columns}>
      <div>
        {connection.cdcSlots.limit > 0 && <Slots connection={connection} />}
        <FeatureRows connection={connection} />
      </div>
      <OrgFacts connection={connection} />
    </div>
  );
}
