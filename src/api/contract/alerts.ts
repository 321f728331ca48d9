import { z } from 'zod';

/** Where alerts go; null for a way that is not set up. Addresses of servers by their host only: the rest may be secret. */
export const AlertSettings = z.object({
  mail: z
    .object({
      server: z.string(),
      from: z.string(),
      /** Administrators who are written to, with the owner of the connection; the Owners where there is neither. */
      to: z.array(z.object({ name: z.string(), email: z.string() })),
    })
    .nullable(),
  webhook: z.object({ host: z.string(), signed: z.boolean() }).nullable(),
});

const Outcome = z.object({ sent: z.boolean(), reason: z.string().nullable() }).nullable();
/** What became of a test alert, by way; null for one that is not set up. */
export const AlertTest = z.object({ mail: Outcome, webhook: Outcome });
