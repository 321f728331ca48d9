import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { User } from '../../api.ts';
import type { Place } from './reportingLines.ts';

interface Given {
  readonly places: readonly Place[];
  /** How many rows stand above the first place. */
  readonly first: number;
  readonly isMoving: boolean;
  readonly box: RefObject<HTMLElement | null>;
  readonly toggle: (id: string, isOpen: boolean) => void;
  readonly pickUp: (person: User | null) => void;
  readonly drop: (manager: User | null) => void;
  readonly scrollTo: (index: number) => void;
}

/** The keys of a tree (WAI-ARIA, tree view), and those that carry a person to another manager. */
export function useTreeKeys(given: Given) {
  const { places, first, isMoving, box, toggle, pickUp, drop, scrollTo } = given;
  const last = places.length + first - 1;
  const [wanted, setAt] = useState(first);
  const [isAsked, setIsAsked] = useState(false);
  const at = Math.min(wanted, last);
  // The row may only be drawn once it was scrolled to.
  useEffect(() => {
    if (!isAsked) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-index="${at}"]`);
    if (!row) return;
    row.focus();
    setIsAsked(false);
  });
  const go = (index: number) => {
    const next = Math.max(0, Math.min(last, index));
    setAt(next);
    setIsAsked(true);
    scrollTo(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = places[at - first];
    const does: Record<string, (() => void) | undefined> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(last),
      ArrowRight: () => {
        if (place?.isOpen) go(at + 1);
        else if (place && place.reports > 0) toggle(place.person.id, true);
      },
      ArrowLeft: () => {
        if (place?.isOpen) toggle(place.person.id, false);
        else if (place) go(places.findIndex(({ person }) => person.id === place.person.managerId) + first);
      },
      ' ': () => (isMoving ? drop(place?.person ?? null) : place && pickUp(place.person)),
      Enter: () => (isMoving ? drop(place?.person ?? null) : place && pickUp(place.person)),
      Escape: isMoving ? () => pickUp(null) : undefined,
    };
    const act = does[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return { at, setAt, onKeyDown };
}
