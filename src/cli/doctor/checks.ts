/** What one look found: `subject` is a connection's name or nothing, and no text carries a secret or a record. */
export interface Finding {
  readonly area: string;
  readonly subject: string | null;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly text: string;
  readonly fix: string | null;
}

type Say = (text: string, fix?: string) => Finding;

/** The three ways to say what an area is like. */
export function say(area: string, subject: string | null = null): Record<Finding['state'], Say> {
  const as =
    (state: Finding['state']): Say =>
    (text, fix) => ({ area, subject, state, text, fix: fix ?? null });
  return { ok: as('ok'), warning: as('warning'), problem: as('problem') };
}
