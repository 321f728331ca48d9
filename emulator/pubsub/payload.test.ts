import { describe, expect, it } from 'vitest';
import { CONTACT, FixtureOrg, OPPORTUNITY } from '../../test/helpers/fixtureOrg.ts';
import { type DecodedEvent, decodeEvent } from '../../test/helpers/pubsubClient.ts';
import type { CommittedChange, ObjectDef } from '../org/types.ts';
import { toEventSchema } from './avroSchema.ts';
import { encodeChange } from './payload.ts';

function roundTrip(def: ObjectDef, draft: Partial<CommittedChange>, hidden: string[] = []): DecodedEvent {
  const org = new FixtureOrg();
  let change: CommittedChange | undefined;
  org.onChange((committed) => {
    change = committed;
  });
  org.commit({ entity: def.name, ...draft });
  const schema = toEventSchema(def);
  return decodeEvent(schema.json, encodeChange(change!, schema, new Set(hidden)));
}

describe('the payload of a change event', () => {
  it('carries the header whole, with a commit number beyond what a JavaScript number holds', () => {
    const { ChangeEventHeader } = roundTrip(OPPORTUNITY, { values: { StageName: 'Won' } });
    expect(ChangeEventHeader).toMatchObject({
      entityName: 'Opportunity',
      recordIds: ['006AC000000001BAAQ'],
      changeType: 'UPDATE',
      changeOrigin: 'com/salesforce/api/rest/66.0',
      sequenceNumber: 1,
      commitTimestamp: Date.UTC(2026, 10, 2, 9),
      commitNumber: 1_652_977_933_433_528_301n,
    });
  });

  it('carries dates as midnight UTC, date-times as milliseconds, and null for the rest', () => {
    const values = { CloseDate: '2022-05-31', LastModifiedDate: 1_696_444_513_000, Amount: 1.5 };
    const event = roundTrip(OPPORTUNITY, { values, changed: ['Amount'], nulled: ['Name'] });
    expect(event).toMatchObject({
      CloseDate: 1_653_955_200_000,
      LastModifiedDate: 1_696_444_513_000,
      Amount: 1.5,
      Name: null,
      IsPrivate: null,
    });
    expect(event.ChangeEventHeader).toMatchObject({
      changedFields: ['0x40'],
      nulledFields: ['0x08'],
      diffFields: [],
    });
  });

  it('gathers the parts of a compound field in its record, and leaves an empty one null', () => {
    const event = roundTrip(CONTACT, {
      values: { FirstName: 'Ada', LastName: 'Moss', MailingCity: 'Lyon', MailingLatitude: 45.76 },
      changed: ['MailingAddress.City', 'Name.LastName'],
    });
    expect(event.Name).toMatchObject({ Salutation: null, FirstName: 'Ada', LastName: 'Moss' });
    expect(event.MailingAddress).toMatchObject({ Street: null, City: 'Lyon', Latitude: 45.76 });
    expect(event.OtherAddress).toBeNull();
    expect(event.ChangeEventHeader.changedFields).toEqual(['2-0x04', '4-0x02']);
  });

  it('neither shows nor names a field that is hidden', () => {
    const values = { Email: 'ada@acme.example', MailingCity: 'Lyon', MailingCountry: 'France' };
    const changed = ['Email', 'MailingAddress.City', 'MailingAddress.Country', 'Birthdate'];
    const event = roundTrip(CONTACT, { values, changed }, ['Email', 'MailingCity']);
    expect(event.Email).toBeNull();
    expect(event.MailingAddress).toMatchObject({ City: null, Country: 'France' });
    expect(event.ChangeEventHeader.changedFields).toEqual(['0x40', '4-0x10']);
    const none = roundTrip(CONTACT, { values, changed }, ['MailingAddress']);
    expect(none.MailingAddress).toBeNull();
    expect(none.ChangeEventHeader.changedFields).toEqual(['0x60']);
  });

  it('refuses a value that does not fit its field', () => {
    expect(() => roundTrip(OPPORTUNITY, { values: { Amount: 'much' } })).toThrow(
      "encoding a change of Opportunity: Amount can't be much",
    );
  });

  it('allows a gap, which has a header only', () => {
    const event = roundTrip(OPPORTUNITY, { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] });
    const { ChangeEventHeader, ...body } = event;
    expect(ChangeEventHeader.changeType).toBe('GAP_OVERFLOW');
    expect(Object.values(body).every((value) => value === null)).toBe(true);
  });
});
