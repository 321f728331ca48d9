// The public client for the same API: it decodes events and hands them over; it stores nothing.
import PubSubApiClient from 'salesforce-pubsub-api-client';
import { nowMs, serve } from './child.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Task {
  readonly accessToken: string;
  readonly organizationId: string;
  readonly endpoint: string;
  readonly topic: string;
  readonly count: number;
}

serve({
  read: async ({ accessToken, organizationId, endpoint, topic, count }: Task) => {
    const client = new PubSubApiClient(
      {
        ...{ authType: 'user-supplied', accessToken, organizationId },
        ...{ instanceUrl: 'https://acme.my.salesforce.com', pubSubEndpoint: endpoint },
        rejectUnauthorizedSsl: false,
      },
      silent,
    );
    await client.connect();
    let received = 0;
    let startedAt = 0;
    await new Promise<void>((done, fail) => {
      client.subscribeFromEarliestEvent(topic, (_subscription, type, data) => {
        if (type === 'error') fail(data);
        if (type !== 'event') return;
        if (received === 0) startedAt = nowMs();
        received += 1;
        if (received === count) done();
      });
    });
    const seconds = (nowMs() - startedAt) / 1000;
    client.close();
    return { seconds };
  },
});
