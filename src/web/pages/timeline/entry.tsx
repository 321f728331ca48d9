import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconExternalLink, IconRobot } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, memo, Suspense, useState } from 'react';
import type { Activity } from '../../api.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { historyOf } from '../../entryWords.ts';
import { featureLook } from '../../features.ts';
import { toClock, toClockRange, toExact, toLatency } from '../../format.ts';
import { Changes } from './changes.tsx';
import classes from './entry.module.css';
import { EntryLength } from './entryLength.tsx';
import { toTitleParts } from './entryTitle.ts';

const EntryDetails = lazy(() =>
  import('./entryDetails.tsx').then(({ EntryDetails: details }) => ({ default: details })),
);
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
  const { url, name } = activity.object;
  const history = link === '' ? null : historyOf(activity);
  return (
    <>
      {isSentence ? ' ' : ' · '}
      {before}
      {history ? (
        <Link
          to="/timeline/objects/$type/$id"
          params={history}
          search={{ connection: activity.connectionId }}
        >
          {link}
        </Link>
      ) : url ? (
        <a href={url} target="_blank" rel="noreferrer">
          {link}
        </a>
      ) : (
        link
      )}
      {history && url && (
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className={classes.out}
          title="Open in Salesforce"
          aria-label={`Open ${name ?? link} in Salesforce`}
        >
          <IconExternalLink size={14} stroke={1.8} aria-hidden />
        </a>
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

/** One entry: person, verb, object, what changed; at the right when it was and how it came; opened, all of it. */
export const Entry = memo(function Entry({ activity, person, timeZone }: Props) {
  const [open, setOpen] = useState(false);
  const { occurredAt, receivedAt, actor, via, changes } = activity;
  const came = `Arrived ${toExact(receivedAt, timeZone)} by ${activity.paths.map((path) => pathWords[path]).join(' and ')}`;
  return (
    <li className={classes.entry} data-entry={activity.id} data-open={open || undefined} tabIndex={-1}>
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
        {changes.length > 0 && !open && <Changes changes={changes} onMore={() => setOpen(true)} />}
      </div>
      <div className={classes.facts}>
        <span className={classes.came} title={came}>
          {howItCame(activity, timeZone)}
        </span>
        <span className={classes.feature}>{featureLook(activity.feature).one}</span>
        <time className={classes.time} dateTime={occurredAt} title={toExact(occurredAt, timeZone)}>
          {whenItWas(activity, timeZone)}
        </time>
        <EntryLength activity={activity} timeZone={timeZone} />
        <UnstyledButton
          className={classes.expand}
          data-expand
          aria-expanded={open}
          aria-label={`Details: ${activity.title}`}
          onClick={() => setOpen(!open)}
        >
          <IconChevronDown size={15} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </div>
      {open && (
        <Suspense fallback={null}>
          <EntryDetails activity={activity} timeZone={timeZone} />
        </Suspense>
      )}
    </li>
  );
});
