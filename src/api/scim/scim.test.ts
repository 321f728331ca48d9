import { createRequire } from 'node:module';
import type SCIMMYType from 'scimmy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

// An implementation of SCIM that is not ours: it says what is well formed, what a filter means and what a PATCH gives.
const SCIMMY = createRequire(import.meta.url)('scimmy') as typeof SCIMMYType;
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser.definition as never);

type Body = Record<string, unknown> & { id: string };
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('SCIM', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    token = await makeToken('theo');
  });
  afterAll(() => server.close());

  const makeToken = async (who: Person | 'stranger') => {
    const payload = { name: 'Okta', scope: 'scim' };
    return (await server.as(who)({ method: 'POST', url: '/api/v1/tokens', payload })).json().token as string;
  };
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    server.app.inject({
      ...{ method, url: `/scim/v2${path}` },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body && { payload: JSON.stringify(body) }),
    });
  const find = async (filter: string) =>
    (await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)).json() as {
      totalResults: number;
      Resources: Body[];
    };
  const get = async (id: string) => (await ask('GET', `/Users/${id}`)).json() as Body;
  const jon = async () => get(await server.userId('jon'));
  const patch = (id: string, ...Operations: object[]) =>
    ask('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations });
  const nina = {
    ...{
      schemas: [core, enterprise],
      userName: 'nina@acme.example',
      externalId: 'Ext-1',
      title: 'Head of Sales',
    },
    ...{ name: { givenName: 'Nina', familyName: 'Noon' }, timezone: 'Europe/Paris', active: true },
    emails: [{ value: 'nina@acme.example', type: 'work', primary: true }],
  };
  const names = (resources: Body[]) => resources.map(({ displayName }) => displayName);

  it('is refused without a token of its scope, in its own words', async () => {
    for (const authorization of [
      '',
      'Bearer wst_made-up-by-somebody-0000000000000',
      `Bearer ${server.token('olga')}`,
    ]) {
      const answer = await server.app.inject({ url: '/scim/v2/Users', headers: { authorization } });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['content-type']).toContain('application/scim+json');
      expect(answer.json()).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '401',
      });
    }
    expect((await ask('GET', '/Groups')).json()).toMatchObject({ status: '404' });
  });

  it("sees its own account's people only", async () => {
    const foreign = await server.userId('stranger');
    for (const method of ['GET', 'DELETE'] as const) {
      expect((await ask(method, `/Users/${foreign}`)).statusCode).toBe(404);
    }
    expect((await ask('PUT', `/Users/${foreign}`, nina)).statusCode).toBe(404);
    expect((await find('userName eq "stranger@other.example"')).totalResults).toBe(0);
  });

  it('gives people that another implementation finds well formed, by its schema and by ours', async () => {
    const { Resources } = (await ask('GET', '/Users')).json() as { Resources: Body[] };
    expect(Resources).toHaveLength(7);
    const ours = (await ask('GET', '/Schemas')).json().Resources as { id: string; attributes: object[] }[];
    for (const resource of Resources) {
      const read = new SCIMMY.Schemas.User(resource as never, 'out') as unknown as Body;
      expect(read).toMatchObject({ userName: resource.userName, active: true });
      expect(() => new SCIMMY.Messages.ListResponse([read] as never)).not.toThrow();
      const described = new Set(ours[0]!.attributes.map((each) => (each as { name: string }).name));
      const more = Object.keys(resource).filter((name) => !described.has(name));
      expect(more.sort()).toEqual(['id', 'meta', 'schemas', enterprise].sort());
    }
  });

  it('describes itself in a way that another implementation can read', async () => {
    const config = (await ask('GET', '/ServiceProviderConfig')).json();
    expect(config).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
    });
    expect(() => new SCIMMY.Schemas.ServiceProviderConfig(config as never)).not.toThrow();
    const types = (await ask('GET', '/ResourceTypes')).json();
    expect(types).toMatchObject({ totalResults: 1, Resources: [{ endpoint: '/Users', schema: core }] });
    expect(() => new SCIMMY.Schemas.ResourceType(types.Resources[0] as never)).not.toThrow();
    const [user, more] = (await ask('GET', '/Schemas')).json().Resources;
    expect([user.id, more.id]).toEqual([core, enterprise]);
    expect((await ask('GET', `/Schemas/${core}`)).json()).toEqual(user);
    expect((await ask('GET', '/Schemas?filter=id eq "x"')).statusCode).toBe(403);
  });

  // Each is asked of us, and of the other implementation over all people.
  it.each([
    'userName eq "JON@acme.example"',
    'externalId eq "Ext-1"',
    'externalId eq "ext-1"',
    'active eq true and userName sw "j"',
    'name.familyName co "oo" or displayName eq "pia"',
    'emails[type eq "work" and value ew "@ACME.example"]',
    'not (userName co "a")',
    'title pr',
    'displayName gt "M"',
    'meta.resourceType eq "User" and (userName sw "t" or userName sw "p")',
  ])('finds by %s whom another implementation finds', async (filter) => {
    await ask('POST', '/Users', nina);
    const { Resources } = (await ask('GET', '/Users?count=200')).json() as { Resources: Body[] };
    // Theirs compares texts letter by letter; of the ones that are not exact we ask in lower case.
    const low = (text: string) =>
      text.replace(/"[^"]*"/g, (value) => (/externalId/.test(text) ? value : value.toLowerCase()));
    const shadow = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (key, each) =>
        typeof each === 'string' && key !== 'externalId' ? each.toLowerCase() : each,
      );
    const theirs = new SCIMMY.Types.Filter(low(filter)).match(Resources.map(shadow) as never) as Body[];
    const found = await find(filter);
    expect(found.Resources.map(({ id }) => id).sort()).toEqual(theirs.map(({ id }) => id).sort());
    expect(found.totalResults).toBe(theirs.length);
  });

  it('finds by an attribute of the extension, named in full', async () => {
    const found = await find(`${enterprise}:manager.value eq "${await server.userId('tom')}"`);
    expect(names(found.Resources)).toEqual(['Jon']);
    expect((await find(`${enterprise}:manager pr`)).totalResults).toBe(4);
    expect(names((await find(`${core}:displayName eq "jon"`)).Resources)).toEqual(['Jon']);
  });

  it.each(['userName', 'userName eq', '(userName eq "x"', 'userName is "x"'])(
    'refuses the filter %s',
    async (filter) => {
      const answer = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(answer.json()).toMatchObject({ status: '400', scimType: 'invalidFilter' });
    },
  );

  it('gives pages that count from one, and no more than asked for', async () => {
    const page = async (query: string) => (await ask('GET', `/Users?${query}`)).json();
    const all = (await page('count=200')).Resources as Body[];
    expect(await page('startIndex=3&count=2')).toMatchObject({
      totalResults: 7,
      startIndex: 3,
      itemsPerPage: 2,
    });
    expect((await page('startIndex=3&count=2')).Resources).toEqual(all.slice(2, 4));
    expect(await page('startIndex=-5&count=-1')).toMatchObject({
      totalResults: 7,
      startIndex: 1,
      itemsPerPage: 0,
    });
    expect(await page('startIndex=99')).toMatchObject({ totalResults: 7, itemsPerPage: 0, Resources: [] });
    const filtered = await page(`filter=${encodeURIComponent('userName co "a"')}&startIndex=2&count=2`);
    expect(filtered).toMatchObject({ startIndex: 2, itemsPerPage: 2 });
    const searched = await ask('POST', '/Users/.search', {
      filter: 'userName co "a"',
      startIndex: 2,
      count: 2,
    });
    expect(searched.json()).toEqual(filtered);
  });

  it('gives the attributes that are asked for', async () => {
    const id = await server.userId('jon');
    const of = async (query: string) =>
      Object.keys((await ask('GET', `/Users/${id}?${query}`)).json()).sort();
    expect(await of('attributes=userName,emails.value')).toEqual(['emails', 'id', 'schemas', 'userName']);
    expect(await of('excludedAttributes=emails,name')).not.toContain('emails');
    expect((await ask('GET', `/Users/${id}?attributes=${core}:name.formatted`)).json().name).toEqual({
      formatted: 'Jon',
    });
  });

  it('creates a person, who stands where the directory says', async () => {
    const manager = await server.userId('tom');
    const answer = await ask('POST', '/Users', { ...nina, [enterprise]: { manager: { value: manager } } });
    expect(answer.statusCode).toBe(201);
    const { id } = answer.json();
    expect(answer.headers.location).toBe(`http://localhost:3000/scim/v2/Users/${id}`);
    expect(answer.json()).toMatchObject({
      ...nina,
      [enterprise]: { manager: { value: manager, displayName: 'Tom' } },
    });
    expect((await server.as('tom')({ url: `/api/v1/users/${id}` })).json()).toMatchObject({
      ...{ email: 'nina@acme.example', name: 'Nina Noon', position: 'Head of Sales', role: 'member' },
      ...{ timeZone: 'Europe/Paris', managerId: manager, loginAccess: true },
    });
  });

  it.each([
    ['a name that somebody has', { ...nina, userName: 'JON@acme.example' }, 409, 'uniqueness'],
    ['an e-mail that somebody has', { ...nina, emails: [{ value: 'jon@acme.example' }] }, 409, 'uniqueness'],
    ['no name', { ...nina, userName: undefined }, 400, 'invalidValue'],
    ['no e-mail', { schemas: [core], userName: 'nina' }, 400, 'invalidValue'],
    ['a time zone that is none', { ...nina, timezone: 'Mars' }, 400, 'invalidValue'],
    ['a role that there is not', { ...nina, roles: [{ value: 'boss' }] }, 400, 'invalidValue'],
    ['the role of an Owner', { ...nina, roles: [{ value: 'owner' }] }, 403, undefined],
  ])('creates nobody with %s', async (_name, body, status, scimType) => {
    const answer = await ask('POST', '/Users', body);
    expect(answer.json()).toMatchObject({ status: String(status), ...(scimType && { scimType }) });
    expect((await ask('GET', '/Users')).json().totalResults).toBe(7);
  });

  it('replaces what a request says, and leaves what it does not', async () => {
    const before = await jon();
    const { id } = before;
    const manager = before[enterprise];
    const answer = await ask('PUT', `/Users/${id}`, {
      schemas: [core],
      userName: 'jon.park@acme.example',
      displayName: 'Jon Park',
    });
    expect(answer.json()).toMatchObject({
      ...{ userName: 'jon.park@acme.example', displayName: 'Jon Park', active: true },
      [enterprise]: manager,
    });
    expect(
      (await ask('PUT', `/Users/${id}`, { schemas: [core], userName: 'pia@acme.example' })).statusCode,
    ).toBe(409);
  });

  // As the directories of Okta and Microsoft send them, and as the RFC shows them.
  it.each<[string, object[], (before: Body) => object]>([
    ['a title', [{ op: 'replace', path: 'title', value: 'CTO' }], () => ({ title: 'CTO' })],
    [
      'several at once',
      [{ op: 'replace', value: { title: 'CTO', displayName: 'Jon P' } }],
      () => ({ title: 'CTO', displayName: 'Jon P' }),
    ],
    [
      'a part of the name',
      [
        { op: 'Add', path: 'name.familyName', value: 'Park' },
        { op: 'Add', path: 'name.givenName', value: 'Jon' },
      ],
      () => ({ displayName: 'Jon Park' }),
    ],
    [
      'the e-mail by its type',
      [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'jp@acme.example' }],
      () => ({ emails: [{ value: 'jp@acme.example', type: 'work', primary: true }] }),
    ],
    [
      'truth as Microsoft writes it',
      [{ op: 'Replace', path: 'active', value: 'False' }],
      () => ({ active: false }),
    ],
    [
      'a region',
      [{ op: 'add', path: 'addresses', value: [{ type: 'work', region: 'EMEA' }] }],
      () => ({ addresses: [{ type: 'work', region: 'EMEA', primary: true }] }),
    ],
    [
      'a role',
      [{ op: 'replace', path: 'roles', value: [{ value: 'Manager' }] }],
      () => ({ roles: [{ value: 'manager', primary: true }] }),
    ],
    ['nobody to report to', [{ op: 'remove', path: `${enterprise}:manager` }], () => ({ [enterprise]: {} })],
  ])('changes %s', async (_name, operations, expected) => {
    const before = await jon();
    const answer = await patch(before.id, ...operations);
    expect(answer.statusCode).toBe(200);
    const after = answer.json() as Body;
    for (const [name, value] of Object.entries(expected(before))) expect(after[name], name).toEqual(value);
    // And another implementation finds the operations well formed.
    const upper = operations.map((each) => ({ ...each, op: (each as { op: string }).op.toLowerCase() }));
    expect(
      () => new SCIMMY.Messages.PatchOp({ schemas: [patchOp], Operations: upper } as never),
    ).not.toThrow();
  });

  it('lets another manager see a person’s entries as soon as the directory says so, and the old one no more', async () => {
    const { id } = await jon();
    await server.addActivity(await server.addConnection(), 'jon', { title: 'Moved a deal' });
    const seen = async (who: Person) =>
      (await server.as(who)({ url: `/api/v1/activities?userId=${id}&to=2100-01-01T00:00:00Z` })).statusCode;
    expect([await seen('tom'), await seen('pia')]).toEqual([200, 403]);
    await patch(await server.userId('pia'), {
      ...{ op: 'replace', path: 'roles', value: [{ value: 'manager', primary: true }] },
    });
    await patch(id, { op: 'replace', path: `${enterprise}:manager`, value: await server.userId('pia') });
    expect([await seen('tom'), await seen('pia')]).toEqual([403, 200]);
  });

  it('gives somebody another manager, by id alone too, and no circle', async () => {
    const [mara, pia] = [await server.userId('mara'), await server.userId('pia')];
    const { id } = await jon();
    const path = `${enterprise}:manager`;
    const managerOf = (body: Body) => (body[enterprise] as { manager: { value: string } }).manager.value;
    expect(managerOf((await patch(id, { op: 'Add', path, value: pia })).json())).toBe(pia);
    expect(managerOf((await patch(id, { op: 'replace', path, value: { value: mara } })).json())).toBe(mara);
    expect((await patch(mara, { op: 'replace', path, value: { value: id } })).statusCode).toBe(409);
    expect((await patch(id, { op: 'replace', path, value: 'nobody' })).json()).toMatchObject({
      status: '400',
    });
  });

  it.each([
    ['no operation', []],
    ['an unknown operation', [{ op: 'move', path: 'title', value: 'x' }]],
    ['a removal of nothing', [{ op: 'remove' }]],
    ['a path that is none', [{ op: 'replace', path: 'emails[type eq', value: 'x' }]],
  ])('refuses %s', async (_name, operations) => {
    const answer = await patch(await server.userId('jon'), ...operations);
    expect(answer.json()).toMatchObject({ status: '400', scimType: expect.any(String) });
  });

  it('takes sign-in, sessions and tokens from whom the directory deactivates, and shows those who read the rest', async () => {
    const { id } = await jon();
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(200);
    await patch(id, { op: 'replace', path: 'active', value: false });
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(401);
    expect((await server.as('tom')({ url: `/api/v1/users/${id}` })).json().deactivatedAt).not.toBeNull();
    await patch(id, { op: 'replace', path: 'active', value: true });
    expect((await server.as('tom')({ url: `/api/v1/users/${id}` })).json().deactivatedAt).toBeNull();
  });

  it('deletes a person for the directory, who stays on the timeline and comes back when created again', async () => {
    const { id } = await jon();
    await server.addActivity(await server.addConnection(), 'jon');
    expect((await ask('DELETE', `/Users/${id}`)).statusCode).toBe(204);
    expect((await ask('GET', `/Users/${id}`)).statusCode).toBe(404);
    expect((await ask('DELETE', `/Users/${id}`)).statusCode).toBe(404);
    expect((await find('userName eq "jon@acme.example"')).totalResults).toBe(0);
    expect((await server.as('tom')({ url: '/api/v1/activities' })).json().items).toHaveLength(1);
    const again = await ask('POST', '/Users', {
      schemas: [core],
      userName: 'jon@acme.example',
      displayName: 'Jon',
    });
    expect(again.statusCode).toBe(201);
    expect(again.json()).toMatchObject({ id, active: true });
  });

  it('leaves the account an Owner', async () => {
    const id = await server.userId('olga');
    expect((await ask('DELETE', `/Users/${id}`)).statusCode).toBe(409);
    expect((await patch(id, { op: 'replace', path: 'active', value: false })).statusCode).toBe(409);
    expect((await patch(id, { op: 'replace', path: 'roles', value: [{ value: 'member' }] })).statusCode).toBe(
      403,
    );
    expect(names((await find('active eq true and roles eq "owner"')).Resources)).toEqual(['Olga']);
  });
});
