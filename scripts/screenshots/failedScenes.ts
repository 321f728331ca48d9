import { signedIn } from './answers.ts';
import { connectionId } from './org.ts';
import type { Scene } from './scenes.ts';

// What a server with a defect answers.
const broken = {
  status: 500,
  body: {
    ...{ type: 'about:blank', title: 'Internal', status: 500, code: 'internal' },
    detail: 'The server met a defect.',
  },
};

const own = `/connections/${connectionId}`;
const page = `/settings/services/salesforce/${connectionId}`;
const tabs = ['users', 'features', 'runs', 'coverage'];

/** Pages by name: their address, and what they cannot be shown without. */
const pages: Readonly<Record<string, readonly [path: string, call: string]>> = {
  services: ['/settings/services', '/services'],
  connection: [page, own],
  ...Object.fromEntries(tabs.map((tab) => [tab, [`${page}?tab=${tab}`, `${own}/${tab}`]])),
  audit: ['/settings/audit', '/audit'],
  timeline: ['/timeline', '/activities'],
  day: ['/day', '/day'],
  trends: ['/trends', '/trends'],
  team: ['/team', '/users'],
  'my-data': ['/my-data', '/my-data'],
};

const failed = Object.entries(pages).map(
  ([name, [path, call]]): Scene => ({
    name: `${name}-failed`,
    path,
    answers: signedIn({ [`GET ${call}`]: broken }),
  }),
);

// The codes with which Salesforce, or our own check, ends a Connect.
const refusals = [
  ...['access_denied', 'already_connected', 'api_disabled', 'app_blocked', 'app_not_installed'],
  ...['environment_mismatch', 'exchange_failed', 'invalid_state', 'missing_permission', 'no_refresh_token'],
  'unsupported_edition',
];

const refused = refusals.map(
  (code): Scene => ({
    name: `services-refused-${code.replaceAll('_', '-')}`,
    path: `/settings/services/salesforce?error=${code}`,
    answers: signedIn(),
  }),
);

/** Pages that could not be loaded, and what Services says after each refusal of Salesforce. */
export const failedScenes: readonly Scene[] = [...failed, ...refused];
