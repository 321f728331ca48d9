import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    'sandbox-port': { type: 'string', default: '4101' },
    'pubsub-port': { type: 'string', default: '4102' },
    tls: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    story: { type: 'string', default: '0' },
    history: { type: 'string', default: '18' },
    edition: { type: 'string', default: 'Enterprise Edition' },
  },
});

const seed = Number(values.seed);
const historyMonths = Number(values.history);
const emulator = await startEmulator({
  orgs: [
    { seed, historyMonths, edition: values.edition },
    { seed: seed + 1, historyMonths, edition: values.edition, environment: 'sandbox' },
  ],
  port: Number(values.port),
  sandboxPort: Number(values['sandbox-port']),
  pubsubPort: Number(values['pubsub-port']),
  tls: values.tls,
});
if (Number(values.story) > 0) emulator.play(Number(values.story) * 1000);
process.stdout.write(summary(emulator));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void emulator.close().then(() => process.exit(0));
  });
}

function summary({ url, sandboxUrl, pubsubUrl, app, certificate }: Emulator): string {
  const lines = [
    `SALESFORCE_PRODUCTION_LOGIN_URL=${url}`,
    `SALESFORCE_SANDBOX_LOGIN_URL=${sandboxUrl}`,
    `SALESFORCE_PUBSUB_URL=${pubsubUrl}`,
    `SALESFORCE_CLIENT_ID=${app.clientId}`,
    `SALESFORCE_CLIENT_SECRET=${app.clientSecret}`,
    `# control page: ${url}/control`,
  ];
  return `${[...lines, ...(certificate ? [certificate] : [])].join('\n')}\n`;
}
