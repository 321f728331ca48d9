import { changeAccount } from '../../people/account.ts';
import { Account, AccountChange } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { toChanger } from './users.ts';

const change = defineRoute({
  method: 'PATCH',
  url: '/api/v1/account',
  summary: 'Give the account another name; for its Owners',
  tag: 'session',
  allow: 'signedIn',
  body: AccountChange,
  response: Account,
  handler: (api, { actor, body }) => changeAccount(api.context, actor.account, toChanger(actor), body),
});

export const accountRoutes = [change];
