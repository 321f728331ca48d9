import { IconReceipt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Connection, Receipt } from '../../api.ts';
import { receiptQuery } from '../../chat/chatQueries.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount, toThings } from '../../format.ts';
import { Fact } from './fact.tsx';
import classes from './overview.module.css';

/** What the removal removed, in Salesforce and here, and what a person must still do. */
export function ReceiptView({ connection }: { readonly connection: Connection }) {
  const receipt = useQuery(receiptQuery(connection.id));
  if (receipt.isPending) return <SkeletonRows count={8} height={40} />;
  if (!receipt.data) {
    if (receipt.error) return <LoadFailed error={receipt.error} onRetry={() => void receipt.refetch()} />;
    return <EmptyState icon={<IconReceipt size={32} stroke={1.5} />} title="There is no receipt" />;
  }
  return <ReceiptFacts receipt={receipt.data} />;
}

const list = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));

function ReceiptFacts({ receipt }: { readonly receipt: Receipt }) {
  const { salesforce, erased, kept, manual } = receipt;
  const counts = Object.entries(erased).filter(([, count]) => count > 0);
  return (
    <section aria-labelledby="receipt-title" className={classes.receipt}>
      {manual.length > 0 && (
        <div className={classes.manual}>
          <ProblemPanel
            tone="warn"
            title={`${toCount(manual.length, 'thing is', 'things are')} left to be done by hand`}
            cause="Salesforce could not be reached for it, or no longer let us in."
            fix={manual.map(({ what, todo }) => (
              <span key={what} className={classes.second}>
                {todo}
              </span>
            ))}
          />
        </div>
      )}
      <h2 id="receipt-title" className={classes.title}>
        Receipt
      </h2>
      <dl>
        <Fact name="Asked by">
          {receipt.askedBy}, <RelativeTime time={receipt.askedAt} />
        </Fact>
        <Fact name="Approved by">
          {receipt.approvedBy}, <RelativeTime time={receipt.approvedAt} />
        </Fact>
        <Fact name="Finished">
          <RelativeTime time={receipt.finishedAt} />
        </Fact>
        <Fact name="In Salesforce">
          Data channel: {list(salesforce.channels)}
          <span className={classes.second}>
            {salesforce.members.length > 0
              ? `Slots free again: ${salesforce.members.join(', ')}`
              : 'No object was selected any more'}
          </span>
          <span className={classes.second}>
            {salesforce.accessRevoked ? 'Our access is revoked' : 'Our access was not revoked'}
          </span>
        </Fact>
        <Fact name="Erased here">
          {counts.length === 0
            ? 'nothing'
            : counts.map(([what, count]) => (
                <span key={what} className={classes.second}>
                  {toThings(count, what)}
                </span>
              ))}
        </Fact>
        <Fact name="Kept here">{toCount(kept.activities, 'activity', 'activities')}, and the audit log</Fact>
      </dl>
    </section>
  );
}
