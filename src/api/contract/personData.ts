import { z } from 'zod';
import { Switched, time, uuid } from './parts.ts';
import { User } from './people.ts';

/** What is collected about a person, by whom it was switched, and what is stored. */
export const PersonData = z.object({
  user: User,
  connections: z.array(
    z.object({
      id: uuid,
      service: z.string(),
      name: z.string(),
      /** Who of the org is mapped to the person. */
      remoteUsers: z.array(z.object({ id: z.string(), name: z.string(), manual: z.boolean() })),
      features: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          /** On for the connection, and for every one of the remote users. */
          collected: z.boolean(),
          connectionEnabled: z.boolean(),
          connectionSwitched: Switched.nullable(),
          /** Switches that somebody set, by remote user; on where none stands. */
          switches: z.array(
            z.object({
              remoteUserId: z.string(),
              enabled: z.boolean(),
              by: z.string().nullable(),
              at: time,
            }),
          ),
          /** What is read, and the fields of which values are kept. */
          reads: z.array(z.object({ object: z.string(), fields: z.array(z.string()) })),
        }),
      ),
    }),
  ),
  stored: z.array(
    z.object({
      connectionId: uuid,
      feature: z.string(),
      category: z.string(),
      entries: z.number(),
      first: time,
      last: time,
    }),
  ),
  totals: z.object({ entries: z.number(), edited: z.number() }),
  /** The last erasure of the person's data, if any. */
  erasure: z
    .object({
      state: z.enum(['running', 'done']),
      requestedAt: time,
      finishedAt: time.nullable(),
      entries: z.number(),
    })
    .nullable(),
});
export type PersonData = z.infer<typeof PersonData>;
export const PersonDataExportQuery = z.object({ format: z.enum(['json', 'csv']).default('json') });
export const PersonParams = z.object({ id: z.string() });
/** The e-mail of the person to erase, as a safeguard. */
export const ErasureRequest = z.object({ confirm: z.string().max(320) });
export const ErasureAnswer = z.object({ userId: uuid, requestedAt: time });
