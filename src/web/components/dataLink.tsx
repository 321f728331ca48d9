import { Link } from '@tanstack/react-router';
import classes from './dataLink.module.css';

interface Props {
  readonly userId: string;
  readonly name: string;
  /** True where the name does not stand beside it. */
  readonly withName?: boolean;
}

/** Leads those who see everyone to what is collected and stored about a person. */
export function DataLink({ userId, name, withName = false }: Props) {
  const whole = `What is stored about ${name}`;
  return (
    <Link className={`in-text ${classes.link}`} to="/my-data" search={{ person: userId }} aria-label={whole}>
      {withName ? whole : 'What is stored'}
    </Link>
  );
}
