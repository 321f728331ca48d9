import { Button } from '@mantine/core';
import { IconCloud } from '@tabler/icons-react';
import type { ServiceInfo } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { ConnectionRow } from './connectionRow.tsx';
import { RemovedList } from './removedList.tsx';
import classes from './services.module.css';

interface Props {
  readonly service: ServiceInfo;
  readonly onConnect: () => void;
}

/** One service: what it is, the button that connects it, and its connections beneath. */
export function ServiceSection({ service, onConnect }: Props) {
  const { key, name, removed, description, configured, missingSettings, canConnect, askWhom, connections } =
    service;
  const hasSome = (connections?.length ?? 0) > 0;
  return (
    <section className={classes.service} aria-labelledby={`service-${key}`}>
      <div className={classes.head}>
        <span className={classes.icon} aria-hidden>
          <IconCloud size={22} stroke={1.6} />
        </span>
        <div className={classes.words}>
          <h2 id={`service-${key}`}>{name}</h2>
          <p className="dim">{description}</p>
        </div>
        {canConnect && configured && (
          <Button variant={hasSome ? 'default' : 'filled'} onClick={onConnect}>
            {hasSome ? 'Add another' : 'Connect'}
          </Button>
        )}
      </div>
      {!canConnect && askWhom && <p className={classes.note}>{askWhom}</p>}
      {canConnect && !configured && (
        <ProblemPanel
          tone="info"
          title={`This installation has no ${name} app yet`}
          cause={`Connecting becomes possible when these settings are made: ${missingSettings.join(', ')}.`}
          fix={
            <>
              Create an External Client App in Salesforce, give its client id and secret to the installation,
              and restart it. <GuideLink place="app">How to create it</GuideLink>
            </>
          }
        />
      )}
      {connections && hasSome && (
        <ul className={classes.rows}>
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} />
          ))}
        </ul>
      )}
      {removed !== null && removed.length > 0 && <RemovedList service={key} removed={removed} />}
      {canConnect && configured && connections && !hasSome && (
        <p className={classes.note}>
          Not connected yet. Connecting takes about a minute and writes no record in {name}.{' '}
          <GuideLink place="connect">What is needed</GuideLink>
        </p>
      )}
    </section>
  );
}
