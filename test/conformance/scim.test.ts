// A directory over HTTP in the dialects of Microsoft Entra and Okta, as their documents show them
// (learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups,
// developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20). What our server answers is read by SCIMMY, an
// implementation of SCIM that is not ours, which also says what each PATCH has to give.
import { createRequire } from 'node:module';
import type SCIMMYType from 'scimmy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../helpers/server.ts';

const SCIMMY = createRequire(import.meta.url)('scimmy') as typeof SCIMMYType;
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser.definition as never);

type Body = Record<string, unknown> & { readonly id: string };
interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

// As Entra's provisioning sends it, with attributes that we keep nothing of.
const byEntra = {
  ...{ schemas: [core, enterprise], externalId: 'nina', userName: 'nina@acme.example', active: true },
  ...{ displayName: 'Nina Noon', title: 'Engineer', preferredLanguage: 'en-GB' },
  emails: [{ primary: true, type: 'work', value: 'nina@acme.example' }],
  phoneNumbers: [{ type: 'mobile', value: '+44 20 7946 0000' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Nina Noon', familyName: 'Noon', givenName: 'Nina' },
  roles: [],
  [enterprise]: { employeeNumber: '7', department: 'Research' },
};
// And as Okta's does.
const byOkta = {
  ...{ schemas: [core], userName: 'nina@acme.example', displayName: 'Nina Noon', locale: 'en-US' },
  name: { givenName: 'Nina', familyName: 'Noon' },
  emails: [{ primary: true, value: 'nina@acme.example', type: 'work' }],
  ...{ externalId: '00ujl29u0le5T6Aj10h7', groups: [], active: true },
};

describe('a directory over HTTP', () => {
  let server: TestServer;
  let address: string;
  let token: string;
  beforeAll(async () => {
    server = await openTestServer();
    address = `${await server.app.listen({ host: '127.0.0.1', port: 0 })}/scim/v2`;
  });
  beforeEach(async () => {
    await server.reset();
    const payload = { name: 'Directory', scope: 'scim' };
    const made = await server.as('theo')({ method: 'POST', url: '/api/v1/tokens', payload });
    token = made.json().token;
  });
  afterAll(() => server.close());

  async function ask(method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
    const answer = await fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status !== 204) expect(answer.headers.get('content-type')).toContain('application/scim+json');
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  }

  /** A page of people, each of whom the other implementation finds well formed. */
  async function list(query: string): Promise<{ total: number; people: Body[] }> {
    const { status, body } = await ask('GET', `/Users?${query}`);
    expect(status).toBe(200);
    const people = (body.Resources as Body[]).map(read);
    const answer = new SCIMMY.Messages.ListResponse(body as never);
    expect(toPlain(answer).Resources).toHaveLength(Number(body.itemsPerPage));
    return { total: answer.totalResults, people };
  }
  const find = (userName: string) =>
    list(`filter=${encodeURIComponent(`userName eq "${userName}"`)}&startIndex=1&count=100`);

  /** Changes a person, and holds what comes of it against what the other implementation makes of the same. */
  async function patch(id: string, Operations: readonly Operation[]): Promise<Body> {
    const before = read((await ask('GET', `/Users/${id}`)).body);
    const message = { schemas: [patchOp], Operations };
    const { status, body } = await ask('PATCH', `/Users/${id}`, message);
    expect(status).toBe(200);
    const after = read(body);
    const theirs = new SCIMMY.Messages.PatchOp(toStrict(message) as never);
    const expected = await theirs.apply(
      new SCIMMY.Schemas.User(before as never, 'out') as never,
      ((patched: unknown) => patched) as never,
    );
    // It answers nothing where nothing changes.
    expect(toKept(after)).toEqual(toKept(toPlain(expected ?? before)));
    return after;
  }

  const seen = async (who: Person, id: string) =>
    (await server.as(who)({ url: `/api/v1/activities?userId=${id}&to=2100-01-01T00:00:00Z` })).statusCode;

  it('is taken up by Entra: looked for, created, changed, led by another manager, deactivated', async () => {
    expect(await find('nina@acme.example')).toEqual({ total: 0, people: [] });
    const created = await ask('POST', '/Users', byEntra);
    expect(created.status).toBe(201);
    const { id } = read(created.body);
    expect(await find('NINA@acme.example')).toMatchObject({ total: 1, people: [{ id, active: true }] });
    const moved = await patch(id, [
      { op: 'Replace', path: 'displayName', value: 'Nina Day' },
      { op: 'Add', path: 'title', value: 'Head of Research' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'nina.day@acme.example' },
      { op: 'Add', path: `${enterprise}:manager`, value: await server.userId('tom') },
    ]);
    expect(moved).toMatchObject({ displayName: 'Nina Day', title: 'Head of Research' });
    expect([await seen('tom', id), await seen('jon', id)]).toEqual([200, 403]);
    // Attributes that we keep nothing of are mapped by default there, and must not stop the rest.
    const Operations = [
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 7946 0001' },
      { op: 'Add', path: `${enterprise}:department`, value: 'Sales' },
      { op: 'Replace', path: 'active', value: 'False' },
    ];
    expect(await ask('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations })).toMatchObject({
      ...{ status: 200, body: { id, active: false } },
    });
    expect(await find('nina@acme.example')).toMatchObject({ total: 1, people: [{ id, active: false }] });
    const [person] = (await server.as('tom')({ url: '/api/v1/users?state=deactivated' })).json().items;
    expect(person).toMatchObject({ id, name: 'Nina Day', email: 'nina.day@acme.example' });
  });

  it('is taken up by Okta: looked for, created, replaced, deactivated and activated', async () => {
    expect(await find('nina@acme.example')).toEqual({ total: 0, people: [] });
    const { id } = read((await ask('POST', '/Users', byOkta)).body);
    const put = await ask('PUT', `/Users/${id}`, { ...byOkta, id, title: 'Lead', displayName: 'Nina Day' });
    expect(put.status).toBe(200);
    expect(read(put.body)).toMatchObject({ id, title: 'Lead', displayName: 'Nina Day', active: true });
    expect(await patch(id, [{ op: 'replace', value: { active: false } }])).toMatchObject({ active: false });
    expect(await patch(id, [{ op: 'replace', value: { active: true } }])).toMatchObject({ active: true });
    expect((await ask('POST', '/Users', byOkta)).body).toMatchObject({
      ...{ status: '409', scimType: 'uniqueness' },
    });
  });

  it('takes sign-in from whom it deactivates, whose entries their managers go on seeing', async () => {
    const id = await server.userId('jon');
    await server.addActivity(await server.addConnection(), 'jon');
    await patch(id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(401);
    expect([await seen('tom', id), await seen('pia', id)]).toEqual([200, 403]);
  });

  it('is read page by page, nobody twice and nobody left out', async () => {
    const all = await list('count=200');
    expect(all.people).toHaveLength(7);
    const pages: Body[] = [];
    for (let startIndex = 1; startIndex <= all.total; startIndex += 3) {
      pages.push(...(await list(`startIndex=${startIndex}&count=3`)).people);
    }
    expect(pages).toEqual(all.people);
  });
});

const toPlain = (value: unknown): Body => JSON.parse(JSON.stringify(value));
const read = (body: unknown): Body => toPlain(new SCIMMY.Schemas.User(body as never, 'out'));

/** A message as the RFC wants it: Entra writes truth as a text, and a manager as a bare id. */
function toStrict(message: { readonly schemas: string[]; readonly Operations: readonly Operation[] }) {
  const toValue = ({ path, value }: Operation) =>
    value === 'False' ? false : path?.endsWith(':manager') ? { value } : value;
  return {
    ...message,
    Operations: message.Operations.map((each) => ({
      ...each,
      op: each.op.toLowerCase(),
      ...(each.value !== undefined && { value: toValue(each) }),
    })),
  };
}

/** A person without what the server alone says, and the second way of their one name. */
function toKept({ meta: _, schemas: __, name, ...person }: Body) {
  const { formatted: ___, ...names } = (name ?? {}) as { formatted?: string };
  const { manager } = (person[enterprise] ?? {}) as { manager?: { value: string } };
  return { ...person, name: names, [enterprise]: manager?.value };
}
