import { z } from 'zod';
import { listOf, time, uuid } from './parts.ts';

/** Where people can sign in: `startUrl` is where the browser goes; `demo`: the cast is let in by one click. */
export const ProviderList = listOf(
  z.object({ key: z.string(), label: z.string(), startUrl: z.string() }),
).extend({ demo: z.boolean() });
export const ProviderParams = z.object({ provider: z.string().max(100) });
/** `to`: the page to come back to. */
export const SignInQuery = z.object({ to: z.string().max(2000).optional() });

/** A browser that is signed in; `method`: `token`, `demo`, `first-run`, or the key of a provider. */
const Session = z.object({
  id: uuid,
  current: z.boolean(),
  method: z.string(),
  userAgent: z.string(),
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
});
export const SessionList = listOf(Session);
/** `userId`: another person's, for those who manage people. */
export const SessionQuery = z.object({ userId: uuid.optional() });
export const SessionParams = z.object({ id: z.string().max(100) });
export const EndedSessions = z.object({ ended: z.number().int() });

/** An installation without an account: whoever holds the link from its terminal creates the first one. */
export const FirstRun = z.object({ needed: z.boolean() });
const linkToken = z.string().min(1).max(200);
export const FirstRunCheck = z.object({ token: linkToken });
export const FirstRunLink = z.object({ expiresAt: time });
export const FirstRunRequest = z.object({
  /** What stands after the # of the link. */
  token: linkToken,
  account: z.object({ name: z.string().trim().min(1).max(200), domain: z.hostname().max(253) }),
  owner: z.object({
    email: z.email().max(320),
    name: z.string().trim().min(1).max(200),
    timeZone: z.string().max(100).default('UTC'),
  }),
});
