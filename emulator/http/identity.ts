import type { FastifyInstance } from 'fastify';
import type { Org } from '../org/org.ts';
import type { Value } from '../org/record.ts';
import { findSession, type Site } from './options.ts';

/** The identity URL's body for one user. */
export function identityOf(site: Site, org: Org, userId: string, version = '{version}') {
  const user = org.find('User', userId);
  if (!user) throw new Error(`no user ${userId}`);
  const url = site.url();
  const soap = (letter: string): string => `${url}/services/Soap/${letter}/${version}/${org.orgId}`;
  const data = (path: string): string => `${url}/services/data/v${version}/${path}`;
  const photo = `${url}/profilephoto/005`;
  return {
    id: `${url}/id/${org.orgId}/${userId}`,
    asserted_user: true,
    user_id: userId,
    organization_id: org.orgId,
    username: text(user.Username),
    nick_name: text(user.CommunityNickname),
    display_name: text(user.Name),
    email: text(user.Email),
    email_verified: true,
    first_name: user.FirstName ?? null,
    last_name: text(user.LastName),
    timezone: text(user.TimeZoneSidKey),
    photos: { picture: `${photo}/F`, thumbnail: `${photo}/T` },
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: 'DE',
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: {
      enterprise: soap('c'),
      metadata: soap('m'),
      partner: soap('u'),
      rest: data(''),
      sobjects: data('sobjects/'),
      search: data('search/'),
      query: data('query/'),
      recent: data('recent/'),
      tooling_soap: `${url}/services/Soap/T/${version}/${org.orgId}`,
      tooling_rest: data('tooling/'),
      profile: `${url}/${userId}`,
      feeds: data('chatter/feeds'),
      groups: data('chatter/groups'),
      users: data('chatter/users'),
      feed_items: data('chatter/feed-items'),
      feed_elements: data('chatter/feed-elements'),
      custom_domain: url,
    },
    active: user.IsActive === true,
    user_type: text(user.UserType).toUpperCase(),
    language: text(user.LanguageLocaleKey),
    locale: text(user.LocaleSidKey),
    utcOffset: 3_600_000,
    last_modified_date: new Date(Number(user.LastModifiedDate)).toISOString(),
    is_app_installed: org.settings.appInstalled,
  };
}

const text = (value: Value | undefined): string => String(value ?? '');

/** GET /id/ORG/USER and GET /services/oauth2/userinfo. */
export function registerIdentity(server: FastifyInstance, site: Site): void {
  server.get('/id/:org/:user', async (request, reply) => {
    const { org: orgId, user } = request.params as { org: string; user: string };
    const query = request.query as Record<string, string | undefined>;
    const token = bearer(request.headers.authorization) ?? query.oauth_token;
    // Plain words, as Salesforce answers here in place of JSON.
    if (!token) return reply.status(403).type('text/plain').send('Missing_OAuth_Token');
    const session = findSession(site, token);
    if (!session) return reply.status(403).type('text/plain').send('Bad_OAuth_Token');
    if (session.org.orgId !== orgId) return reply.status(403).type('text/plain').send('Wrong_Org');
    if (session.userId !== user) return reply.status(403).type('text/plain').send('No_Access');
    const fault = site.faults.take(['identity'], orgId);
    if (fault?.spec.answer) {
      const [status, words] = fault.spec.answer;
      return reply.status(status).type('text/plain').send(words);
    }
    const version = query.version === 'latest' ? '66.0' : query.version;
    const identity = identityOf(site, session.org, user, version);
    return reply.send(fault ? { ...identity, organization_id: fault.parameters.organizationId } : identity);
  });

  server.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/userinfo',
    handler: async (request, reply) => {
      const token = bearer(request.headers.authorization);
      const session = token ? findSession(site, token) : undefined;
      if (!session)
        return reply
          .status(403)
          .type('text/plain')
          .send(token ? 'Bad_OAuth_Token' : 'Missing_OAuth_Token');
      return reply.send(userInfo(site, session.org, session.userId));
    },
  });
}

function userInfo(site: Site, org: Org, userId: string): object {
  const identity = identityOf(site, org, userId);
  return {
    sub: identity.id,
    user_id: identity.user_id,
    organization_id: identity.organization_id,
    preferred_username: identity.username,
    nickname: identity.nick_name,
    name: identity.display_name,
    email: identity.email,
    email_verified: true,
    given_name: identity.first_name,
    family_name: identity.last_name,
    zoneinfo: identity.timezone,
    photos: identity.photos,
    profile: identity.urls.profile,
    picture: identity.photos.picture,
    address: { country: identity.addr_country },
    is_salesforce_integration_user: false,
    urls: identity.urls,
    active: identity.active,
    user_type: identity.user_type,
    language: identity.language,
    locale: identity.locale,
    utcOffset: identity.utcOffset,
    updated_at: identity.last_modified_date,
    is_app_installed: identity.is_app_installed,
  };
}

/** The token of `Authorization: Bearer` (or `OAuth`, which REST takes too). */
export function bearer(header: string | undefined): string | undefined {
  return /^(?:Bearer|OAuth) (.+)$/i.exec(header ?? '')?.[1];
}
