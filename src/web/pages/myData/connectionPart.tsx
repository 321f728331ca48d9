import type { PersonData } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { toCount } from '../../format.ts';
import { FeatureRow } from './featureRow.tsx';
import classes from './myData.module.css';

type Connection = PersonData['connections'][number];

interface Props {
  readonly connection: Connection;
  readonly stored: PersonData['stored'];
  readonly isOwn: boolean;
}

/** What one connection collects about a person: whom they are taken for, and each feature with who switched it. */
export function ConnectionPart({ connection, stored, isOwn }: Props) {
  const { id, name, features, remoteUsers } = connection;
  const on = features.filter(({ collected }) => collected).length;
  return (
    <section aria-labelledby={`connection-${id}`}>
      <div className={classes.head}>
        <h2 id={`connection-${id}`}>{name}</h2>
        <span className="dim small">
          {on} of {toCount(features.length, 'feature', 'features')} on
        </span>
      </div>
      <p className={classes.lead}>
        {isOwn ? 'You are' : 'They are'} taken for{' '}
        {remoteUsers.map(({ id: remote, name: who, manual }, index) => (
          <span key={remote}>
            {index > 0 && (index === remoteUsers.length - 1 ? ' and ' : ', ')}
            <strong className={classes.who}>{who}</strong> ({manual ? 'chosen by hand' : 'the same e-mail'})
          </span>
        ))}{' '}
        there. Whoever sets up connections can switch a feature off for one person.{' '}
        <GuideLink place="switches">About switches</GuideLink>
      </p>
      <ul className={classes.features}>
        {features.map((feature) => (
          <li key={feature.key}>
            <FeatureRow
              feature={feature}
              remoteUsers={remoteUsers}
              stored={stored.filter((row) => row.feature === feature.key)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
