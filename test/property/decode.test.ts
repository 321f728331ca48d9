import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../src/services/salesforce/avro.ts';
import { decodeBitmap } from '../../src/services/salesforce/bitmap.ts';
import { decodeChangeEvent } from '../../src/services/salesforce/changeEvent.ts';
import { arbitraryEvent } from './arbitraryEvent.ts';
import { collect, decodeByTheBook, type RecordSchema, type Schema, toNames } from './referenceDecoder.ts';

// The long run looks at ten times as many.
const numRuns = process.env.WORKSIGHTS_TEST === 'all' ? 5_000 : 500;

describe('decoding a change event', () => {
  it('gives what the documents say, for any schema, any values and any bitmaps', () => {
    fc.assert(
      fc.property(arbitraryEvent, ({ schema, payload, commitNumber, recordIds }) => {
        const compiled = compileSchema('id', JSON.stringify(schema));
        const event = { id: 'event', schemaId: 'id', payload, replayId: Buffer.alloc(10) };
        const decoded = decodeChangeEvent(compiled, event);
        const expected = decodeByTheBook(schema, payload);
        expect(decoded).toEqual(expected);
        expect(decoded).toMatchObject({ commitNumber, recordIds });
      }),
      { numRuns },
    );
  });

  it('rejects, and never takes down the process for, bytes that were cut or changed', () => {
    fc.assert(
      fc.property(arbitraryEvent, fc.nat(), fc.nat(255), ({ schema, payload }, at, byte) => {
        const compiled = compileSchema('id', JSON.stringify(schema));
        const broken = Buffer.from(payload);
        broken[at % payload.length] = byte;
        for (const bytes of [broken, payload.subarray(0, at % payload.length)]) {
          const event = { id: 'event', schemaId: 'id', payload: bytes, replayId: Buffer.alloc(10) };
          try {
            decodeChangeEvent(compiled, event);
          } catch (error) {
            expect((error as Error).name).toBe('DecodeError');
          }
        }
      }),
      { numRuns: numRuns / 2 },
    );
  });
});

// Account and Lead in the order of the Change Data Capture guide; only names and places matter here.
const address: Schema = {
  type: 'record',
  name: 'Address',
  fields: ['Street', 'City', 'State', 'PostalCode', 'Country'].map((name) => ({
    name,
    type: ['null', 'string'],
  })),
};
const schemaOf = (fields: string): RecordSchema => ({
  type: 'record',
  name: 'ChangeEvent',
  fields: `ChangeEventHeader ${fields}`.split(' ').map((name, index, all) => {
    if (!name.endsWith('Address')) return { name, type: ['null', 'string'] };
    const first = all.findIndex((other) => other.endsWith('Address')) === index;
    return { name, type: ['null', first ? address : 'Address'] };
  }),
});
const account = schemaOf(
  'Name Type ParentId BillingAddress ShippingAddress Phone Fax AccountNumber Website Sic Industry AnnualRevenue ' +
    'NumberOfEmployees Ownership TickerSymbol Description Rating Site OwnerId CreatedDate CreatedById LastModifiedDate',
);
const lead = schemaOf(
  'Name Title Company Address Phone MobilePhone Fax Email Website Description LeadSource Status Industry Rating ' +
    'AnnualRevenue NumberOfEmployees OwnerId HasOptedOutOfEmail IsConverted ConvertedDate ConvertedAccountId ' +
    'ConvertedContactId ConvertedOpportunityId IsUnreadByOwner CreatedDate CreatedById LastModifiedDate',
);

describe('the documented bitmaps', () => {
  it.each([
    [account, ['0x400800'], ['Industry', 'LastModifiedDate']],
    [account, ['0x400000', '4-0x01'], ['LastModifiedDate', 'BillingAddress.Street']],
    [account, ['4-0x10'], ['BillingAddress.Country']],
    [account, ['0x410000'], ['Description', 'LastModifiedDate']],
    [account, ['0x010000'], ['Description']],
    [
      lead,
      ['0x08F81000'],
      [
        'Status',
        'IsConverted',
        'ConvertedDate',
        'ConvertedAccountId',
        'ConvertedContactId',
        'ConvertedOpportunityId',
        'LastModifiedDate',
      ],
    ],
  ])('%# give the documented fields, to us and to the reference', (schema, elements, names) => {
    const named = new Map();
    collect(schema, named);
    expect(toNames(schema, named, elements)).toEqual(names);
    expect(decodeBitmap(compileSchema('id', JSON.stringify(schema)).fields, elements)).toEqual(names);
  });
});
