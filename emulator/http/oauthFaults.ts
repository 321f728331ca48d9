import { z } from 'zod';
import { faultsOf, parameter } from '../faultSpec.ts';

const { none, ms, status, shown, grant } = parameter;
const authorize = faultsOf('authorize', shown('redirect'));
const token = faultsOf('token', z.strictObject({ grant: grant.default('any') }));
const identity = faultsOf('identity', none);

const GENERIC = 'An unexpected error has occurred during authentication. Please try again.';
const refreshing = z.strictObject({ grant: grant.default('refresh_token') });

/** Faults of login, consent, token endpoint and identity URL. */
export const oauthFaults = [
  authorize('authorize.access_denied', 'The person pressed Deny.', {
    answer: [400, 'access_denied', 'end-user denied authorization'],
  }),
  authorize('authorize.OAUTH_APP_BLOCKED', 'An administrator has blocked the app.', {
    answer: [400, 'OAUTH_APP_BLOCKED', 'this app is blocked by admin'],
  }),
  authorize('authorize.OAUTH_APP_ACCESS_DENIED', 'The app is for admin-approved users only.', {
    answer: [400, 'OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app'],
  }),
  authorize('authorize.OAUTH_APPROVAL_ERROR_GENERIC', 'Something about app, scope or user does not fit.', {
    answer: [400, 'OAUTH_APPROVAL_ERROR_GENERIC', GENERIC],
    parameters: shown('page'),
  }),
  authorize('authorize.app_not_installed', 'The app is not installed and the user may not approve it.', {
    answer: [400, 'invalid_client', 'app must be installed into org'],
    parameters: shown('page'),
  }),
  authorize('authorize.foreign_state', 'The browser comes back with a state that nobody gave.', {
    parameters: z.strictObject({ state: z.string().default('foreign').describe('the state sent back') }),
  }),
  token('token.invalid_grant', 'The refresh token is revoked, expired or rotated out.', {
    answer: [400, 'invalid_grant', 'expired access/refresh token'],
    parameters: refreshing,
  }),
  token('token.expired_code', 'The authorization code is too old or was used.', {
    answer: [400, 'invalid_grant', 'expired authorization code'],
    parameters: z.strictObject({ grant: grant.default('authorization_code') }),
  }),
  token('token.inactive_user', 'The user was deactivated.', {
    answer: [400, 'inactive_user', 'user is inactive'],
  }),
  token('token.inactive_org', 'The org was deactivated or locked.', {
    answer: [400, 'inactive_org', 'organization is inactive'],
  }),
  token('token.rate_limit_exceeded', 'Too many logins within the hour.', {
    answer: [400, 'rate_limit_exceeded', 'login rate exceeded'],
  }),
  token('token.server_error', 'The login service fails.', {
    answer: [500, 'server_error', 'unexpected error'],
    parameters: z.strictObject({
      grant: grant.default('any'),
      status: status('HTTP status, 500 to 599').default(500),
    }),
  }),
  token('token.ip_restricted', "The address is outside the org's login ranges.", {
    answer: [400, 'invalid_grant', 'ip restricted'],
  }),
  token('token.no_refresh_token', 'The answer has no refresh token.'),
  token('token.missing_scope', 'A scope that was asked for is not granted.', {
    parameters: z.strictObject({
      grant: grant.default('any'),
      scope: z.string().default('api').describe('the scope that is missing'),
    }),
  }),
  token('token.foreign_instance', 'The answer names another instance URL.', {
    parameters: z.strictObject({
      grant: grant.default('any'),
      instanceUrl: z.string().default('https://elsewhere.example').describe('the URL that it names'),
    }),
  }),
  token('token.slow', 'The answer comes late.', {
    parameters: z.strictObject({ grant: grant.default('any'), ms: ms('how late').default(2000) }),
  }),
  token('token.html', 'A page comes in place of JSON.'),
  token('token.dropped', 'The connection breaks; with `after`, when the work is done.', {
    parameters: z.strictObject({ grant: grant.default('any'), after: z.boolean().default(false) }),
  }),
  identity('identity.bad_token', 'The token is not known.', { answer: [403, 'Bad_OAuth_Token', ''] }),
  identity('identity.wrong_org', 'The token is of another org.', { answer: [403, 'Wrong_Org', ''] }),
  identity('identity.no_access', 'The user may not read the identity.', { answer: [403, 'No_Access', ''] }),
  identity('identity.server_error', 'The identity service fails.', {
    answer: [500, 'Internal Server Error', ''],
  }),
  identity('identity.foreign_org', 'The body names another org.', {
    parameters: z.strictObject({
      organizationId: z.string().default('00DXX0000000001AAA').describe('the org that it names'),
    }),
  }),
] as const;
