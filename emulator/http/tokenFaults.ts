import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ActiveFault } from '../faultStore.ts';
import type { Site } from './options.ts';

type Form = Readonly<Record<string, string | undefined>>;

/** The fault that this request to the token endpoint meets; `kinds` tells which names are asked for. */
export function findTokenFault(
  site: Site,
  request: FastifyRequest,
  kinds: (name: string) => boolean,
): ActiveFault | undefined {
  if (!request.url.startsWith('/services/oauth2/token')) return undefined;
  const form = (request.body ?? {}) as Form;
  const org = site.orgs.find((each) => each.sessions.peekRefresh(form.refresh_token ?? '') !== undefined);
  return site.faults.take(['token'], org?.orgId, ({ name, parameters }) => {
    return kinds(name) && (parameters.grant === 'any' || parameters.grant === form.grant_type);
  });
}

/** Answers an error of the token endpoint in its form: JSON with `error` and `error_description`. */
export function sendTokenFault(reply: FastifyReply, { spec, parameters }: ActiveFault): FastifyReply {
  const [usual, error, error_description] = spec.answer!;
  return reply.status(Number(parameters.status ?? usual)).send({ error, error_description });
}

/** What a fault makes of a good answer of the token endpoint. */
export function spoilTokens({ name, parameters }: ActiveFault, body: object): object {
  const answer: Record<string, unknown> = { ...body };
  if (name === 'token.no_refresh_token') delete answer.refresh_token;
  if (name === 'token.foreign_instance') answer.instance_url = parameters.instanceUrl;
  if (name === 'token.missing_scope') {
    const scopes = String(answer.scope).split(' ');
    answer.scope = scopes.filter((scope) => scope !== parameters.scope).join(' ');
  }
  return answer;
}
