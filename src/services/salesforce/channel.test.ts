import { afterEach, expect, it } from 'vitest';
import { fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import { ensureChannel, listMembers } from './channel.ts';

const own = 'WorkSights_0123456789ab__chn';
const id = '0YL000000000001AAA';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function openOrg(handler: Handler) {
  const org = await openRestOrg(handler, own);
  cleanups.push(org.close);
  return org;
}

const rows = (records: unknown[]) => ({ body: { done: true, records } });

it.each([fault(404, 'NOT_FOUND'), { status: 404 }, { body: { Id: id } }, { body: { FullName: null } }])(
  'a channel that we made has our name where the org answers %j for it',
  async (answer) => {
    const { rest } = await openOrg(({ method, path }) => {
      if (path.includes('FROM PlatformEventChannel')) return rows([]);
      return method === 'POST' ? { status: 201, body: { id, success: true } } : answer;
    });
    expect(await ensureChannel(rest, own)).toMatchObject({
      ...{ id, fullName: own, developerName: own.replace('__chn', '') },
    });
  },
);

it('a channel that the org lists has the name it is listed by, where the org does not show it', async () => {
  const { rest, seen } = await openOrg(({ path }) =>
    path.includes('FROM PlatformEventChannel')
      ? rows([{ Id: id, DeveloperName: own.replace('__chn', '') }])
      : { status: 404 },
  );
  expect((await ensureChannel(rest, own)).fullName).toBe(own);
  expect(seen.every(({ method }) => method === 'GET')).toBe(true);
});

it.each([{ status: 403 }, { status: 404 }, fault(403, 'INSUFFICIENT_ACCESS')])(
  'a channel that may not be made, by %j, is a missing permission',
  async (answer) => {
    const { rest } = await openOrg(({ method }) => (method === 'POST' ? answer : rows([])));
    await expect(ensureChannel(rest, own)).rejects.toMatchObject({ code: 'missing_permission' });
  },
);

it('members are ours under the id and each name of our channel, and under nothing else', async () => {
  const channels = [id, id.slice(0, 15), own, own.replace('__chn', ''), `acme__${own}`, 'ChangeEvents', null];
  const { rest } = await openOrg(() =>
    rows(
      channels.map((EventChannel, at) => ({
        ...{ Id: `0v8${at}`, DeveloperName: `m${at}`, EventChannel, SelectedEntity: 'TaskChangeEvent' },
      })),
    ),
  );
  const developerName = own.replace('__chn', '');
  const channel = { id, developerName, fullName: `acme__${own}`, neighbours: new Map() };
  const members = await listMembers(rest, channel);
  expect(members.map(({ ours }) => ours)).toEqual([true, true, true, true, true, false, false]);
  expect(members.at(-1)?.channel).toBe('a channel without a name');
});
