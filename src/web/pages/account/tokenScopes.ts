import type { Token } from '../../accountApi.ts';

/** What a token may do, by its scope. */
export const scopeWords: Readonly<Record<Token['scope'], { readonly name: string; readonly does: string }>> =
  {
    read: { name: 'Read', does: 'Reads what you may see, and changes nothing.' },
    admin: { name: 'Admin', does: 'Does everything that you may do.' },
    scim: {
      name: 'Directory',
      does: 'Lets a directory keep people current by SCIM, and opens nothing else.',
    },
  };
