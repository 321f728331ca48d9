import { enterpriseSchema, type Resource, userSchema } from '../../people/scim/resource.ts';

/** What a caller wants to see of resources (RFC 7644, 3.9), as attribute names separated by commas. */
export interface Projection {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
}

const ALWAYS = ['schemas', 'id'];

/** A resource with the attributes that were asked for, or without those that were not wanted. */
export function project(resource: Resource, { attributes, excludedAttributes }: Projection): object {
  if (attributes !== undefined) {
    const wanted = toPaths(attributes);
    return pick(resource, (path, isWhole) =>
      wanted.some((each) => isWithin(path, each) || (!isWhole && isWithin(each, path))),
    );
  }
  if (excludedAttributes === undefined) return resource;
  const unwanted = toPaths(excludedAttributes);
  return pick(resource, (path) => !unwanted.some((each) => isWithin(path, each)));
}

function toPaths(list: string): string[] {
  const core = `${userSchema}:`.toLowerCase();
  const extension = `${enterpriseSchema}:`.toLowerCase();
  return list.split(',').map((each) => {
    const path = each.trim().toLowerCase();
    if (path.startsWith(extension))
      return `${extension.slice(0, -1)} ${path.slice(extension.length).replaceAll('.', ' ')}`;
    return (path.startsWith(core) ? path.slice(core.length) : path).replaceAll('.', ' ');
  });
}

const isWithin = (path: string, whole: string) => path === whole || path.startsWith(`${whole} `);

type Keeps = (path: string, isWhole: boolean) => boolean;

function pick(value: object, keeps: Keeps, parent = ''): object {
  const entries = Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
    if (parent === '' && ALWAYS.includes(name)) return [[name, part]];
    const path = `${parent} ${name}`.trim().toLowerCase();
    const isComplex = typeof part === 'object' && part !== null;
    if (!keeps(path, !isComplex)) return [];
    if (Array.isArray(part)) return [[name, part.map((each) => pickPart(each, keeps, path))]];
    return [[name, pickPart(part, keeps, path)]];
  });
  return Object.fromEntries(entries);
}

function pickPart(part: unknown, keeps: Keeps, path: string): unknown {
  return typeof part === 'object' && part !== null ? pick(part, keeps, path) : part;
}
