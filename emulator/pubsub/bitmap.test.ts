import { describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../test/helpers/fixtureOrg.ts';
import { toEventSchema } from './avroSchema.ts';
import { toFieldBitmaps } from './bitmap.ts';

const account = toEventSchema(ACCOUNT).positions;
const bitmaps = (...names: string[]) => toFieldBitmaps(names, account);

describe('bitmaps of an account without record types', () => {
  it('set one bit for each top-level field, counted from the header', () => {
    expect(bitmaps('Industry', 'LastModifiedDate')).toEqual(['0x400800']);
  });

  it('write parts of a compound field after its index and leave its own bit clear', () => {
    expect(bitmaps('LastModifiedDate', 'BillingAddress.Street')).toEqual(['0x400000', '4-0x01']);
  });

  it('agree on a text of which only the difference is sent', () => {
    expect(bitmaps('Description', 'LastModifiedDate')).toEqual(['0x410000']);
    expect(bitmaps('Description')).toEqual(['0x010000']);
  });

  it('begin with the compound element where nothing else is named', () => {
    expect(bitmaps('BillingAddress.Country')).toEqual(['4-0x10']);
  });

  it('keep several compound fields apart and in order', () => {
    expect(bitmaps('ShippingAddress.City', 'BillingAddress.City', 'BillingAddress.Street')).toEqual([
      '4-0x03',
      '5-0x02',
    ]);
  });

  it('are empty without names, and pass over what the event does not carry', () => {
    expect(bitmaps()).toEqual([]);
    expect(bitmaps('SystemModstamp', 'BillingAddress.Planet', 'Name')).toEqual(['0x02']);
  });
});

it('the bits of a lead conversion are those of the documented example', () => {
  const fields = [12, 19, 20, 21, 22, 23, 27].map((index) => [`Field${index}`, { index }] as const);
  expect(
    toFieldBitmaps(
      fields.map(([name]) => name),
      new Map(fields),
    ),
  ).toEqual(['0x08F81000']);
});
