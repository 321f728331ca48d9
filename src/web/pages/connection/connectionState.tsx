import type { Connection } from '../../api.ts';
import { currentTime, useTicking } from '../../clock.ts';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toDate, toExact, toExactClock, toNumber, toPercent, toRelative } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import { connectionWord, editionWord, environmentWord } from '../../words.ts';
import classes from './connection.module.css';

function CertainMoment({ time }: { readonly time: string }) {
  const zone = useTimeZone();
  const text = useTicking((now) => `${toExactClock(time, zone)} (${toRelative(time, now, zone)})`);
  return (
    <span>
      newest certain moment{' '}
      <time dateTime={time} title={toExact(time, zone)}>
        {text}
      </time>
    </span>
  );
}

/** Is my data current: the state's word, and the moment up to which everything is certain to be here. */
export function ConnectionState({ connection }: { readonly connection: Connection }) {
  const { stream, import: older, status } = connection;
  const isLeaving = status === 'removing' || status === 'removed';
  return (
    <>
      <StateBadge {...connectionWord(connection)} />
      {stream.coveredTo && !isLeaving && <CertainMoment time={stream.coveredTo} />}
      {older !== null && <span>importing older history, {toPercent(older.percent)} done</span>}
    </>
  );
}

/** Which org this is, in one line under the state. */
export function ConnectionFacts({ connection }: { readonly connection: Connection }) {
  const zone = useTimeZone();
  const { environment, edition, users, connectedBy, createdAt } = connection;
  const facts = [
    environmentWord(environment),
    edition && editionWord(edition),
    `${toNumber(users.mapped)} of ${toNumber(users.mapped + users.unmapped)} people mapped`,
    `connected by ${connectedBy.name}, ${toDate(createdAt, currentTime(), zone)}`,
  ];
  return <p className={classes.facts}>{facts.filter(Boolean).join(' · ')}</p>;
}
