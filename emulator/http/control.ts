import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { SalesforceError } from '../org/errors.ts';
import { restFields } from '../org/objects/index.ts';
import type { StagedOrg } from '../org/stage.ts';
import type { Beat } from '../org/story.ts';
import type { CommittedChange, FieldDef } from '../org/types.ts';
import { type ActionName, runAction, schemas } from './controlActions.ts';
import { registerControlEvidence } from './controlEvidence.ts';
import { registerControlFaults } from './controlFaults.ts';
import { controlPage } from './controlPage.ts';
import type { Shared } from './server.ts';

/** Change events that the page lists. */
const RECENT = 15;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

type Form = Readonly<Record<string, string | undefined>>;

/** GET /control, its forms, and POST /control/api/ACTION. */
export function registerControl(server: FastifyInstance, orgs: readonly StagedOrg[], shared: Shared): void {
  const recent = new Map(orgs.map(({ org }) => [org, watch(org.onChange)]));
  const pick = (orgId: string | undefined): StagedOrg =>
    orgs.find(({ org }) => org.orgId === orgId) ?? orgs[0]!;

  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/control') && !isOwnPage(request))
      return reply.status(403).send('The control page answers its own pages only.');
  });

  server.get('/control', async (request, reply) => {
    const { org, object = 'Opportunity', message } = request.query as Form;
    const staged = pick(org);
    if (!staged.org.objectDef(object)?.writeable) return reply.status(404).send('no such object');
    const view = {
      orgs,
      staged,
      object,
      message,
      recent: recent.get(staged.org) ?? [],
      faults: shared.faults.list(),
    };
    return reply.type('text/html; charset=utf-8').send(controlPage(view));
  });

  server.post('/control/change', async (request, reply) => {
    const form = request.body as Form;
    const staged = pick(form.org);
    return back(reply, staged, form, () => {
      const { user, object, action, field = '', value = '', id } = form;
      const def = staged.org.objectDef(object ?? '');
      const known = def && restFields(def).get(field.toLowerCase());
      const values = action === 'update' ? { [field]: typed(known, value) } : {};
      runAction(staged, 'change', { user, object, action, ids: [id], values });
      return action === 'delete' ? 'Deleted.' : `${field} is now ${value || 'empty'}.`;
    });
  });

  server.post('/control/story', async (request, reply) => {
    const form = request.body as Form;
    const staged = pick(form.org);
    return back(reply, staged, form, () => {
      const { beats } = runAction(staged, 'story', form.name ? { name: form.name } : {}) as { beats: Beat[] };
      return beats[0]!.text;
    });
  });

  registerControlFaults(server, shared);
  registerControlEvidence(server, pick);

  server.post('/control/api/:action', async (request, reply) => answerApi(request, reply, pick));
}

function watch(onChange: StagedOrg['org']['onChange']): string[] {
  const lines: string[] = [];
  onChange((change: CommittedChange) => {
    const { commitTimestamp, changeType, entity, recordIds, changed } = change;
    const at = new Date(commitTimestamp).toISOString().slice(11, 19);
    lines.unshift(`${at} ${changeType} ${entity} ${recordIds.join(', ')} ${changed.join(', ')}`);
    lines.length = Math.min(lines.length, RECENT);
  });
  return lines;
}

/** A page of another origin must not drive the org: the host is loopback (no rebound name), the origin its own. */
function isOwnPage(request: FastifyRequest): boolean {
  const { host = '', origin } = request.headers;
  const named = LOOPBACK.has(host.replace(/:\d+$/, ''));
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const site = request.headers['sec-fetch-site'];
  const own = origin === undefined || origin === `http://${host}`;
  return named && (safe || (own && (site === undefined || site === 'same-origin' || site === 'none')));
}

function typed(field: FieldDef | undefined, value: string): unknown {
  return field?.type === 'boolean' ? value === 'true' : value;
}

function back(
  reply: FastifyReply,
  { org }: StagedOrg,
  { object = 'Opportunity' }: Form,
  work: () => string,
): FastifyReply {
  let message: string;
  try {
    message = work();
  } catch (error) {
    if (error instanceof SalesforceError) message = `Refused: ${error.errorCode} ${error.message}`;
    else if (error instanceof ZodError) message = 'Refused: the form is incomplete.';
    else throw error;
  }
  return reply.redirect(`/control?${new URLSearchParams({ org: org.orgId, object, message })}`, 303);
}

function answerApi(
  request: FastifyRequest,
  reply: FastifyReply,
  pick: (orgId: string | undefined) => StagedOrg,
): FastifyReply {
  const { action } = request.params as { action: string };
  if (!(action in schemas)) return reply.status(404).send({ error: `no action ${action}` });
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return reply.status(415).send({ error: 'send application/json' });
  try {
    const { org, ...input } = JSON.parse(String(request.body || '{}')) as Record<string, unknown>;
    return reply.send(
      runAction(pick(typeof org === 'string' ? org : undefined), action as ActionName, input),
    );
  } catch (error) {
    if (error instanceof SalesforceError)
      return reply.status(error.status).send({ error: error.errorCode, message: error.message });
    if (error instanceof ZodError || error instanceof SyntaxError)
      return reply.status(400).send({ error: 'invalid', message: error.message });
    throw error;
  }
}
