import { RequestError } from '../../errors.ts';
import { sendTestAlert } from '../../ingest/testAlert.ts';
import { listAlerted } from '../../store/alerts.ts';
import { AlertSettings, AlertTest } from '../contract.ts';
import { defineRoute } from '../route.ts';

const url = '/api/v1/alerts';

const settings = defineRoute({
  method: 'GET',
  url,
  summary: 'Where alerts go, and who is written to',
  tag: 'alerts',
  allow: 'connections',
  response: AlertSettings,
  handler: async ({ context }, { actor }) => {
    const { mail = null, webhook = null } = context.alerts ?? {};
    return {
      mail: mail && { ...mail.about, to: await listAlerted(context.db, actor.account.id) },
      webhook: webhook === null ? null : webhook.about,
    };
  },
});

const test = defineRoute({
  method: 'POST',
  url: `${url}/test`,
  summary: 'Send a test alert at once, by every way that is set up',
  tag: 'alerts',
  allow: 'connections',
  response: AlertTest,
  perMinute: 6,
  handler: ({ context }, { actor }) => {
    if (!context.alerts?.mail && !context.alerts?.webhook) {
      throw new RequestError(
        'conflict',
        'No alert can be sent: neither a mail server nor a webhook is set up.',
      );
    }
    return sendTestAlert(context, actor);
  },
});

export const alertRoutes = [settings, test];
