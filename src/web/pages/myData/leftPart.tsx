import type { PersonData } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { featureLook } from '../../features.ts';
import { toCount, toDate } from '../../format.ts';
import { useConnections, useTimeZone } from '../../queries.ts';
import classes from './myData.module.css';
import { countEntries, toReach } from './stored.ts';

/** What is still stored of connections that collect nothing about the person any more. */
export function LeftPart({ data }: { readonly data: PersonData }) {
  const zone = useTimeZone();
  const connections = useConnections();
  const current = new Set(data.connections.map(({ id }) => id));
  const left = data.stored.filter(({ connectionId }) => !current.has(connectionId));
  if (left.length === 0) return null;
  const day = (time: string) => toDate(time, currentTime(), zone);
  const groups = [...new Set(left.map(({ connectionId, feature }) => `${connectionId} ${feature}`))].map(
    (key) => {
      const rows = left.filter((row) => `${row.connectionId} ${row.feature}` === key);
      return { key, rows, reach: toReach(rows)!, first: rows[0]! };
    },
  );
  return (
    <section aria-labelledby="left-title">
      <h2 id="left-title">Stored, and no longer collected</h2>
      <p className={classes.lead}>
        Entries of connections that were removed, or in which nobody is mapped to this person any more.
      </p>
      <ul className={classes.features}>
        {groups.map(({ key, rows, reach, first }) => (
          <li key={key} className={classes.plain}>
            <span className={classes.name}>
              <FeatureDot feature={first.feature} />
              {featureLook(first.feature).name}
            </span>
            <span className="dim small">
              {connections.find(({ id }) => id === first.connectionId)?.name ?? 'An earlier connection'}
            </span>
            <span className={classes.stored}>
              <span>{toCount(countEntries(rows), 'entry', 'entries')}</span>
              <span className="dim small">
                {day(reach.first)} – {day(reach.last)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
