import classes from './cellSwitch.module.css';

interface Props {
  readonly on: boolean;
  readonly label: string;
  /** True where the whole column is off, so that this one has no say. */
  readonly isMuted?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A switch that is light enough to stand in a table by the thousand. */
export function CellSwitch({ on, label, isMuted = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={isMuted ? `${label} (off for the whole connection)` : label}
      className={classes.switch}
      data-muted={isMuted || undefined}
      onClick={() => onChange(!on)}
    >
      <i aria-hidden />
    </button>
  );
}
