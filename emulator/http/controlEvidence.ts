import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SalesforceError } from '../org/errors.ts';
import { evidenceOf } from '../org/evidence.ts';
import type { StagedOrg } from '../org/stage.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const question = z.strictObject({
  org: z.string().optional(),
  from: moment,
  to: moment,
  connectedAt: moment,
  looks: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(moment))
    .optional(),
  channel: z.string().optional(),
});

/** GET /control/api/evidence: which changes of a period the org still records, and which it does not. */
export function registerControlEvidence(
  server: FastifyInstance,
  pick: (orgId: string | undefined) => StagedOrg,
): void {
  server.get('/control/api/evidence', async (request, reply) => {
    const asked = question.safeParse(request.query);
    if (!asked.success) return reply.status(400).send({ error: 'invalid', message: asked.error.message });
    const { org, looks, channel, ...times } = asked.data;
    try {
      const { items, lost } = evidenceOf(pick(org).org, {
        ...times,
        ...(looks && { looks }),
        ...(channel !== undefined && { channel }),
      });
      return reply.send({ items: items.map(withDates), lost: lost.map(withDates) });
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      return reply.status(error.status).send({ error: error.errorCode, message: error.message });
    }
  });
}

/** Times as ISO 8601 in place of epoch ms. */
function withDates<T extends { at: number; committedAt: number; statedAt?: number }>(each: T): object {
  const iso = (epochMs: number): string => new Date(epochMs).toISOString();
  const { at, committedAt, statedAt } = each;
  return {
    ...each,
    at: iso(at),
    committedAt: iso(committedAt),
    ...(statedAt !== undefined && { statedAt: iso(statedAt) }),
  };
}
