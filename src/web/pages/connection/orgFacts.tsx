import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api.ts';
import { CopyText } from '../../components/copyText.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { editionWord, environmentWord } from '../../words.ts';
import { ChangeDialog } from './changeDialog.tsx';
import { Fact } from './fact.tsx';
import classes from './overview.module.css';

/** What an administrator looks up about an org and its connection. */
export function OrgFacts({ connection }: { readonly connection: Connection }) {
  const [isChanging, setChanging] = useState(false);
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
        <Fact name="Owner">
          {connection.owner?.name ?? 'nobody'}{' '}
          {(connection.status === 'active' || connection.status === 'attention') && (
            <UnstyledButton
              className={classes.change}
              onClick={() => setChanging(true)}
              aria-label="Change name or owner"
            >
              Change
            </UnstyledButton>
          )}
        </Fact>
        <Fact name="Connected by">{connection.connectedBy.name}</Fact>
        <Fact name="Created">
          <RelativeTime time={createdAt} />
        </Fact>
      </dl>
      {isChanging && <ChangeDialog connection={connection} onClose={() => setChanging(false)} />}
    </section>
  );
}
