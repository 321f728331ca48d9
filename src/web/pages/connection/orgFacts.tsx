import type { ReactNode } from 'react';
import type { Connection } from '../../api.ts';
import { CopyText } from '../../components/copyText.tsx';
import { ProgressBar } from '../../components/progressBar.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { toNumber } from '../../format.ts';
import { editionWord, environmentWord, streamWords } from '../../words.ts';
import classes from './overview.module.css';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sweep({ sweep }: { readonly sweep: Connection['sweeps']['delta'] }) {
  if (!sweep.lastRunAt && !sweep.nextRunAt) return 'has not run yet';
  return (
    <>
      {sweep.lastRunAt ? (
        <>
          {sweep.lastStatus === 'failed' && 'failed '}
          <RelativeTime time={sweep.lastRunAt} />
        </>
      ) : (
        'has not run yet'
      )}
      {sweep.nextRunAt && (
        <>
          , next <RelativeTime time={sweep.nextRunAt} />
        </>
      )}
    </>
  );
}

function ApiCalls({ usage }: { readonly usage: Connection['apiUsage'] }) {
  if (usage.used === null || usage.limit === null) return 'not known yet';
  return (
    <>
      {toNumber(usage.used)} of {toNumber(usage.limit)} today
      <span className={classes.bar}>
        <ProgressBar label="API calls used" percent={(100 * usage.used) / Math.max(1, usage.limit)} />
      </span>
    </>
  );
}

function Delivered({ delivery }: { readonly delivery: Connection['delivery'] }) {
  if (delivery === null) return 'not known yet';
  const { used, limit, forecast } = delivery;
  const isFull = used >= limit;
  return (
    <>
      {toNumber(used)} of {toNumber(limit)} in 24 h
      <span className={classes.bar}>
        <ProgressBar label="Events delivered" percent={(100 * used) / Math.max(1, limit)} />
      </span>
      <span className="dim">
        {isFull ? (
          'Used up: the sweeps carry on until it is free again'
        ) : forecast ? (
          <>
            At this rate used up <RelativeTime time={forecast} />
          </>
        ) : (
          'Enough at the present rate'
        )}
      </span>
    </>
  );
}

/** What an administrator looks up about an org and its connection. */
export function OrgFacts({ connection }: { readonly connection: Connection }) {
  const { stream, sweeps, apiUsage, organizationId, instanceUrl, channel, createdAt, edition } = connection;
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title" className={classes.title}>
        Connection
      </h2>
      <dl>
        <Fact name="Stream">{streamWords[stream.state]}</Fact>
        <Fact name="Last event">
          {stream.lastEventAt ? <RelativeTime time={stream.lastEventAt} /> : 'none yet'}
        </Fact>
        <Fact name="Field History sweep">
          <Sweep sweep={sweeps.fieldHistory} />
        </Fact>
        <Fact name="Delta sweep">
          <Sweep sweep={sweeps.delta} />
        </Fact>
        <Fact name="API calls">
          <ApiCalls usage={apiUsage} />
        </Fact>
        <Fact name="Event delivery">
          <Delivered delivery={connection.delivery} />
        </Fact>
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
        <Fact name="Connected by">{connection.connectedBy.name}</Fact>
        <Fact name="Created">
          <RelativeTime time={createdAt} />
        </Fact>
      </dl>
    </section>
  );
}
