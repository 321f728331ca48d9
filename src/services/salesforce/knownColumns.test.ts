import { afterEach, expect, it } from 'vitest';
import { fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import { queryKnown } from './knownColumns.ts';
import { REMOTE_USER_QUERIES } from './remoteUsers.ts';
import type { Row } from './rest.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function openOrg(handler: Handler) {
  const org = await openRestOrg(handler, 'WorkSights_0123456789ab__chn');
  cleanups.push(org.close);
  return org;
}

it('reads people without their licences where the org does not know these', async () => {
  const org = await openOrg(({ path }) =>
    path.includes('UserLicense')
      ? fault(400, 'INVALID_FIELD')
      : { body: { done: true, records: [{ Id: '005' }] } },
  );
  const rows: Row[] = [];
  for await (const page of queryKnown(org.rest, REMOTE_USER_QUERIES)) rows.push(...page);
  expect(rows).toEqual([{ Id: '005' }]);
  expect(org.seen).toHaveLength(3);
});

it('passes other refusals on, and one in the midst of the pages', async () => {
  const refused = await openOrg(() => fault(403, 'INSUFFICIENT_ACCESS'));
  await expect(queryKnown(refused.rest, ['a', 'b']).next()).rejects.toMatchObject({
    errorCode: 'INSUFFICIENT_ACCESS',
  });
  expect(refused.seen).toHaveLength(1);
  const org = await openOrg(({ path }) =>
    path.includes('?q=')
      ? { body: { done: false, nextRecordsUrl: '/services/data/v66.0/query/x', records: [{}] } }
      : fault(400, 'INVALID_FIELD'),
  );
  const pages = queryKnown(org.rest, ['a', 'b']);
  await pages.next();
  await expect(pages.next()).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
  expect(org.seen).toHaveLength(2);
});
