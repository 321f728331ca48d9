import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type Connection, ProblemError } from '../../api.ts';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { NotFound } from '../../frame/lostPages.tsx';
import { connectionQuery } from '../../queries.ts';
import type { ConnectionTab } from '../../routes/services.ts';
import { AttentionPanel, HindrancePanel, ReconnectProblem } from './attentionPanel.tsx';
import classes from './connection.module.css';
import { ConnectionActions } from './connectionMenu.tsx';
import { ConnectionFacts, ConnectionState } from './connectionState.tsx';
import { CoverageTab } from './coverageTab.tsx';
import { FeaturesTab } from './featuresTab.tsx';
import { OverviewTab } from './overviewTab.tsx';
import { Provisioning } from './provisioning.tsx';
import { ReceiptView } from './receiptView.tsx';
import { RemovalPanel } from './removalPanel.tsx';
import { RunsTab } from './runsTab.tsx';
import { TabLinks } from './tabLinks.tsx';
import { UsersTab } from './usersTab.tsx';

const tabs: Readonly<Record<ConnectionTab, (props: { connection: Connection }) => React.ReactNode>> = {
  overview: OverviewTab,
  users: UsersTab,
  features: FeaturesTab,
  runs: RunsTab,
  coverage: CoverageTab,
};

const breadcrumb = (
  <nav aria-label="Breadcrumb">
    <Link to="/settings/services" search={{}}>
      Services
    </Link>{' '}
    / Salesforce
  </nav>
);

/** One connection: what state it is in, what to do about it, and its parts as tabs. */
export function ConnectionPage() {
  const { id } = useParams({ from: '/app/settings/services/$service/$id' });
  const { tab = 'overview', error } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  const { data: connection, error: failure, isPending, refetch } = useQuery(connectionQuery(id));
  if (failure instanceof ProblemError && failure.status === 404) return <NotFound />;
  if (!connection) {
    return (
      <Page title="Connection" breadcrumb={breadcrumb}>
        {isPending && <SkeletonRows count={8} />}
        {failure && <LoadFailed error={failure} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  const Tab = tabs[tab];
  return (
    <Page
      title={connection.name}
      breadcrumb={breadcrumb}
      state={<ConnectionState connection={connection} />}
      action={<ConnectionActions connection={connection} />}
      wide={tab === 'features'}
    >
      <ConnectionFacts connection={connection} />
      {error && (
        <ReconnectProblem
          code={error}
          connection={connection}
          onDismiss={() => void navigate({ search: (now) => ({ ...now, error: undefined }), replace: true })}
        />
      )}
      {connection.status === 'attention' && !error && <AttentionPanel connection={connection} />}
      {connection.status === 'active' && <HindrancePanel connection={connection} />}
      {connection.status === 'provisioning' && <Provisioning connection={connection} />}
      <RemovalPanel connection={connection} />
      {connection.status === 'removed' ? (
        <ReceiptView connection={connection} />
      ) : (
        <>
          <TabLinks connection={connection} open={tab} />
          <div className={classes.tab}>
            <Tab connection={connection} />
          </div>
        </>
      )}
    </Page>
  );
}
