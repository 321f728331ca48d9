import { RequestError } from '../../errors.ts';
import { endToken, makeToken } from '../../people/tokens.ts';
import { listTokens, type TokenRow } from '../../store/tokenList.ts';
import { NewToken, TokenList, TokenMade, TokenParams } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';
import { mayManagePeople, whomToAsk } from '../visibility.ts';

const url = '/api/v1/tokens';

const list = defineRoute({
  method: 'GET',
  url,
  summary:
    'My API tokens, newest first, with those of the account for who manages people; never the tokens themselves',
  tag: 'tokens',
  allow: 'signedIn',
  response: TokenList,
  handler: async (api, { actor }) => {
    const { account, user } = actor;
    const rows = await listTokens(api.context.db, account.id, user.id, mayManagePeople(actor));
    return { items: rows.map(toToken), nextCursor: null };
  },
});

const make = defineRoute({
  method: 'POST',
  url,
  summary: 'Make an API token; it is shown in this answer only',
  tag: 'tokens',
  allow: 'signedIn',
  body: NewToken,
  response: TokenMade,
  status: 201,
  perMinute: 30,
  handler: async (api, { actor, body }) => {
    if (body.scope === 'scim' && !mayManagePeople(actor)) {
      throw new RequestError('forbidden', await whomToAsk(api, actor, 'people'));
    }
    const { token, row } = await makeToken(api.context, actor.account.id, actor.user.id, body);
    return { ...toToken(row), token };
  },
});

const revoke = defineRoute({
  method: 'DELETE',
  url: `${url}/:id`,
  summary: 'End an API token, and the sessions that it began',
  tag: 'tokens',
  allow: 'signedIn',
  params: TokenParams,
  status: 204,
  handler: (api, { actor, params }) => {
    const by = { userId: actor.user.id, managesPeople: mayManagePeople(actor) };
    return endToken(api.context, actor.account.id, by, params.id);
  },
});

function toToken({ createdAt, expiresAt, lastUsedAt, revokedAt, ...row }: TokenRow) {
  return {
    ...row,
    createdAt: iso(createdAt),
    expiresAt: isoOrNull(expiresAt),
    lastUsedAt: isoOrNull(lastUsedAt),
    revokedAt: isoOrNull(revokedAt),
  };
}

export const tokenRoutes = [list, make, revoke];
