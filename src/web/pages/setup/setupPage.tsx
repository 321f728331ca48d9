import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { providersQuery } from '../../accountQueries.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount } from '../../format.ts';
import { servicesQuery, useMe, usersQuery } from '../../queries.ts';
import { ProviderStep } from './providerStep.tsx';
import classes from './setup.module.css';

/** What is left to do in a new account. What is done is read from the account itself, so it can be left and resumed. */
export function SetupPage() {
  const { account, mail } = useMe();
  const doors = useQuery(providersQuery);
  const users = useQuery(usersQuery);
  const services = useQuery(servicesQuery);
  const failed = [doors, users, services].find(({ isError }) => isError);
  const providers = doors.data?.items ?? [];
  const people = users.data?.length ?? 0;
  const connections = (services.data?.items ?? []).flatMap((service) => service.connections ?? []);
  const isDone = [true, providers.length > 0, people > 1, connections.length > 0];
  const open = isDone.indexOf(false);
  const isRead = doors.data && users.data && services.data;
  return (
    <Page
      title="Set up WorkSights"
      state={
        isRead
          ? open === -1
            ? 'Everything is set up.'
            : `${isDone.filter(Boolean).length} of ${isDone.length} steps are done. Leave when you like: this page is under Settings, Account.`
          : undefined
      }
    >
      {failed?.error ? (
        <LoadFailed error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !isRead ? (
        <SkeletonRows count={4} height={72} />
      ) : (
        <ol className={classes.steps}>
          <Step title="Create the account" isDone isOpen={false}>
            {account.name}, {account.domain}.
          </Step>
          <Step title="Add a sign-in provider" isDone={isDone[1]!} isOpen={open === 1}>
            <ProviderStep
              providers={providers}
              isChecking={doors.isFetching}
              onCheck={() => void doors.refetch()}
            />
          </Step>
          <Step title="Add people" isDone={isDone[2]!} isOpen={open === 2}>
            <p>
              {people > 1
                ? `${toCount(people, 'person', 'people')} are here.`
                : 'Only you are here. Add people one by one, or all at once from a CSV file; a directory can keep them current by SCIM.'}{' '}
              {mail
                ? 'They are invited by e-mail.'
                : 'No mail server is set up, so you tell them yourself: the text is there to copy.'}{' '}
              <GuideLink place="invitations">Invitations</GuideLink>
            </p>
            <Button component={Link} to="/team" variant={open === 2 ? 'filled' : 'default'}>
              Open the team
            </Button>
          </Step>
          <Step title="Connect Salesforce" isDone={isDone[3]!} isOpen={open === 3}>
            <p>
              {connections.length > 0
                ? `Connected: ${connections.map(({ name }) => name).join(', ')}.`
                : 'WorkSights reads who changed what, when. It writes no record.'}{' '}
              <GuideLink place="connect">What you need</GuideLink>
            </p>
            <Button component={Link} to="/settings/services" variant={open === 3 ? 'filled' : 'default'}>
              Open the services
            </Button>
          </Step>
        </ol>
      )}
    </Page>
  );
}

interface StepProps {
  readonly title: string;
  readonly isDone: boolean;
  /** True for the first that is left to do. */
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

function Step({ title, isDone, isOpen, children }: StepProps) {
  const Icon = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <li className={classes.step} data-done={isDone || undefined} aria-current={isOpen ? 'step' : undefined}>
      <Icon size={20} className={classes.mark} aria-hidden />
      <div className={classes.body}>
        <h2>
          {title} <span className={classes.state}>{isDone ? 'Done' : isOpen ? 'Next' : 'Later'}</span>
        </h2>
        <div className={classes.text}>{children}</div>
      </div>
    </li>
  );
}
