import type { Connection } from '../../api.ts';
import { CopyText } from '../../components/copyText.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { editionWord, environmentWord } from '../../words.ts';
import { Fact } from './fact.tsx';
import classes from './overview.module.css';

/** What an administrator looks up about an org and its connection. */
export function OrgFacts({ connection }: { readonly connection: Connection }) {
  const { organizationId, instanceUrl, channel, createdAt, edition } = connection;
  return (
    <section className={classes.side} aria-labelledby="facts-title">
      <h2 id="facts-title" className={classes.title}>
        Connection
      </h2>
      <dl>
        <Fact name="Environment">{environmentWord(connection.environment)}</Fact>
        <Fact name="Edition">{edition ? editionWord(edition) : 'not known yet'}</Fact>
        <Fact name="Org id">
          {organizationId ? <CopyText text={organizationId} label="Copy the org id" /> : 'not known yet'}
        </Fact>
        {instanceUrl && (
          <Fact name="Instance">
            <a href={instanceUrl} target="_blank" rel="noreferrer">
              {new URL(instanceUrl).host}
            </a>
          </Fact>
        )}
        {channel && (
          <Fact name="Data channel">
            <CopyText text={channel} label="Copy the channel's name" />
          </Fact>
        )}
        <Fact name="Owner">{connection.owner?.name ?? 'nobody'}</Fact>
        <Fact name="Connected by">{connection.connectedBy.name}</Fact>
        <Fact name="Created">
          <RelativeTime time={createdAt} />
        </Fact>
      </dl>
    </section>
  );
}
