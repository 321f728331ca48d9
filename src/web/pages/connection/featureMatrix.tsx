import type { KeyboardEvent } from 'react';
import type { Connection, FeatureState, RemoteUserRow } from '../../api.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { CellSwitch } from './cellSwitch.tsx';
import classes from './featureMatrix.module.css';
import { useSwitches } from './useSwitches.ts';

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function walk(event: KeyboardEvent<HTMLTableElement>) {
  const step = steps[event.key];
  const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>('td, th');
  const row = cell?.closest('tr');
  if (!step || !cell || !row) return;
  const [down, right] = step;
  const rows = event.currentTarget.rows;
  const next = rows[row.rowIndex + down]?.cells[cell.cellIndex + right]?.querySelector('button');
  if (!next) return;
  event.preventDefault();
  next.focus();
}

interface Props {
  readonly connection: Connection;
  readonly features: readonly FeatureState[];
  readonly rows: readonly RemoteUserRow[];
}

/** People down, features across; the arrow keys walk from switch to switch. */
export function FeatureMatrix({ connection, features, rows }: Props) {
  const { switchCell, switchColumn } = useSwitches(connection.id);
  return (
    <section className={classes.scroll} aria-label="People and features" tabIndex={-1}>
      <table className={classes.matrix} onKeyDown={walk}>
        <caption className="only-read">Which features are on for whom</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              Person
            </th>
            {features.map((feature) => (
              <th key={feature.key} scope="col">
                <span className={classes.feature}>
                  <span className={classes.name}>
                    <FeatureDot feature={feature.key} />
                    {feature.name}
                  </span>
                  <CellSwitch
                    on={feature.enabled}
                    label={`${feature.name} for the whole connection`}
                    onChange={(on) => void switchColumn(feature, on)}
                  />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.remoteUser.id}>
              <th scope="row">
                <span className={classes.person}>
                  <span>{row.remoteUser.name}</span>
                  <span className={classes.processed}>
                    {row.lastProcessedAt ? <RelativeTime time={row.lastProcessedAt} /> : 'nothing yet'}
                  </span>
                </span>
              </th>
              {features.map((feature) => (
                <td key={feature.key}>
                  <CellSwitch
                    on={row.features[feature.key] ?? true}
                    isMuted={!feature.enabled}
                    label={`${feature.name} for ${row.remoteUser.name}`}
                    onChange={(on) => void switchCell(row, feature, on)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
