import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { toFeatureNames } from '../../coverage/holes.ts';
import { useMe, useSeesEveryone } from '../../queries.ts';
import { personDataQuery } from '../myData/myDataQueries.ts';
import classes from './noEntries.module.css';

interface Props {
  readonly userId: string;
  /** Which features are looked at; all where none is named. */
  readonly features: readonly string[];
}

/** The features that are switched off for the one person who is looked at; told to them, and to who sees everyone. */
export function SwitchedOff({ userId, features }: Props) {
  const { user } = useMe();
  const seesEveryone = useSeesEveryone();
  const isOwn = userId === user.id;
  const data = useQuery({ ...personDataQuery(isOwn ? null : userId), enabled: isOwn || seesEveryone }).data;
  const off = new Set(
    (data?.connections ?? [])
      .flatMap((connection) => connection.features.filter(({ collected }) => !collected))
      .map(({ key }) => key)
      .filter((key) => features.length === 0 || features.includes(key)),
  );
  if (data === undefined || off.size === 0) return null;
  return (
    <li className={classes.reason}>
      <IconInfoCircle size={15} stroke={2} aria-hidden />
      <span>
        {toFeatureNames([...off])} {off.size === 1 ? 'is' : 'are'} switched off for{' '}
        {isOwn ? 'you' : data.user.name}: what comes in is not stored.{' '}
        <Link className="in-text" to="/my-data" search={isOwn ? {} : { person: userId }}>
          Who switched it
        </Link>
      </span>
    </li>
  );
}
