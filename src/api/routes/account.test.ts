import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { changeAccount } from '../../people/account.ts';
import type { Changer } from '../../people/rights.ts';

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
    expect(items.filter(({ action }: { action: string }) => action === 'account.changed')).toMatchObject([
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

  it('gets another domain from whoever runs the installation, and not one that is taken', async () => {
    const account = { id: await server.accountId(), name: 'acme.example', domain: 'acme.example' };
    const moveTo = (domain: string, by: Changer = { userId: null, role: 'operator' }) =>
      changeAccount(server.context, account, by, { domain });
    await expect(moveTo('acme.test', { userId: '', role: 'owner' })).rejects.toThrow('Only Owners');
    await expect(moveTo('other.example')).rejects.toThrow('exists already');
    expect(await moveTo('acme.test')).toEqual({ ...account, domain: 'acme.test' });
    expect((await server.as('jon')({ url: '/api/v1/me' })).json().account.domain).toBe('acme.test');
  });
});
