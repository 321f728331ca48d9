import { z } from 'zod';

/** The part of the emulator that a fault sits in. */
export type FaultArea =
  | 'authorize'
  | 'token'
  | 'identity'
  | 'rest'
  | 'tooling'
  | 'bulk'
  | 'pubsub'
  | 'stream'
  | 'event';

/** One fault as the catalogue describes it. */
export interface FaultSpec {
  readonly name: string;
  readonly area: FaultArea;
  readonly description: string;
  readonly parameters: z.ZodObject;
  /** HTTP or gRPC status, error code and words of what is answered; absent where the fault is no answer. */
  readonly answer?: readonly [status: number, code: string, message: string];
  /** REST resources that it concerns, below `/services/data/v66.0`; all of them by default. */
  readonly resource?: RegExp;
  readonly method?: string;
  /** Done once at injection, to all streams that are open, rather than kept for calls to come. */
  readonly instant?: true;
}

const ms = (text: string) => z.number().int().min(0).describe(text);
const status = (text: string) => z.number().int().min(1).max(599).describe(text);

/** Parameters that faults share. */
export const parameter = {
  none: z.strictObject({}),
  ms,
  status,
  shown: (where: 'redirect' | 'page') =>
    z.strictObject({ shown: z.enum(['redirect', 'page']).default(where).describe('where the person ends') }),
  grant: z.enum(['refresh_token', 'authorization_code', 'any']).describe('grant type that it concerns'),
  rest: z.strictObject({
    object: z.string().optional().describe('only where this object is queried, read or written'),
    path: z.string().optional().describe('only where the URL contains this'),
    method: z.string().optional().describe('only this HTTP method'),
    message: z.string().optional().describe('words in place of the usual ones'),
  }),
  topic: z.string().optional().describe('only streams of this topic'),
};

type Rest = Omit<Partial<FaultSpec>, 'name' | 'area' | 'description'>;

/** Makes the catalogue's entries of one area. */
export function faultsOf(area: FaultArea, common: z.ZodObject) {
  return <const Name extends string>(name: Name, description: string, rest: Rest = {}) => ({
    area,
    name,
    description,
    ...rest,
    parameters: rest.parameters ?? common,
  });
}
