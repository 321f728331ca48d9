import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { User } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { findLineRefusal, groupByManager, toPlaces } from './reportingLines.ts';
import classes from './team.module.css';
import { TreeRow } from './treeRow.tsx';
import { useMovePerson } from './useTeam.ts';
import { useTouchDrag } from './useTouchDrag.ts';
import { useTreeKeys } from './useTreeKeys.ts';

interface Props {
  readonly people: readonly User[];
  readonly mayMove: boolean;
}

const rowHeightPx = 40;

// Who left stands in the tree only as long as somebody who is here still reports to them.
const toDrawn = (people: readonly User[]) => {
  const active = people.filter(({ deactivatedAt }) => deactivatedAt === null);
  const managers = new Set(active.map(({ managerId }) => managerId));
  return people.filter(({ id, deactivatedAt }) => deactivatedAt === null || managers.has(id));
};

/** Who reports to whom, as a tree; a person is moved by dragging, by finger or by keys, and circles are refused. */
export function ReportingTree({ people, mayMove }: Props) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [moving, setMoving] = useState<User | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const move = useMovePerson();
  const byId = useMemo(() => new Map(people.map((each) => [each.id, each])), [people]);
  const groups = useMemo(() => groupByManager(toDrawn(people)), [people]);
  const places = useMemo(() => toPlaces(groups, closed), [groups, closed]);
  const box = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    setScrollMargin((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const first = mayMove ? 1 : 0;
  const virtual = useWindowVirtualizer({
    ...{ count: places.length + first, estimateSize: () => rowHeightPx, overscan: 12, scrollMargin },
    getItemKey: (index) => places[index - first]?.person.id ?? 'top',
  });
  const toggle = (id: string, isOpen: boolean) =>
    setClosed((now) => {
      const next = new Set(now);
      if (isOpen) next.delete(id);
      else next.add(id);
      return next;
    });
  const pickUp = (person: User | null) => {
    setRefusal(null);
    setMoving(person);
  };
  const drop = (manager: User | null) => {
    if (!moving) return;
    const why = findLineRefusal(byId, moving, manager);
    setRefusal(why);
    if (why !== null) return;
    if ((manager?.id ?? null) !== moving.managerId) move(moving, manager);
    setMoving(null);
  };
  const keys = useTreeKeys({
    ...{ places, first, isMoving: moving !== null, box, toggle, drop },
    pickUp: mayMove ? pickUp : () => {},
    scrollTo: (index) => virtual.scrollToIndex(index),
  });
  const touch = useTouchDrag({
    onStart: (index) => pickUp(places[index - first]?.person ?? null),
    onDrop: (index) => {
      const onto = places[index - first]?.person ?? null;
      if (onto?.id === moving?.id) pickUp(null);
      else drop(onto);
    },
    onCancel: () => pickUp(null),
  });
  return (
    <>
      {mayMove && <MovingState moving={moving} refusal={refusal} />}
      <div
        ref={box}
        role="tree"
        aria-label="Reporting lines"
        className={classes.tree}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={keys.onKeyDown}
        {...(mayMove ? touch.handlers : {})}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <TreeRow
            key={key}
            index={index}
            top={start - scrollMargin}
            place={places[index - first] ?? null}
            isFocusable={index === keys.at}
            mayMove={mayMove}
            isTouched={index === touch.over}
            isMoving={moving?.id === places[index - first]?.person.id}
            onFocus={keys.setAt}
            onToggle={toggle}
            onPickUp={pickUp}
            onDrop={drop}
          />
        ))}
      </div>
    </>
  );
}

function MovingState({ moving, refusal }: { readonly moving: User | null; readonly refusal: string | null }) {
  return (
    <div className={classes.moving}>
      <p>
        Drag a person onto their new manager, on a touch screen by the dots at the right. By keyboard: press
        Space on a person, choose with the arrow keys, press Enter.{' '}
        <GuideLink place="team">Who sees whom</GuideLink>
      </p>
      <p role="status" className={classes.carried}>
        {moving &&
          `Moving ${moving.name}: choose their new manager and press Enter. Escape leaves them where they are.`}
      </p>
      <p role="alert" className={classes.refusal}>
        {refusal}
      </p>
    </div>
  );
}
