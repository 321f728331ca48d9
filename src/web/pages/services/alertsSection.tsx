import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type AlertSettings, api } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { alertsQuery } from '../../queries.ts';
import classes from './services.module.css';

/** Whom somebody is told by when a connection needs a person, how that is set up, and a test of it. */
export function AlertsSection() {
  const alerts = useQuery(alertsQuery);
  const test = useMutation({
    mutationFn: api.testAlert,
    onSuccess: ({ mail, webhook }) => {
      const failed = [mail, webhook].flatMap((way) => (way && !way.sent ? [way.reason ?? 'no reason'] : []));
      if (failed.length === 0) return notice('A test alert is on its way.');
      noticeOfFailure('The test alert could not be sent', new Error(failed.join(', ')));
    },
    onError: (error) => noticeOfFailure('The test alert could not be sent', error),
  });
  const isSetUp = alerts.data && (alerts.data.mail !== null || alerts.data.webhook !== null);
  return (
    <section className={classes.service} aria-labelledby="alerts-title">
      <div className={classes.head}>
        <span className={classes.icon} aria-hidden>
          <IconBell size={22} stroke={1.6} />
        </span>
        <div className={`${classes.words} ${classes.long}`}>
          <h2 id="alerts-title">Alerts</h2>
          <p className="dim">
            Attention for 15 minutes, a pause by a quota, a lost slot, an open hole: told once, and once when
            it is over.
          </p>
        </div>
        {isSetUp && (
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            Send a test alert
          </Button>
        )}
      </div>
      {alerts.isPending && <SkeletonRows count={1} height={44} />}
      {alerts.isError && <LoadFailed error={alerts.error} onRetry={() => void alerts.refetch()} />}
      {alerts.data && <Ways alerts={alerts.data} />}
    </section>
  );
}

function Ways({ alerts: { mail, webhook } }: { readonly alerts: AlertSettings }) {
  if (mail === null && webhook === null) {
    return (
      <p className={classes.note}>
        Nobody is told yet: what happens stands on these pages only. Whoever runs this installation sets{' '}
        <code>WORKSIGHTS_SMTP_URL</code> for e-mails or <code>WORKSIGHTS_ALERT_WEBHOOK</code> for a webhook,
        and restarts it. <GuideLink place="alerts">How to set up alerts</GuideLink>
      </p>
    );
  }
  return (
    <div className={classes.note}>
      {mail && (
        <p>
          By e-mail from {mail.from} through {mail.server} to the owner of the connection
          {mail.to.length > 0 && ` and ${mail.to.map(({ name }) => name).join(', ')}`}.
        </p>
      )}
      {webhook && (
        <p>
          By webhook to {webhook.host}, {webhook.signed ? 'signed' : 'not signed'}.
        </p>
      )}
      <p>
        <GuideLink place="alerts">How alerts work</GuideLink>
      </p>
    </div>
  );
}
