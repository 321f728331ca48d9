import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../src/web/routes/', import.meta.url);

/** Paths of all pages as their routes declare them, so that a new one cannot be forgotten. */
export function readRoutePaths(): string[] {
  return readdirSync(folder).flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path!),
  );
}
