import { IconChevronRight } from '@tabler/icons-react';
import type { PersonData } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { FeatureGuideLink } from '../../components/guideLink.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { SwitchedBy } from '../../components/switchedBy.tsx';
import { categoryWord, typeWord } from '../../entryWords.ts';
import { featureLook } from '../../features.ts';
import { toCount, toDate } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import classes from './myData.module.css';
import { countEntries, toReach } from './stored.ts';

type Connection = PersonData['connections'][number];
type Feature = Connection['features'][number];

interface Props {
  readonly feature: Feature;
  readonly remoteUsers: Connection['remoteUsers'];
  readonly stored: PersonData['stored'];
}

/** A feature of a connection for one person; opened, what is read of which record and what is stored of which kind. */
export function FeatureRow({ feature, remoteUsers, stored }: Props) {
  const zone = useTimeZone();
  const reach = toReach(stored);
  const [first, last] = reach
    ? [reach.first, reach.last].map((time) => toDate(time, currentTime(), zone))
    : [];
  return (
    <details className={classes.feature}>
      <summary>
        <IconChevronRight size={15} className={classes.chevron} aria-hidden />
        <span className={classes.name}>
          <FeatureDot feature={feature.key} />
          {featureLook(feature.key).name}
        </span>
        <span className={classes.state}>
          <StateBadge {...toState(feature)} />
          <Switched feature={feature} remoteUsers={remoteUsers} />
        </span>
        <span className={classes.stored}>
          <span>{reach ? toCount(countEntries(stored), 'entry', 'entries') : 'nothing stored'}</span>
          {reach && <span className="dim small">{first === last ? first : `${first} – ${last}`}</span>}
        </span>
      </summary>
      <FeatureDetails feature={feature} stored={stored} />
    </details>
  );
}

function toState({ collected, connectionEnabled, switches }: Feature) {
  if (!connectionEnabled) return { tone: 'quiet', word: 'Off for everybody' } as const;
  if (!collected) return { tone: 'quiet', word: 'Off' } as const;
  const isPartly = switches.some(({ enabled }) => !enabled);
  return { tone: 'good', word: isPartly ? 'On, in part' : 'On' } as const;
}

/** Who switched it for this person, or for everybody, and when. */
function Switched({ feature, remoteUsers }: Omit<Props, 'stored'>) {
  const { switches, connectionEnabled, connectionSwitched } = feature;
  if (!connectionEnabled) {
    return (
      connectionSwitched && (
        <span className="dim small">
          switched off <SwitchedBy {...connectionSwitched} />
        </span>
      )
    );
  }
  if (switches.length === 0) return <span className="dim small">by default</span>;
  return switches.map(({ remoteUserId, enabled, by, at }) => (
    <span key={remoteUserId} className="dim small">
      switched {enabled ? 'on' : 'off'}
      {remoteUsers.length > 1 && ` for ${remoteUsers.find(({ id }) => id === remoteUserId)?.name ?? ''}`} by{' '}
      {by ?? 'somebody who has left'}, <RelativeTime time={at} />
    </span>
  ));
}

function FeatureDetails({ feature, stored }: Pick<Props, 'feature' | 'stored'>) {
  return (
    <div className={classes.details}>
      {feature.reads.map(({ object, fields }) => (
        <p key={object}>
          <strong>{typeWord(object)}</strong>: that one is created, changed or deleted
          {fields.length > 0 && (
            <>
              , and the values of{' '}
              {fields.map((field, index) => (
                <span key={field}>
                  {index > 0 && ', '}
                  <code>{field}</code>
                </span>
              ))}
            </>
          )}
          .
        </p>
      ))}
      {stored.length > 0 && (
        <p>
          Stored:{' '}
          {stored
            .map(
              ({ category, entries }) =>
                `${categoryWord(category)} (${toCount(entries, 'entry', 'entries')})`,
            )
            .join(', ')}
          .
        </p>
      )}
      <p>
        <FeatureGuideLink feature={feature.key} part="what-is-received">
          What is received, kept and never read
        </FeatureGuideLink>
      </p>
    </div>
  );
}
