import { describe, expect, it } from 'vitest';
import { ForbiddenRequest, openGuard } from './guard.ts';

const ORG = 'https://acme.my.salesforce.com';
const OWN = 'WorkSights_0123456789ab__chn';
const data = (path: string) => `${ORG}/services/data/v66.0${path}`;
const channels = data('/tooling/sobjects/PlatformEventChannel');
const members = data('/tooling/sobjects/PlatformEventChannelMember');

describe('the guard', () => {
  const member = (eventChannel: string, FullName = 'WorkSights_0123456789ab_chn_TaskChangeEvent') => ({
    FullName,
    Metadata: { eventChannel, selectedEntity: 'TaskChangeEvent' },
  });
  const reads = {
    compositeRequest: [{ method: 'GET', url: '/services/data/v66.0/limits', referenceId: 'a' }],
  };

  it.each([
    ['GET', data('/query?q=SELECT+Id+FROM+Task'), undefined],
    ['POST', `${ORG}/services/oauth2/token`, undefined],
    ['POST', `${ORG}/services/oauth2/revoke`, undefined],
    ['POST', `${ORG}/services/oauth2/introspect`, undefined],
    ['POST', data('/composite'), reads],
    ['POST', data('/jobs/query'), { operation: 'query', query: 'SELECT Id FROM Task' }],
    ['PATCH', data('/jobs/query/750xx0000004C92AAE'), { state: 'Aborted' }],
    ['DELETE', data('/jobs/query/750xx0000004C92AAE'), undefined],
    ['POST', channels, { FullName: OWN, Metadata: { channelType: 'data', label: 'x' } }],
    ['POST', members, member(OWN)],
    ['POST', members, member(`acme__${OWN}`)],
  ])('lets %s %s pass', (method, url, body) => {
    expect(() => openGuard(OWN).check({ method, url, body })).not.toThrow();
  });

  it.each([
    ['POST', data('/sobjects/Account'), { Name: 'x' }],
    ['PATCH', data('/sobjects/Account/001000000000001AAA'), { Name: 'x' }],
    ['DELETE', data('/sobjects/Account/001000000000001AAA'), undefined],
    ['PUT', data('/limits'), undefined],
    ['HEAD', data('/limits'), undefined],
    [
      'POST',
      data('/composite'),
      {
        compositeRequest: [
          ...reads.compositeRequest,
          { method: 'POST', url: '/services/data/v66.0/sobjects/Account' },
        ],
      },
    ],
    ['POST', data('/composite'), { compositeRequest: [{ method: 'GET', url: 'https://evil.example/' }] }],
    ['POST', data('/composite'), { compositeRequest: [] }],
    ['POST', data('/composite'), undefined],
    ['POST', data('/composite/batch'), reads],
    ['POST', data('/composite/tree/Account'), reads],
    ['POST', data('/jobs/ingest'), { operation: 'delete' }],
    ['POST', data('/jobs/query/750xx0000004C92AAE'), undefined],
    ['POST', data('/jobs/query'), { operation: 'delete', query: 'SELECT Id FROM Task' }],
    ['POST', data('/jobs/query'), undefined],
    ['PATCH', data('/jobs/query/750xx0000004C92AAE'), { state: 'UploadComplete' }],
    ['PATCH', data('/jobs/ingest/750xx0000004C92AAE'), { state: 'Aborted' }],
    ['DELETE', data('/jobs/ingest/750xx0000004C92AAE'), undefined],
    ['DELETE', data('/jobs/query/750xx0000004C92AAE/results'), undefined],
    ['DELETE', data('/jobs/query'), undefined],
    ['POST', `${ORG}/services/oauth2/authorize`, undefined],
    ['POST', `${ORG}/services/apexrest/anything`, undefined],
    ['POST', channels, { FullName: 'Theirs__chn' }],
    ['POST', channels, { FullName: 'WorkSights_ffffffffffff__chn' }],
    ['POST', members, member('Theirs__chn')],
    ['POST', members, member(OWN, 'Theirs_chn_TaskChangeEvent')],
    ['PATCH', `${members}/0v8000000000001AAA`, member(OWN)],
    ['DELETE', `${members}/0v8000000000001AAA`, undefined],
    ['DELETE', `${channels}/0YL000000000001AAA`, undefined],
  ])('refuses %s %s', (method, url, body) => {
    expect(() => openGuard(OWN).check({ method, url, body })).toThrow(ForbiddenRequest);
  });

  it('lets only rows be deleted that showed to be ours', () => {
    const guard = openGuard(OWN);
    const url = `${channels}/0YL000000000001AAA`;
    expect(() => guard.claim({ Id: '0YL000000000001AAA', DeveloperName: 'Theirs' })).toThrow(
      ForbiddenRequest,
    );
    expect(() => guard.check({ method: 'DELETE', url })).toThrow(ForbiddenRequest);
    guard.claim({ Id: '0YL000000000001AAA', DeveloperName: 'WorkSights_0123456789ab' });
    guard.check({ method: 'DELETE', url });
    guard.claim({ Id: '0v8000000000001AAA', DeveloperName: 'WorkSights_0123456789ab_chn_TaskChangeEvent' });
    guard.check({ method: 'DELETE', url: `${members}/0v8000000000001AAA` });
  });

  it('without a channel of its own changes none', () => {
    expect(() => openGuard().check({ method: 'POST', url: channels, body: { FullName: OWN } })).toThrow();
    expect(() => openGuard().claim({ Id: '0YL000000000001AAA', DeveloperName: 'x' })).toThrow();
  });
});
