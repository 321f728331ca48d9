import type { ActionName } from '../../emulator/http/controlActions.ts';
import { REPLAY_PRESET } from '../../emulator/pubsub/proto.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/start.ts';
import { type DecodedEvent, decodeEvent, openPubSubClient, type TestStream } from './pubsubClient.ts';

/** An emulator whose first org is watched over the wire, for tests of the emulator. */
export interface Watched {
  readonly emulator: Emulator;
  /** Runs an action of the control API. */
  control(action: ActionName, body: object): Promise<Record<string, unknown>>;
  /** The events from the `from`-th on that came on the channel, once there are `count` of them. */
  events(count: number, from?: number): Promise<DecodedEvent[]>;
  /** A further stream on the channel, as Olga, in a session of its own. */
  subscribe(replayPreset?: number, replayId?: Buffer): TestStream;
  /** Calls the data API as Olga. */
  get(path: string): Promise<{ status: number; body: never }>;
  readonly stream: TestStream;
  close(): Promise<void>;
}

const CHANNEL = 'Watch__chn';

/** Starts the emulator, selects the entities on a channel and subscribes to it. */
export async function watch(entities: readonly string[], options: EmulatorOptions = {}): Promise<Watched> {
  const emulator = await startEmulator({ keepaliveMs: 80, ...options });
  const { org, people } = emulator.orgs[0]!;
  org.channels.createChannel(CHANNEL, 'data', 'Watch');
  for (const entity of entities)
    org.channels.createMember(`Watch_chn_${entity}ChangeEvent`, CHANNEL, `${entity}ChangeEvent`);
  const userId = people.get('olga')!;
  const openToken = () => org.sessions.open({ clientId: 'x', userId, scopes: ['api'] }).session.token;
  const token = openToken();
  const clients: ReturnType<typeof openPubSubClient>[] = [];
  const connect = () => {
    const headers = { accesstoken: openToken(), instanceurl: emulator.url, tenantid: org.orgId };
    const client = openPubSubClient(emulator.pubsubUrl, headers);
    clients.push(client);
    return client;
  };
  const topicName = `/data/${CHANNEL}`;
  const subscribe = (replayPreset?: number, replayId?: Buffer) =>
    connect().subscribe({ topicName, numRequested: 100, replayPreset, replayId });
  const stream = subscribe(REPLAY_PRESET.latest);
  await stream.untilStanding();
  return {
    emulator,
    stream,
    subscribe,
    control: async (action, body) => {
      const response = await fetch(`${emulator.url}/control/api/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer;
    },
    events: async (count, from = 0) => {
      const all = await stream.untilEvents(from + count);
      const client = connect();
      return Promise.all(
        all.slice(from).map(async ({ event }) => {
          const { schemaJson } = await client.getSchema(event.schemaId);
          return decodeEvent(schemaJson, event.payload);
        }),
      );
    },
    get: async (path) => {
      const response = await fetch(`${emulator.url}/services/data/v66.0${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, body: (await response.json()) as never };
    },
    close: async () => {
      for (const client of clients) client.close();
      await emulator.close();
    },
  };
}
