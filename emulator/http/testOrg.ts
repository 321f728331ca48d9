import { Faults } from '../faultStore.ts';
import { type StagedOrg, type StageOptions, stageOrg } from '../org/stage.ts';
import { RequestLog } from '../requestLog.ts';
import { defaultApp } from './options.ts';
import { type RunningSite, type Shared, startSite } from './server.ts';

/** What a call of the data API answered. */
interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect out of any JSON
  readonly body: any;
  readonly headers: Headers;
}

/** One org behind its site, for tests of this folder. */
export interface TestOrg extends StagedOrg, Shared {
  readonly running: RunningSite;
  /** Calls below /services/data/v66.0 as a member of the cast, with a session of their own. */
  call(
    who: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export async function openTestOrg(options: StageOptions = {}): Promise<TestOrg> {
  const staged = stageOrg(options);
  const shared = { faults: new Faults(), requests: new RequestLog() };
  const running = await startSite([staged], defaultApp, 0, shared);
  const { org, people } = staged;
  return {
    ...staged,
    ...shared,
    running,
    call: async (who, method, path, body, headers = {}) => {
      const grant = { clientId: defaultApp.clientId, userId: people.get(who)!, scopes: defaultApp.scopes };
      const { token } = org.sessions.open(grant).session;
      const response = await fetch(`${running.url}/services/data/v66.0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === '' ? undefined : JSON.parse(text),
        headers: response.headers,
      };
    },
  };
}
