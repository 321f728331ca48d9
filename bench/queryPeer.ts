// A plain loop of the usual REST client: it reads the rows of a query, page by page, and throws them away.
import jsforce from 'jsforce';
import { nowMs, serve } from './child.ts';

interface Task {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly soql: string;
}

serve({
  read: async ({ instanceUrl, accessToken, soql }: Task) => {
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: '66.0' });
    const startedAt = nowMs();
    let page = await connection.query(soql);
    let rows = page.records.length;
    while (!page.done && page.nextRecordsUrl) {
      page = await connection.queryMore(page.nextRecordsUrl);
      rows += page.records.length;
    }
    return { rows, seconds: (nowMs() - startedAt) / 1000 };
  },
});
