import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ServiceInfo } from '../../api.ts';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount } from '../../format.ts';
import { SettingsTabs } from '../../frame/settingsTabs.tsx';
import { servicesQuery } from '../../queries.ts';
import { connectionWord } from '../../words.ts';
import { AlertsSection } from './alertsSection.tsx';
import { ConnectDialog } from './connectDialog.tsx';
import { ConnectProblem } from './connectProblem.tsx';
import { ServiceSection } from './serviceSection.tsx';

/** One line on how all connections are: counts, and how many wait for somebody. */
function toState(services: readonly ServiceInfo[]): string {
  const connections = services.flatMap((service) => service.connections ?? []);
  if (services.every((service) => service.connections === null))
    return 'The systems that your company works in.';
  if (connections.length === 0) return 'No connection yet.';
  const broken = connections.filter((connection) => connectionWord(connection).tone === 'bad').length;
  const count = toCount(connections.length, 'connection', 'connections');
  if (broken === 0) return `${count}, none needs attention.`;
  return `${count}, ${broken === 1 ? 'one needs' : `${broken} need`} attention.`;
}

/** Settings, Services: what can be connected, what is, and why an attempt failed. */
export function ServicesPage() {
  const { error } = useSearch({ strict: false });
  const navigate = useNavigate();
  const services = useQuery(servicesQuery);
  const [dialogFor, setDialogFor] = useState<ServiceInfo | null>(null);
  const items = services.data?.items ?? [];
  const first = items.find((service) => service.canConnect && service.configured);
  const forget = () => void navigate({ to: '/settings/services', search: {}, replace: true });
  return (
    <Page
      title="Services"
      tabTitle="Services · Settings"
      breadcrumb={<SettingsTabs />}
      state={services.data ? toState(items) : undefined}
    >
      {error && (
        <ConnectProblem code={error} onRetry={first && (() => setDialogFor(first))} onDismiss={forget} />
      )}
      {services.isPending && <SkeletonRows count={4} height={56} />}
      {services.isError && <LoadFailed error={services.error} onRetry={() => void services.refetch()} />}
      {items.map((service) => (
        <ServiceSection key={service.key} service={service} onConnect={() => setDialogFor(service)} />
      ))}
      {items.some(({ canConnect }) => canConnect) && <AlertsSection />}
      {dialogFor && <ConnectDialog service={dialogFor} onClose={() => setDialogFor(null)} />}
    </Page>
  );
}
