import { type PubSub, type PubSubOptions, startPubSub } from '../../emulator/pubsub/server.ts';
import { FixtureOrg } from './fixtureOrg.ts';
import { decodeEvent, type Headers, openPubSubClient, type TestStream } from './pubsubClient.ts';

/** The channel of the fixture org; it carries Opportunity and Contact. */
export const TOPIC = '/data/Acme__chn';
/** What every error code begins with. */
export const ERROR_CODE = 'sfdc.platform.eventbus.grpc.';

/** A Pub/Sub server of one fixture org, and clients that are closed with it. */
export class PubSubHarness {
  readonly org = new FixtureOrg();
  server!: PubSub;
  readonly #clients: { close(): void }[] = [];

  async start(options: Partial<PubSubOptions> = {}): Promise<void> {
    await this.server?.close();
    this.server = await startPubSub({ orgs: [this.org], keepaliveMs: 80, ...options });
    // The server follows a channel from the first time that a client names it.
    await this.connect().getTopic(TOPIC);
  }

  connect(headers: Partial<Headers> = {}): ReturnType<typeof openPubSubClient> {
    const { token, orgId } = this.org;
    const own = { accesstoken: token, instanceurl: 'https://acme.my.salesforce.com', tenantid: orgId };
    const client = openPubSubClient(this.server.url, { ...own, ...headers });
    this.#clients.push(client);
    return client;
  }

  /** Gives the server a round trip's time to send what it should not. */
  async settle(): Promise<void> {
    await this.connect().getTopic(TOPIC);
  }

  /** The Amount of each event of a stream, decoded by the event's own schema. */
  async amountsOf(stream: TestStream): Promise<unknown[]> {
    const client = this.connect();
    return Promise.all(
      stream.events.map(async ({ event }) => {
        const { schemaJson } = await client.getSchema(event.schemaId);
        return decodeEvent(schemaJson, event.payload).Amount;
      }),
    );
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.server.close();
  }
}

/** A fresh org and server, with the channel made. */
export async function openPubSub(): Promise<PubSubHarness> {
  const harness = new PubSubHarness();
  harness.org.channels.set('Acme__chn', ['Opportunity', 'Contact']);
  await harness.start();
  return harness;
}
