import { Skeleton } from '@mantine/core';
import type { FeatureState, RemoteUserRow } from '../../api.ts';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { CellSwitch } from './cellSwitch.tsx';
import classes from './featureMatrix.module.css';

interface Props {
  readonly row: RemoteUserRow;
  readonly index: number;
  readonly features: readonly FeatureState[];
  readonly onCell: (feature: FeatureState, on: boolean) => void;
  /** Called with those features only that stand differently. */
  readonly onRow: (features: readonly FeatureState[], on: boolean) => void;
}

/** One person: all features at once beside the name, then each of its own. */
export function MatrixRow({ row, index, features, onCell, onRow }: Props) {
  const { name, active } = row.remoteUser;
  const isOn = (feature: FeatureState) => row.features[feature.key] ?? true;
  const all = features.every(isOn);
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row">
        <span className={classes.personCell}>
          <span className={classes.person}>
            <span className={classes.personName}>
              {name}
              {!active && <span className={classes.former}>former</span>}
            </span>
            <span className={classes.processed}>
              {row.lastProcessedAt ? (
                <>
                  processed <RelativeTime time={row.lastProcessedAt} />
                </>
              ) : (
                'nothing processed yet'
              )}
            </span>
          </span>
          <CellSwitch
            on={all}
            label={`Everything for ${name}`}
            onChange={(on) =>
              onRow(
                features.filter((feature) => isOn(feature) !== on),
                on,
              )
            }
          />
        </span>
      </th>
      {features.map((feature) => (
        <td key={feature.key}>
          <CellSwitch
            on={isOn(feature)}
            isMuted={!feature.enabled}
            label={`${feature.name} for ${name}`}
            onChange={(on) => onCell(feature, on)}
          />
        </td>
      ))}
    </tr>
  );
}

/** The shape of a person who is not loaded yet. */
export function MatrixSkeletonRow({ columns }: { readonly columns: number }) {
  return (
    <tr aria-hidden>
      <th scope="row">
        <Skeleton height={10} width={120} radius={4} />
      </th>
      <td colSpan={columns} />
    </tr>
  );
}
