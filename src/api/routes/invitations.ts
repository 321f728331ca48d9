import { type Inviter, invitePeople, writeInvitation } from '../../people/invite.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import { Invitation, InvitationRequest, InvitationResult, UserParams } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { toUser } from './users.ts';

const url = '/api/v1/users';

const toInviter = ({ providers }: Api, { account, user }: Actor): Inviter => ({
  ...{ account, user },
  providers: providers.values(),
});

const show = defineRoute({
  method: 'GET',
  url: `${url}/:id/invitation`,
  summary: 'What a person is told of how to sign in, to be sent or to be copied',
  tag: 'people',
  allow: 'people',
  params: UserParams,
  response: Invitation,
  handler: async (api, { actor, params }) => {
    const { person, subject, text } = await writeInvitation(api.context, toInviter(api, actor), params.id);
    return { to: person.email, subject, text };
  },
});

const send = defineRoute({
  method: 'POST',
  url: `${url}/invitations`,
  summary: 'Tell people by e-mail how to sign in; answers for each whether the mail server took it',
  tag: 'people',
  allow: 'people',
  body: InvitationRequest,
  response: InvitationResult,
  perMinute: 30,
  handler: async (api, { actor, body }) => {
    const done = await invitePeople(api.context, toInviter(api, actor), body.userIds);
    return { items: done.map(({ user, ...more }) => ({ user: toUser(user), ...more })) };
  },
});

export const invitationRoutes = [show, send];
