import { IconInfoCircle } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ActivityFilter, FeatureState } from '../../api.ts';
import { FeatureGuideLink } from '../../components/guideLink.tsx';
import { featuresQuery, useConnections } from '../../queries.ts';
import classes from './noEntries.module.css';

/** Why a feature gives nothing now; null where it is read. */
function whyNot({ name, status, enabled, reason, certainTo }: FeatureState): string | null {
  if (!enabled || status === 'disabled') return `${name} is switched off: what comes in is not stored.`;
  if (status === 'unavailable' || status === 'error') {
    return `${name} cannot be read. ${reason?.text ?? ''} ${reason?.fix ?? ''}`.trim();
  }
  if (status === 'blocked' && certainTo !== null) {
    return `${name} is blocked: ${reason?.text ?? 'it has no real-time slot.'} It is swept every 10 minutes meanwhile.`;
  }
  return certainTo === null ? `${name} has not been read yet: its first sweep is still to come.` : null;
}

/** The features that are not read now and why, of the connections and features that are looked at. */
export function NotReading({ filter }: { readonly filter: ActivityFilter }) {
  const connections = useConnections().filter(
    ({ id }) => filter.connectionId.length === 0 || filter.connectionId.includes(id),
  );
  const lists = useQueries({
    queries: connections.map(({ id }) => featuresQuery(id)),
    combine: (results) => results.map(({ data }) => data?.items ?? []),
  });
  return connections.flatMap(({ id, name }, index) =>
    (lists[index] ?? [])
      .filter(({ key }) => filter.feature.length === 0 || filter.feature.includes(key))
      .flatMap((feature) => {
        const why = whyNot(feature);
        if (why === null) return [];
        return [
          <li key={`${id}${feature.key}`} className={classes.reason}>
            <IconInfoCircle size={15} stroke={2} aria-hidden />
            <span>
              {connections.length > 1 && `${name}: `}
              {why}{' '}
              <Link
                className="in-text"
                to="/settings/services/$service/$id"
                params={{ service: 'salesforce', id }}
                search={{ tab: 'features' }}
              >
                Features
              </Link>{' '}
              · <FeatureGuideLink feature={feature.key}>More about {feature.name}</FeatureGuideLink>
            </span>
          </li>,
        ];
      }),
  );
}
