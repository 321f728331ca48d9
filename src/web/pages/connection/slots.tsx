import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { featureLook } from '../../features.ts';
import { toCount, toNumber } from '../../format.ts';
import { entityWord } from '../../words.ts';
import classes from './overview.module.css';

type CdcSlots = Connection['cdcSlots'];

/** One box for each real-time slot of the org, in words whose it is, and what switching a feature off would change. */
export function Slots({ connection }: { readonly connection: Connection }) {
  const slots = connection.cdcSlots;
  const { used, limit, ours, shared } = slots;
  const counts = { ours: ours.length - shared.length, shared: shared.length };
  const boxes = Array.from({ length: Math.max(limit, used) }, (_, index) =>
    index < counts.ours ? 'ours' : index < ours.length ? 'shared' : index < used ? 'others' : 'free',
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
      <Neighbours slots={slots} />
      <Plan slots={slots} />
      <p className={classes.below}>
        <GuideLink place="slots">How slots work</GuideLink>
      </p>
    </section>
  );
}

/** "Asset (Billing sync)": an entity with the channels that select it. */
function named({ channels }: CdcSlots, entity: string): string {
  const whose = channels[entity] ?? [];
  return whose.length > 0 ? `${entityWord(entity)} (${whose.join(', ')})` : entityWord(entity);
}

function Neighbours({ slots }: { readonly slots: CdcSlots }) {
  const { others, shared, exempt } = slots;
  const taken = others.filter((entity) => !shared.includes(entity));
  const list = (entities: readonly string[]) => entities.map((entity) => named(slots, entity)).join(', ');
  return (
    <div className={classes.neighbours}>
      {taken.length > 0 && (
        <p>
          {toNumber(taken.length)} taken by others: {list(taken)}
        </p>
      )}
      {shared.length > 0 && <p>Free for us, because others select it too: {list(shared)}</p>}
      {exempt.length > 0 && <p>Of managed packages, without taking a slot: {list(exempt)}</p>}
    </div>
  );
}

const nameOf = (feature: string) => featureLook(feature).name;

function effect({ takes, unblocks }: CdcSlots['plan'][number]): string {
  if (unblocks !== null) return `${nameOf(unblocks)} would be in real time`;
  if (takes === 'slot') return '1 slot would be free';
  if (takes === 'shared') return 'Nothing: others keep the slot';
  return 'Nothing: it has no slot';
}

const takesWord = { slot: 'Takes a slot', shared: 'Shares a slot with others', none: 'Has no slot' } as const;

function Plan({ slots }: { readonly slots: CdcSlots }) {
  if (slots.plan.length === 0) return null;
  const free = slots.limit - slots.used;
  return (
    <details className={classes.plan}>
      <summary>What if a feature is switched off</summary>
      <table>
        <thead className={classes.head}>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Now</th>
            <th scope="col">If it is off</th>
          </tr>
        </thead>
        <tbody>
          {slots.plan.map((row) => (
            <tr key={row.feature}>
              <th scope="row">{nameOf(row.feature)}</th>
              <td>{takesWord[row.takes]}</td>
              <td>{effect(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {free > 0 && `${toCount(free, 'slot is', 'slots are')} free now. `}A feature that is off stores
        nothing; one without a slot is swept instead. Features are switched in the{' '}
        <Link from="/settings/services/$service/$id" search={{ tab: 'features' }}>
          Features tab
        </Link>
        .
      </p>
    </details>
  );
}
