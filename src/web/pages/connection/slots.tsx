import type { Connection } from '../../api.ts';
import { toNumber } from '../../format.ts';
import { entityWord } from '../../words.ts';
import classes from './overview.module.css';

/** One box for each real-time slot of the org: taken by us, taken by others, free. */
export function Slots({ slots }: { readonly slots: Connection['cdcSlots'] }) {
  const { used, limit, ours, others } = slots;
  const mine = Math.min(ours.length, used);
  const boxes = Array.from({ length: Math.max(limit, used) }, (_, index) =>
    index < mine ? 'ours' : index < used ? 'others' : 'free',
  );
  return (
    <section className={classes.slots} aria-labelledby="slots-title">
      <h2 id="slots-title">Real-time slots</h2>
      <p className={classes.slotLine}>
        <span className={classes.boxes} aria-hidden>
          {boxes.map((kind, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the boxes are a row of lamps, not a list of things.
            <i key={index} data-kind={kind} />
          ))}
        </span>
        <strong>
          {toNumber(used)} of {toNumber(limit)}
        </strong>
        <span className="dim">
          {ours.length > 0 ? ours.map(entityWord).join(' · ') : 'none of them ours'}
        </span>
      </p>
      {others.length > 0 && (
        <p className="dim small">Taken by others in this org: {others.map(entityWord).join(', ')}</p>
      )}
    </section>
  );
}
