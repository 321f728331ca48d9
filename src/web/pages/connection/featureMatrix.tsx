import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Connection, FeatureState, RemoteUserRow } from '../../api.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { CellSwitch } from './cellSwitch.tsx';
import classes from './featureMatrix.module.css';
import { MatrixRow, MatrixSkeletonRow } from './matrixRow.tsx';
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
  const at = (distance: number) =>
    rows[row.rowIndex + down * distance]?.cells[cell.cellIndex + right]?.querySelector('button');
  // Between the head and the rows that are near lies the room of those that are not.
  const next = at(1) ?? (down === 0 ? null : at(2));
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const rowHeight = 45;

interface Props {
  readonly connection: Connection;
  readonly features: readonly FeatureState[];
  readonly rows: readonly RemoteUserRow[];
  /** How many people there are, loaded or not. */
  readonly total: number;
  /** Asks for more people; called again and again while some that are near are not loaded. */
  readonly onNear: () => void;
}

/** People down, features across, thousands of them; the arrow keys walk from switch to switch. */
export function FeatureMatrix({ connection, features, rows, total, onNear }: Props) {
  const { switchCell, switchRow, switchColumn } = useSwitches(connection.id);
  const scroll = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => rows[index]?.remoteUser.id ?? index,
  });
  const near = virtual.getVirtualItems();
  const last = near.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) onNear();
  }, [last, rows.length, onNear]);
  const before = near[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (near.at(-1)?.end ?? 0);
  return (
    <section ref={scroll} className={classes.scroll} aria-label="People and features" tabIndex={-1}>
      <table className={classes.matrix} onKeyDown={walk} aria-rowcount={total + 1}>
        <caption className="only-read">Which features are on for whom</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              Person
            </th>
            {features.map((feature) => (
              <th key={feature.key} scope="col">
                <span className={classes.feature}>
                  <FeatureDot feature={feature.key} />
                  <span className={classes.name}>{feature.name}</span>
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
          <Space height={before} columns={features.length + 1} />
          {near.map(({ index, key }) => {
            const row = rows[index];
            if (row === undefined) return <MatrixSkeletonRow key={key} columns={features.length} />;
            return (
              <MatrixRow
                key={key}
                row={row}
                index={index}
                features={features}
                onCell={(feature, on) => void switchCell(row, feature, on)}
                onRow={(changed, on) => void switchRow(row, changed, on)}
              />
            );
          })}
          <Space height={after} columns={features.length + 1} />
        </tbody>
      </table>
    </section>
  );
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
