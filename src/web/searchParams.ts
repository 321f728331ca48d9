/** The query part of our addresses: a repeated key is a list, everything is text, nothing is JSON. */
export type Search = Record<string, string | string[]>;

export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = search[key];
    if (before === undefined) search[key] = value;
    else search[key] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return search;
}

/** The inverse; undefined and empty lists leave no trace in the address. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string' && each !== '') params.append(key, each);
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** One value of a key, the first where it is repeated. */
export const oneOf = (value: unknown): string | undefined => {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
};

/** All values of a key; undefined for none, so that the address stays short. */
export const manyOf = (value: unknown): string[] | undefined => {
  const all = (Array.isArray(value) ? value : [value]).filter(
    (each) => typeof each === 'string' && each !== '',
  );
  return all.length > 0 ? all : undefined;
};
