import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { providersQuery } from '../../accountQueries.ts';
import { currentTime } from '../../clock.ts';
import { CopyText } from '../../components/copyText.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toZoneName } from '../../format.ts';
import { SettingsTabs } from '../../frame/settingsTabs.tsx';
import { useMe } from '../../queries.ts';
import { roleWord } from '../../words.ts';
import classes from './account.module.css';
import { AccountName } from './accountName.tsx';
import { Section } from './section.tsx';
import { SessionList } from './sessionList.tsx';
import { TokenSection } from './tokenSection.tsx';

/** Settings, Account: what the account is, how people and programs come in, and where I am signed in. */
export function AccountPage() {
  const { account, user, can } = useMe();
  return (
    <Page
      title="Account"
      tabTitle="Account · Settings"
      breadcrumb={<SettingsTabs />}
      state={`${account.name}. You are signed in as ${user.email}.`}
    >
      <div className={classes.sections}>
        <Section id="facts" title="Account">
          <dl className={classes.facts}>
            <dt>Name</dt>
            <dd>
              <AccountName />
            </dd>
            <dt>Domain</dt>
            <dd>{account.domain}</dd>
            <dt>You</dt>
            <dd>
              {user.name}, {roleWord(user.role)}
            </dd>
            <dt>Your time zone</dt>
            <dd>{toZoneName(user.timeZone, currentTime())}</dd>
          </dl>
          {can.managePeople && (
            <p className={classes.aside}>
              <Link className="in-text" to="/setup">
                Steps of the setup
              </Link>{' '}
              show what is left to do. The name is changed by Owners; the domain, by which people and settings
              find the account, by the operators of the installation.
            </p>
          )}
        </Section>
        <Section id="sessions" title="Where you are signed in">
          <SessionList />
        </Section>
        <TokenSection mayManagePeople={can.managePeople} />
        <Section id="providers" title="Sign-in providers">
          <Providers />
        </Section>
        {can.managePeople && (
          <Section id="scim" title="Directory (SCIM)">
            <p className={classes.aside}>
              Your directory can add, change and deactivate people by SCIM 2.0. Give it this address and a
              token of the scope Directory, made above.{' '}
              <GuideLink place="directory">Okta, Entra and what is read</GuideLink>
            </p>
            <CopyText text={`${window.location.origin}/scim/v2`} label="Copy the base URL" />
          </Section>
        )}
      </div>
    </Page>
  );
}

function Providers() {
  const doors = useQuery(providersQuery);
  if (doors.isPending) return <SkeletonRows count={2} />;
  if (doors.isError) return <LoadFailed error={doors.error} onRetry={() => void doors.refetch()} />;
  const { items, demo } = doors.data;
  return (
    <>
      <ul className={classes.providers}>
        {items.map(({ key, label }) => (
          <li key={key}>
            {label}{' '}
            <CopyText text={`${window.location.origin}/auth/${key}/callback`} label="Copy the redirect URI" />
          </li>
        ))}
      </ul>
      <p className={classes.aside}>
        {items.length === 0 && 'None is set up: people sign in by access tokens. '}
        {demo && 'This is a demo: whoever can open it signs in as anybody by one click. '}
        Providers are set by the operators, in the environment of the installation.{' '}
        <GuideLink place="signIn">Who is let in, and who not</GuideLink>
      </p>
    </>
  );
}
