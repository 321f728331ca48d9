import { IconArrowBarToUp, IconChevronRight, IconGripVertical } from '@tabler/icons-react';
import { type CSSProperties, useState } from 'react';
import type { User } from '../../api.ts';
import { Avatar } from '../../components/avatar.tsx';
import { toCount } from '../../format.ts';
import { roleWord } from '../../words.ts';
import type { Place } from './reportingLines.ts';
import classes from './team.module.css';

interface Props {
  readonly index: number;
  /** Where it stands in the tree, in pixels. */
  readonly top: number;
  /** Null for the row that stands for nobody: who is put there reports to nobody. */
  readonly place: Place | null;
  readonly isFocusable: boolean;
  readonly mayMove: boolean;
  readonly isMoving: boolean;
  /** True while a finger that carries somebody is over it. */
  readonly isTouched: boolean;
  readonly onFocus: (index: number) => void;
  readonly onToggle: (id: string, isOpen: boolean) => void;
  readonly onPickUp: (person: User | null) => void;
  readonly onDrop: (manager: User | null) => void;
}

/** One person of the tree, who can be dragged, and onto whom others can be dropped. */
export function TreeRow(props: Props) {
  const { index, top, place, isFocusable, mayMove, isMoving, isTouched, onFocus, onPickUp, onDrop } = props;
  const [isOver, setIsOver] = useState(false);
  const person = place?.person ?? null;
  const dragging = mayMove
    ? {
        onDragOver: (event: React.DragEvent) => {
          event.preventDefault();
          setIsOver(true);
        },
        onDragLeave: () => setIsOver(false),
        onDrop: (event: React.DragEvent) => {
          event.preventDefault();
          setIsOver(false);
          onDrop(person);
        },
      }
    : {};
  const dragged =
    mayMove && person
      ? {
          draggable: true,
          onDragStart: (event: React.DragEvent) => {
            event.dataTransfer.setData('text/plain', person.name);
            event.dataTransfer.effectAllowed = 'move';
            onPickUp(person);
          },
        }
      : {};
  return (
    <div
      role="treeitem"
      tabIndex={isFocusable ? 0 : -1}
      data-index={index}
      data-over={isOver || isTouched || undefined}
      data-moving={(person && isMoving) || undefined}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, '--level': place?.level ?? 1 } as CSSProperties}
      aria-label={place ? toLabel(place) : 'Nobody: the top'}
      aria-level={place?.level ?? 1}
      aria-posinset={place?.position}
      aria-setsize={place?.siblings}
      aria-expanded={place && place.reports > 0 ? place.isOpen : undefined}
      onFocus={() => onFocus(index)}
      {...dragging}
      {...dragged}
    >
      {place ? <PersonRow {...props} place={place} /> : <NobodyRow />}
    </div>
  );
}

const toLabel = ({ person, reports }: Place) =>
  `${person.name}, ${roleWord(person.role)}${reports > 0 ? `, ${toCount(reports, 'report', 'reports')}` : ''}`;

function PersonRow({ place, mayMove, onToggle }: Props & { readonly place: Place }) {
  const { person, reports, isOpen } = place;
  return (
    <>
      <span
        className={classes.fold}
        data-open={isOpen || undefined}
        aria-hidden
        onClick={() => onToggle(person.id, !isOpen)}
      >
        {reports > 0 && <IconChevronRight size={16} />}
      </span>
      <Avatar name={person.name} size={24} />
      <span className={classes.who}>{person.name}</span>
      <span className={classes.what}>
        {[person.position ?? roleWord(person.role), person.region].filter(Boolean).join(' · ')}
        {person.deactivatedAt !== null && ' · deactivated'}
      </span>
      {reports > 0 && <span className={classes.reports}>{toCount(reports, 'report', 'reports')}</span>}
      {mayMove && (
        <span className={classes.grip} data-grip aria-hidden>
          <IconGripVertical size={16} />
        </span>
      )}
    </>
  );
}

function NobodyRow() {
  return (
    <>
      <span className={classes.fold} aria-hidden>
        <IconArrowBarToUp size={16} />
      </span>
      <span className={classes.what}>Nobody above: put a person here who reports to nobody</span>
    </>
  );
}
