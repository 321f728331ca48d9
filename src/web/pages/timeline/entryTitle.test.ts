import { describe, expect, it } from 'vitest';
import { toTitleParts } from './entryTitle.ts';

const object = { type: 'Opportunity', id: '006', name: 'Acme renewal', url: 'https://acme.example/006' };

describe('the title of an entry', () => {
  it('links the object inside of the sentence', () => {
    expect(toTitleParts({ title: 'Moved Acme renewal to Negotiation', object })).toEqual({
      isSentence: true,
      before: 'moved ',
      link: 'Acme renewal',
      after: ' to Negotiation',
    });
  });

  it('links what follows the verb while the name is unknown', () => {
    const parts = toTitleParts({ title: 'Changed an opportunity', object: { ...object, name: null } });
    expect(parts).toMatchObject({ before: 'changed ', link: 'an opportunity', after: '' });
  });

  it('links nothing where there is no single object', () => {
    const parts = toTitleParts({
      title: 'Changed 214 opportunities',
      object: { type: 'Opportunity', id: null, name: null, url: null },
    });
    expect(parts).toMatchObject({ before: 'changed 214 opportunities', link: '' });
  });

  it('keeps a name that is no verb as it is', () => {
    const parts = toTitleParts({
      title: 'Quarterly review',
      object: { ...object, name: 'Quarterly review' },
    });
    expect(parts).toEqual({ isSentence: false, before: '', link: 'Quarterly review', after: '' });
  });
});
