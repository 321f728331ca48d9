import { type PointerEvent, useEffect, useRef, useState } from 'react';

interface Given {
  /** Takes the row of that index up. */
  readonly onStart: (index: number) => void;
  readonly onDrop: (index: number) => void;
  /** Let go over no row, or taken over by the browser. */
  readonly onCancel: () => void;
}

// This near to an edge of the screen the page moves along, by this much a frame.
const edgePx = 72;
const stepPx = 8;

/**
 * Dragging by a finger or a pen, which know no drag and drop of browsers: `handlers` are of the tree, because rows that
 * are scrolled away are drawn no more, and `over` is the index of the row under the finger. Rows are taken at their grip.
 */
export function useTouchDrag({ onStart, onDrop, onCancel }: Given) {
  const [over, setOver] = useState<number | null>(null);
  const creep = useCreep();
  const isHeld = ({ currentTarget, pointerId }: PointerEvent) => currentTarget.hasPointerCapture(pointerId);
  const end = (event: PointerEvent, index: number | null) => {
    if (!isHeld(event)) return;
    creep(0);
    setOver(null);
    if (index === null) onCancel();
    else onDrop(index);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      // A mouse drags the row itself.
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      const grip = (event.target as Element).closest('[data-grip]');
      const index = grip && toIndex(grip);
      if (index === null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      onStart(index);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!isHeld(event)) return;
      setOver(rowAt(event));
      const isLow = event.clientY > window.innerHeight - edgePx;
      creep(isLow ? stepPx : event.clientY < edgePx ? -stepPx : 0);
    },
    onPointerUp: (event: PointerEvent) => end(event, rowAt(event)),
    onPointerCancel: (event: PointerEvent) => end(event, null),
  };
  return { over, handlers };
}

/** Moves the page by a step in each frame, until told 0. */
function useCreep(): (stepPx: number) => void {
  const state = useRef({ step: 0, frame: 0 });
  useEffect(() => () => cancelAnimationFrame(state.current.frame), []);
  const move = () => {
    window.scrollBy(0, state.current.step);
    state.current.frame = state.current.step === 0 ? 0 : requestAnimationFrame(move);
  };
  return (step) => {
    state.current.step = step;
    if (step !== 0 && state.current.frame === 0) move();
  };
}

const rowAt = ({ clientX, clientY }: PointerEvent) => toIndex(document.elementFromPoint(clientX, clientY));

function toIndex(inside: Element | null): number | null {
  const row = inside?.closest<HTMLElement>('[role="treeitem"]');
  return row ? Number(row.dataset.index) : null;
}
