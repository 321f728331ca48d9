import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FaultRequest } from '../../emulator/faultStore.ts';
import { CODES, type Code } from '../../src/errors.ts';
import { connectProblem } from '../../src/web/problems.ts';
import { openBrowser } from '../helpers/browser.ts';
import { until } from '../helpers/until.ts';
import { openTrial, type Trial, token } from './trial.ts';

// A browser, an org and the product share two cores here: slow is not broken.
vi.setConfig({ testTimeout: 90_000 });

const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url));
const services = '/settings/services/salesforce';

const of = (name: FaultRequest['name']) => ({ name, fault: { name } });

/** What stops or delays a live stream, and what the open page of the connection then says, for one fault of a kind. */
const ofStream: readonly { name: string; fault?: FaultRequest; word: string; code: Code }[] = [
  { ...of('pubsub.service.unavailable'), word: 'Delayed', code: 'stream_delayed' },
  { ...of('pubsub.subscription.limit.exceeded'), word: 'Paused (quota)', code: 'quota_paused' },
  { ...of('token.rate_limit_exceeded'), word: 'Paused (quota)', code: 'quota_paused' },
  { ...of('token.invalid_grant'), word: 'Reconnect required', code: 'reconnect_required' },
  { ...of('token.inactive_user'), word: 'Reconnect required', code: 'reconnect_required' },
  { name: 'the app is blocked', word: 'Needs attention', code: 'app_blocked' },
  { ...of('rest.API_DISABLED_FOR_ORG'), word: 'Needs attention', code: 'api_disabled' },
  { ...of('pubsub.topic.meta.permission'), word: 'Needs attention', code: 'missing_permission' },
  { ...of('pubsub.topic.not.found'), word: 'Needs attention', code: 'channel_missing' },
  { ...of('pubsub.service.tenant.license'), word: 'Needs attention', code: 'unsupported_edition' },
  { ...of('pubsub.topic.validation.empty'), word: 'Needs attention', code: 'protocol_refused' },
];

/** What ends an authorisation, one for each code that the browser comes back with. */
const ofConnecting: readonly { name: string; fault?: FaultRequest; username?: string; code: Code }[] = [
  { ...of('authorize.access_denied'), code: 'access_denied' },
  { ...of('authorize.OAUTH_APP_BLOCKED'), code: 'app_blocked' },
  {
    name: 'the app is not installed',
    fault: { name: 'authorize.app_not_installed', shown: 'redirect' },
    code: 'app_not_installed',
  },
  { ...of('authorize.foreign_state'), code: 'invalid_state' },
  { ...of('token.server_error'), code: 'exchange_failed' },
  { ...of('token.no_refresh_token'), code: 'no_refresh_token' },
  { ...of('rest.API_DISABLED_FOR_ORG'), code: 'api_disabled' },
  { name: 'a user without Setup', username: 'mara@acme.example', code: 'missing_permission' },
];

describe('the pages say', () => {
  let trial: Trial;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [trial, browser] = await Promise.all([openTrial(webFolder), openBrowser()]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(45_000);
    await page.goto(trial.url);
    await page.getByLabel('Access token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  }, 120_000);
  afterEach(() => {
    trial.world.emulator.faults.clear();
    trial.world.emulator.org.settings.appBlocked = false;
  });
  afterAll(async () => {
    await browser?.close();
    await trial?.close();
  });

  const told = (names: readonly string[]) =>
    until('the saves are told', async () => Math.min(...(await trial.countTold(names))) > 0, 30_000);
  /** The panel of the problem, with the sentences that it must hold. */
  const panel = (title: string, sentences: readonly string[]) => {
    const heading = page.getByRole('heading', { name: title, exact: true });
    const found = page.getByRole('alert').filter({ has: heading });
    return sentences.reduce((all, hasText) => all.filter({ hasText }), found).waitFor();
  };
  const consent = async () => {
    await page.locator('#username').selectOption('olga@acme.example');
    await page.getByRole('button', { name: 'Log In' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
  };

  it.each(ofConnecting)(
    'what to do when connecting ends in $code ($name)',
    async ({ fault, username, code }) => {
      if (fault !== undefined) trial.inject({ times: 'always', ...fault });
      const { location } = await trial.world.authorize(username);
      expect(location).toBe(`${services}?error=${code}`);
      await page.goto(trial.url + location);
      const { title, cause, fix } = connectProblem(code);
      await panel(title, [cause, fix]);
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('dialog').getByText('Use Sandbox for testing only').waitFor();
    },
  );

  it('which slots were refused, and Retry takes them once there are some', async () => {
    trial.inject({ name: 'tooling.slot_limit', times: 'always' });
    const { id } = await trial.world.connect();
    await page.goto(`${trial.url}${services}/${id}`);
    const row = page.getByRole('row', { name: /^Cases/ });
    await row.getByText('Blocked', { exact: true }).waitFor();
    await row.getByText(CODES.slot_limit.text).waitFor();
    trial.world.emulator.faults.clear();
    await row.getByRole('button', { name: /^Retry/ }).click();
    await row.getByText('Real-time').waitFor();
    expect((await trial.view(id)).cdcSlots).toMatchObject({ used: 5, limit: 5 });
  });

  it.each(ofStream)('$word, why, and what to do for $name', async ({ fault, word, code }) => {
    const { faults, org } = trial.world.emulator;
    const [{ id } = { id: '' }] = await trial.world.db.query<{ id: string }>(
      `SELECT id FROM connections WHERE status <> 'authorizing'`,
    );
    await page.goto(`${trial.url}${services}/${id}`);
    await page.getByText('Live', { exact: true }).first().waitFor();
    const names = [trial.save()];
    await told(names);
    if (fault === undefined) org.settings.appBlocked = true;
    else trial.inject({ times: 'always', ...fault });
    if (fault === undefined || fault.name.startsWith('token')) org.sessions.expireAll();
    trial.inject({ name: 'stream.reset' });
    names.push(trial.save());
    await until('the connection has it', async () => (await trial.view(id)).statusReason?.code === code);
    await page.reload();
    await page.getByText(word, { exact: true }).first().waitFor();
    const { text, fix = '' }: { text: string; fix?: string } = CODES[code];
    const passes = code === 'stream_delayed' || code === 'quota_paused';
    await panel(word, [text, passes ? 'Nothing is to be done' : fix]);
    const reconnect = page.getByRole('button', { name: 'Reconnect', exact: true });
    expect(await reconnect.count()).toBe(passes ? 0 : 1);
    expect(await trial.countTold(names)).toEqual([1, 0]);
    faults.clear();
    org.settings.appBlocked = false;
    if (!passes) {
      await reconnect.click();
      await consent();
      await page.waitForURL(`${trial.url}${services}/${id}`);
    }
    names.push(trial.save());
    await told(names);
    expect(await trial.countTold(names)).toEqual([1, 1, 1]);
    await page.getByText('Live', { exact: true }).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
