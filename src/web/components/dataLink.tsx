import { Link } from '@tanstack/react-router';

interface Props {
  readonly userId: string;
  readonly name: string;
}

/** Leads those who see everyone to what is collected and stored about a person. */
export function DataLink({ userId, name }: Props) {
  return (
    <Link
      className="in-text"
      to="/my-data"
      search={{ person: userId }}
      aria-label={`What is collected about ${name}`}
    >
      What is collected
    </Link>
  );
}
