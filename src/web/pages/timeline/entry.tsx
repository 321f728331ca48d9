import { IconRobot } from '@tabler/icons-react';
import { memo } from 'react';
import type { Activity } from '../../api.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { featureLook } from '../../features.ts';
import { toClock, toClockRange, toDuration, toExact, toLatency } from '../../format.ts';
import { Changes } from './changes.tsx';
import classes from './entry.module.css';
import { toTitleParts } from './entryTitle.ts';

const pathWords = { cdc: 'the stream', field_history: 'Field History', delta: 'the Delta sweep' } as const;

function howItCame({ came, latencySeconds, receivedAt }: Activity, zone: string): string {
  switch (came) {
    case 'live':
      return latencySeconds === null ? 'live' : `live, ${toLatency(latencySeconds)}`;
    case 'sweep':
      return `sweep ${toClock(receivedAt, zone)}`;
    case 'recovered':
      return 'recovered after a gap';
    case 'backfill':
      return 'backfilled';
  }
}

// A meeting has an end worth knowing; other entries are moments.
function whenItWas({ occurredAt, durationSeconds, action }: Activity, zone: string): string {
  const start = Date.parse(occurredAt);
  if (action !== 'meeting' || durationSeconds === 0) return toClock(start, zone);
  return toClockRange(start, start + durationSeconds * 1000, zone);
}

function Title({ activity }: { readonly activity: Activity }) {
  const { isSentence, before, link, after } = toTitleParts(activity);
  const { url } = activity.object;
  return (
    <>
      {isSentence ? ' ' : ' · '}
      {before}
      {url ? (
        <a href={url} target="_blank" rel="noreferrer">
          {link}
        </a>
      ) : (
        link
      )}
      {after}
    </>
  );
}

interface Props {
  readonly activity: Activity;
  readonly person: string;
  readonly timeZone: string;
}

/** One entry: person, verb, object, what changed, and at the right when it was and how it came. */
export const Entry = memo(function Entry({ activity, person, timeZone }: Props) {
  const { occurredAt, receivedAt, durationSeconds, durationSource, actor, via } = activity;
  const came = `Arrived ${toExact(receivedAt, timeZone)} by ${activity.paths.map((path) => pathWords[path]).join(' and ')}`;
  return (
    <li className={classes.entry} data-entry={activity.id}>
      <span className={classes.dot}>
        <FeatureDot feature={activity.feature} />
      </span>
      <div className={classes.what}>
        <p className={classes.sentence}>
          <strong>{person}</strong>
          {actor === 'automation' && (
            <span className={classes.tag} title={via ? `Made by a program: ${via}` : 'Made by a program'}>
              <IconRobot size={13} stroke={1.8} aria-hidden />
              automation
            </span>
          )}
          <Title activity={activity} />
        </p>
        {activity.changes.length > 0 && <Changes changes={activity.changes} timeZone={timeZone} />}
      </div>
      <div className={classes.facts}>
        <span className={classes.came} title={came}>
          {howItCame(activity, timeZone)}
        </span>
        <span className={classes.feature}>{featureLook(activity.feature).one}</span>
        <time className={classes.time} dateTime={occurredAt} title={toExact(occurredAt, timeZone)}>
          {whenItWas(activity, timeZone)}
        </time>
        <span
          className={classes.length}
          title={durationSource === 'estimated' ? 'Estimated length' : 'Length'}
        >
          {durationSeconds > 0 && toDuration(durationSeconds)}
        </span>
      </div>
    </li>
  );
});
