import { ScimError as PatchError, patchBodyValidation, type ScimPatch, scimPatch } from 'scim-patch';
import { z } from 'zod';
import { ScimError } from '../../errors.ts';
import { enterpriseSchema, type Resource, userSchema } from './resource.ts';

const Patch = z.object({
  schemas: z.array(z.string()),
  Operations: z
    .array(
      z.object({
        op: z.string().transform((op) => op.toLowerCase()),
        path: z.string().max(500).optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(200),
});
type Operation = z.output<typeof Patch>['Operations'][number];

/** A person after the operations of a PATCH (RFC 7644, 3.5.2); the one that was given stays. Throws a ScimError. */
export function applyPatch(resource: Resource, body: unknown): Resource {
  const parsed = Patch.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ScimError('invalidSyntax', `${issue.path.join('.') || 'the body'}: ${issue.message}`);
  }
  const patch = { ...parsed.data, Operations: parsed.data.Operations.map(toPlain) } as ScimPatch;
  try {
    patchBodyValidation(patch);
    return scimPatch(structuredClone(resource) as never, [...patch.Operations], {
      ...{ mutateDocument: false, treatMissingAsAdd: true },
    }) as unknown as Resource;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new ScimError(error.scimCode as ScimError['scimType'], error.message, { cause: error });
  }
}

// A manager may come as the bare id (Microsoft Entra), and an attribute of the core with its schema in front.
function toPlain(operation: Operation): Operation {
  const prefix = `${userSchema}:`;
  const { path = '', value } = operation;
  if (path.toLowerCase().startsWith(prefix.toLowerCase())) {
    return { ...operation, path: path.slice(prefix.length) };
  }
  if (path.toLowerCase() !== `${enterpriseSchema}:manager`.toLowerCase()) return operation;
  return typeof value === 'string' ? { ...operation, value: { value } } : operation;
}
