import { afterEach, describe, expect, it } from 'vitest';
import { fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import { missingToConnect, permissionRequests, readPermissions } from './permissions.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function read(answer: Handler) {
  const org = await openRestOrg((request) => {
    if (!request.path.endsWith('/composite')) return answer(request);
    const { compositeRequest } = request.body as { compositeRequest: { referenceId: string }[] };
    const body = [{ errorCode: 'INVALID_FIELD', message: 'x' }];
    return {
      body: {
        compositeResponse: compositeRequest.map(({ referenceId }) => ({
          ...{ referenceId, httpStatusCode: 400, body },
        })),
      },
    };
  }, 'WorkSights_0123456789ab__chn');
  cleanups.push(org.close);
  const answers = await org.rest.composite(permissionRequests('005000000000001AAA'));
  return { permissions: await readPermissions(org.rest, answers), seen: org.seen };
}

describe('an org that does not know each permission', () => {
  it('is asked again for the two that connecting depends on', async () => {
    const row = { PermissionsCustomizeApplication: false, PermissionsViewSetup: true };
    const { permissions, seen } = await read(() => ({ body: { done: true, records: [row] } }));
    expect(seen[1]?.path).toContain('SELECT PermissionsCustomizeApplication, PermissionsViewSetup FROM');
    expect(permissions).toMatchObject({ customizeApplication: false, viewSetup: true, viewAllData: null });
    expect(missingToConnect(permissions)).toEqual(['Customize Application']);
  });

  it('leaves them unknown where it refuses that as well, and nothing counts as missing', async () => {
    const { permissions } = await read(() => fault(400, 'INVALID_TYPE'));
    expect(new Set(Object.values(permissions))).toEqual(new Set([null]));
    expect(missingToConnect(permissions)).toEqual([]);
  });
});
