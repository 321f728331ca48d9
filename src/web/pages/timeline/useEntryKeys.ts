import { useEffect } from 'react';
import { isTyping } from '../../frame/keys.ts';

const entries = () => [...document.querySelectorAll<HTMLElement>('[data-entry]')];

// From the one that is looked at, else the first one that is seen below the day's heading.
function nextEntry(step: number): HTMLElement | undefined {
  const all = entries();
  const at = all.findIndex((entry) => entry.contains(document.activeElement));
  if (at >= 0) return all[Math.min(Math.max(at + step, 0), all.length - 1)];
  return all.find((entry) => entry.getBoundingClientRect().top >= 40) ?? all[0];
}

/** Keys that walk the entries (j, k, and arrows once on one) and open the one that is looked at (e, Enter). */
export function useEntryKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const target = event.target as HTMLElement;
      const isOnEntry = target.dataset.entry !== undefined;
      const step = { j: 1, k: -1, ...(isOnEntry ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
      if (step !== undefined) {
        const next = nextEntry(step);
        if (next === undefined) return;
        event.preventDefault();
        next.focus();
      } else if (event.key === 'e' || (event.key === 'Enter' && isOnEntry)) {
        const entry = target.closest('[data-entry]');
        entry?.querySelector<HTMLElement>('[data-expand]')?.click();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
