import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

describe('the account', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const change = (who: Person, payload: object) =>
    server.as(who)({ method: 'PATCH', url: '/api/v1/account', payload });

  it('is changed by its Owners alone', async () => {
    for (const who of ['clara', 'theo', 'mara', 'jon'] as const) {
      const answer = await change(who, { name: 'Evil' });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().detail).toBe('Only Owners change the account.');
    }
  });

  it('gets another name, which everybody sees and the audit log keeps', async () => {
    expect((await change('olga', { name: '  Acme Europe ' })).json()).toMatchObject({
      ...{ name: 'Acme Europe', domain: 'acme.example' },
    });
    const { account } = (await server.as('jon')({ url: '/api/v1/me' })).json();
    expect(account.name).toBe('Acme Europe');
    // Saving the same name again changes nothing.
    await change('olga', { name: 'Acme Europe' });
    const { items } = (await server.as('olga')({ url: '/api/v1/audit' })).json();
    expect(items.filter(({ action }: { action: string }) => action === 'account.renamed')).toMatchObject([
      {
        subject: 'Acme Europe',
        user: { name: 'Olga' },
        details: { from: 'acme.example', to: 'Acme Europe' },
      },
    ]);
  });

  // Whoever took a domain of others would draw those who sign in from it.
  it('keeps its domain, and a name that is one', async () => {
    for (const wish of [{ name: ' ' }, {}, { name: 'Acme', domain: 'other.example' }]) {
      expect((await change('olga', wish)).statusCode).toBe(400);
    }
  });
});
