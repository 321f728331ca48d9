import type { CauseRow, ClaimedDelivery } from '../store/alerts.ts';

const holes: Readonly<Record<string, string>> = {
  overflow: 'Salesforce told of more changes at once than it lists one by one.',
  wildcard: 'Salesforce told of changes without naming the records.',
  position_lost: 'Salesforce no longer holds the events after our last position.',
};

/** What an alert says and what to do; a hole has no words of its own. */
export function wordsOf({ cause, subject, text, fix }: CauseRow): { text: string; fix: string } {
  if (cause === 'open_hole') {
    return {
      text: `${holes[subject] ?? 'Some time could not be read.'} The time is marked as a hole in the coverage.`,
      fix: 'Nothing is to be done: it is read again by query, and you are told when the hole is closed.',
    };
  }
  return { text: text ?? '', fix: fix ?? '' };
}

const headlines: Readonly<Record<CauseRow['cause'], readonly [begun: string, over: string]>> = {
  attention: ['needs attention', 'needs no attention any more'],
  quota_paused: ['is paused by a limit of Salesforce', 'goes on: the limit is free again'],
  slot_lost: ['has lost a Change Data Capture slot', 'has its Change Data Capture slot back'],
  open_hole: ['has a hole in its coverage', 'has no such hole in its coverage any more'],
};

function toHeadline({ cause, phase, connectionName, subject }: ClaimedDelivery): string {
  const feature = cause === 'slot_lost' ? ` (${subject})` : '';
  return `${connectionName} ${headlines[cause][phase === 'begun' ? 0 : 1]}${feature}`;
}

function toUrl({ service, connectionId }: ClaimedDelivery, publicUrl: string): string {
  return `${publicUrl}/settings/services/${service}/${connectionId}`;
}

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** An alert as an e-mail. */
export function toMail(delivery: ClaimedDelivery, publicUrl: string): { subject: string; text: string } {
  const { phase, accountName, environment, text, fix, since, overAt } = delivery;
  const headline = toHeadline(delivery);
  const told = phase === 'begun' ? [text, fix] : [`It was: ${text}`];
  const when = phase === 'begun' || overAt === null ? '' : `, until ${time(overAt)}`;
  return {
    subject: `[WorkSights] ${headline}`,
    text: [
      `${headline}.`,
      `Account ${accountName}, ${environment}; since ${time(since)}${when}.`,
      ...told.filter((line) => line !== ''),
      toUrl(delivery, publicUrl),
    ].join('\n\n'),
  };
}

/** An alert as the body of a webhook. */
export function toWebhookBody(delivery: ClaimedDelivery, publicUrl: string, now: number): string {
  const { phase, cause, subject, text, fix, since, overAt } = delivery;
  const iso = (ms: number) => new Date(ms).toISOString();
  return JSON.stringify({
    type: `alert.${phase}`,
    timestamp: iso(now),
    data: {
      id: delivery.alertId,
      ...{ cause, subject, headline: toHeadline(delivery), text, fix },
      since: iso(since),
      over: overAt === null ? null : iso(overAt),
      account: { id: delivery.accountId, name: delivery.accountName },
      connection: {
        id: delivery.connectionId,
        name: delivery.connectionName,
        environment: delivery.environment,
        url: toUrl(delivery, publicUrl),
      },
    },
  });
}
