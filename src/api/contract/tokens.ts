import { z } from 'zod';
import { listOf, time, uuid } from './parts.ts';

const TokenScope = z.enum(['read', 'admin', 'scim']);

/** `userId` is null for a token of the account: those of scope `scim`, for its directory. */
const Token = z.object({
  id: uuid,
  name: z.string(),
  scope: TokenScope,
  userId: uuid.nullable(),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
});
export const TokenList = listOf(Token);
export const TokenParams = z.object({ id: z.string().max(100) });
/** `read` refuses every unsafe method; `admin` may do what its person may; `scim` opens /scim/v2 and nothing else. */
export const NewToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scope: TokenScope,
  /** Null for a token without an end. */
  expiresInDays: z.number().int().min(1).max(366).nullable().default(90),
});
export const TokenMade = Token.extend({ token: z.string() });
