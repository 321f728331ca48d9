import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Activity } from '../../api.ts';
import { actionWord, categoryWord, historyOf, typeWord } from '../../entryWords.ts';
import { toCount, toDuration, toExact, toExactClock } from '../../format.ts';
import { reportsQuery } from '../../queries.ts';
import { AllChanges } from './changes.tsx';
import classes from './entryDetails.module.css';

const pathNames = { cdc: 'Stream', field_history: 'Field History sweep', delta: 'Delta sweep' } as const;
const sourceWords = { estimated: 'estimated', actual: 'as reported', edited: 'set by hand' } as const;

interface Props {
  readonly activity: Activity;
  readonly timeZone: string;
}

/** All that is known of an entry: every transition, every path with its times, how long and by whom that was said. */
export function EntryDetails({ activity, timeZone }: Props) {
  const { changes, category, action, via, actor, object, count, occurredAt } = activity;
  const history = historyOf(activity);
  return (
    <div className={classes.details}>
      {changes.length > 0 && <AllChanges changes={changes} timeZone={timeZone} />}
      <dl className={classes.facts}>
        <Fact name="When">{toExact(occurredAt, timeZone)}</Fact>
        <Fact name="What">
          {actionWord(action)} · {categoryWord(category)}
          {count > 1 && ` · ${toCount(count, 'record', 'records')}`}
        </Fact>
        <Fact name="Length">
          <Length activity={activity} timeZone={timeZone} />
        </Fact>
        <Fact name="Told by">
          <Paths activity={activity} timeZone={timeZone} />
        </Fact>
        {(via !== null || actor === 'automation') && (
          <Fact name="Made with">
            {via ?? 'A program'}
            {actor === 'automation' ? ' (automation)' : ''}
          </Fact>
        )}
        {history && (
          <Fact name={typeWord(object.type)}>
            <Link
              className="in-text"
              to="/timeline/objects/$type/$id"
              params={history}
              search={{ connection: activity.connectionId }}
            >
              Everything that happened to it
            </Link>
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Length({ activity, timeZone }: Props) {
  const { durationSeconds, durationSource, edited } = activity;
  if (edited === null) return `${toDuration(durationSeconds)}, ${sourceWords[durationSource]}`;
  const who = edited.by === null ? 'somebody who is gone' : edited.by.name;
  return `${toDuration(durationSeconds)}, set by ${who} ${toExact(edited.at, timeZone)}; before, ${toDuration(edited.reportedSeconds)}, ${sourceWords[edited.reportedSource]}`;
}

// Which path told what when is asked for only here: the list need not carry it.
function Paths({ activity, timeZone }: Props) {
  const reports = useQuery(reportsQuery(activity)).data?.items ?? [];
  if (reports.length === 0) {
    const names = activity.paths.map((path) => pathNames[path]).join(', ');
    return `${names}, at first ${toExact(activity.receivedAt, timeZone)}`;
  }
  return (
    <ul>
      {reports.map(({ path, at, arrivedAt, lastArrivedAt, records }) => (
        <li key={`${path}${at}${arrivedAt}`}>
          {pathNames[path]}: {records > 1 && `${toCount(records, 'record', 'records')}, `}
          saved {toExactClock(at, timeZone)}, here {toExact(arrivedAt, timeZone)}
          {lastArrivedAt !== arrivedAt && `, the last ${toExactClock(lastArrivedAt, timeZone)}`}
        </li>
      ))}
    </ul>
  );
}
