import type { Connection } from '../../api.ts';
import { CoverageSection } from './coverageSection.tsx';
import { FeatureRows } from './featureRows.tsx';
import { LongWorks } from './longWorks.tsx';
import { OrgFacts } from './orgFacts.tsx';
import classes from './overview.module.css';
import { ReadingFacts } from './readingFacts.tsx';
import { Slots } from './slots.tsx';

/** Is it current, which features run how, what was read and what was not, and the facts of the org. */
export function OverviewTab({ connection }: { readonly connection: Connection }) {
  return (
    <div className={classes.columns}>
      <div>
        <LongWorks connection={connection} />
        {connection.cdcSlots.limit > 0 && <Slots connection={connection} />}
        <FeatureRows connection={connection} />
        <CoverageSection connection={connection} />
      </div>
      <div>
        <ReadingFacts connection={connection} />
        <OrgFacts connection={connection} />
      </div>
    </div>
  );
}
