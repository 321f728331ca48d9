import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

interface Line {
  readonly line: number;
  readonly email: string;
  readonly state: string;
  readonly changes: string[];
  readonly reasons: string[];
}

describe('people from a file', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const preview = (csv: string, who: Person = 'olga') =>
    server.as(who)({ method: 'POST', url: '/api/v1/users/imports', payload: { csv } });
  const apply = (id: string, who: Person = 'olga') =>
    server.as(who)({ method: 'POST', url: `/api/v1/users/imports/${id}/apply` });
  const states = async (csv: string, who: Person = 'olga') =>
    (await preview(csv, who)).json().lines.map(({ line, state, reasons }: Line) => [line, state, ...reasons]);
  const managerOf = async (email: string) => {
    const { items } = (await server.as('olga')({ url: '/api/v1/users?limit=200' })).json();
    const find = (match: (user: { id: string; email: string; managerId: string }) => boolean) =>
      items.find(match);
    const { managerId } = find((user) => user.email === email);
    return managerId === null ? null : find((user) => user.id === managerId).email;
  };

  it('is refused to those who do not manage people', async () => {
    expect((await preview('email,name\na@acme.example,A', 'mara')).statusCode).toBe(403);
    expect((await apply('1', 'jon')).statusCode).toBe(403);
  });

  it('says line by line what would come of it, changes nothing, and then does just that', async () => {
    const csv = [
      '\uFEFFE-mail;Full name;Role;Manager;Time zone;Region;Job title;Login access;Shoe size',
      'nina@acme.example;Nina;Manager;olga@acme.example;Europe/Paris;EMEA;Head of Sales;yes;38',
      'JON@acme.example;;;nina@acme.example;;EMEA;;;43',
      'tom@acme.example;Tom;manager;mara@acme.example;Europe/Berlin;;;yes;',
      'nobody;Nobody;;;;;;;',
    ].join('\r\n');
    const shown = (await preview(csv)).json();
    expect(shown.ignoredColumns).toEqual(['Shoe size']);
    expect(shown.counts).toEqual({ new: 1, link: 1, already_linked: 1, blocked: 1 });
    expect(shown.lines.map(({ line, state, changes }: Line) => [line, state, changes])).toEqual([
      [2, 'new', []],
      [3, 'link', ['region', 'managerId']],
      [4, 'already_linked', []],
      [5, 'blocked', []],
    ]);
    expect((await server.as('olga')({ url: '/api/v1/users?search=nina' })).json().items).toEqual([]);
    const done = await apply(shown.id);
    expect(done.json()).toEqual({ created: 1, updated: 1, unchanged: 1, blocked: 1 });
    const [nina] = (await server.as('olga')({ url: '/api/v1/users?search=nina' })).json().items;
    expect(nina).toMatchObject({
      ...{ role: 'manager', timeZone: 'Europe/Paris', region: 'EMEA', position: 'Head of Sales' },
      loginAccess: true,
    });
    expect(await managerOf('jon@acme.example')).toBe('nina@acme.example');
    expect((await apply(shown.id)).statusCode).toBe(404);
  });

  it('blocks what cannot be, and says why', async () => {
    const csv = `email,name,role,manager,time zone,login access
      new@acme.example,,,,,
      a@acme.example,A,boss,,,
      b@acme.example,B,,,Mars/Olympus,maybe
      c@acme.example,C,,nobody@acme.example,,
      d@acme.example,D,,,,
      D@acme.example,D,,,,
      e@acme.example,E,,f@acme.example,,
      f@acme.example,F,,e@acme.example,,
      mara@acme.example,,,jon@acme.example,,
      g@acme.example,G,,c@acme.example,,`;
    expect(await states(csv)).toEqual([
      [2, 'blocked', 'A new person needs a name.'],
      [3, 'blocked', 'The role must be Owner, Executive, Manager, Member or Admin.'],
      [4, 'blocked', 'The time zone is none such as Europe/Berlin.', 'Login access must be yes or no.'],
      [5, 'blocked', 'The manager is nobody of the account, and in no line that can be applied.'],
      [6, 'new'],
      [7, 'blocked', 'The same e-mail stands in an earlier line.'],
      [8, 'blocked', 'The reporting line would be a circle.'],
      [9, 'blocked', 'The reporting line would be a circle.'],
      [10, 'blocked', 'The reporting line would be a circle.'],
      [11, 'blocked', 'The manager is nobody of the account, and in no line that can be applied.'],
    ]);
  });

  it('blocks what the one who asks may not do', async () => {
    const csv =
      'email,name,role\nolga@acme.example,Olga,owner\nclara@acme.example,C,\njon@acme.example,,executive';
    expect(await states(csv, 'theo')).toEqual([
      [2, 'already_linked'],
      [3, 'blocked', 'Only Owners and Executives change an Executive.'],
      [4, 'blocked', 'Only Owners and Executives make an Executive.'],
    ]);
    expect(await states(csv, 'olga')).toEqual([
      [2, 'already_linked'],
      [3, 'link'],
      [4, 'link'],
    ]);
  });

  it('turns a reporting line around', async () => {
    const csv = 'email,manager\ntom@acme.example,jon@acme.example\njon@acme.example,mara@acme.example';
    const { id } = (await preview(csv)).json();
    expect((await apply(id)).json()).toMatchObject({ updated: 2 });
    expect(await managerOf('tom@acme.example')).toBe('jon@acme.example');
    expect(await managerOf('jon@acme.example')).toBe('mara@acme.example');
  });

  it('does nothing where people have changed since, or somebody else asks, or an hour has passed', async () => {
    const csv = 'email,name\nnina@acme.example,Nina';
    const { id } = (await preview(csv)).json();
    expect((await apply(id, 'clara')).statusCode).toBe(404);
    await server.as('olga')({
      method: 'POST',
      url: '/api/v1/users',
      payload: { email: 'nina@acme.example', name: 'N' },
    });
    expect((await apply(id)).json()).toMatchObject({ code: 'conflict', status: 409 });
    const late = (await preview(csv)).json();
    server.now += 3_600_000;
    expect((await apply(late.id)).statusCode).toBe(404);
  });

  it.each([
    ['no list', 'hello'],
    ['a column twice', 'email,e-mail\na@acme.example,b@acme.example'],
    ['a quote that is not closed', 'email,name\n"a@acme.example,A'],
  ])('refuses %s with a sentence', async (_name, csv) => {
    const answer = await preview(csv);
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'invalid_value',
      detail: expect.stringMatching(/^csv: /),
    });
  });

  it('takes five thousand people, and no more', async () => {
    const lines = Array.from(
      { length: 5_000 },
      (_, n) => `p${n}@acme.example,Person ${n},p${Math.max(0, n - 1)}@acme.example`,
    );
    lines[0] = 'p0@acme.example,Person 0,';
    const shown = (await preview(['email,name,manager', ...lines].join('\n'))).json();
    expect(shown.counts).toMatchObject({ new: 5_000, blocked: 0 });
    expect((await preview(['email,name', ...lines, 'x@acme.example,X,'].join('\n'))).statusCode).toBe(422);
  });
});
