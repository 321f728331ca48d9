import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type ConnectRequest, ProblemError, type ServiceInfo } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import classes from './connectDialog.module.css';
import { EnvironmentChoice } from './environmentChoice.tsx';
import { Preflight } from './preflight.tsx';
import { WhatIsAsked } from './whatIsAsked.tsx';

const notSure = { key: 'unknown', label: 'I am not sure', supported: true };

interface Props {
  readonly service: ServiceInfo;
  readonly onClose: () => void;
}

/** Everything that is asked before the browser goes to Salesforce, and what will be asked there. */
export function ConnectDialog({ service, onClose }: Props) {
  const [environment, setEnvironment] = useState<ConnectRequest['environment']>('production');
  const [edition, setEdition] = useState<string | null>(null);
  const [myDomain, setMyDomain] = useState('');
  const editions = [...service.editions.filter(({ key }) => key !== notSure.key), notSure];
  const chosen = editions.find(({ key }) => key === edition);
  const connect = useMutation({
    mutationFn: (request: ConnectRequest) => api.connect(service.key, request),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
  });
  const refused = connect.error instanceof ProblemError ? connect.error : null;
  const isUnsupported = chosen?.supported === false || refused?.code === 'unsupported_edition';
  const isLeaving = connect.isPending || connect.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edition) connect.mutate({ environment, edition, myDomain: myDomain.trim() || undefined });
  };
  return (
    <Modal opened onClose={onClose} title={`Connect ${service.name}`} size={560}>
      <form onSubmit={submit} className={classes.form}>
        <EnvironmentChoice value={environment} onChange={setEnvironment} />
        <Select
          label="Edition of the org"
          description="In Salesforce: Setup, Company Information, Organization Edition."
          placeholder="Choose the edition"
          data={editions.map(({ key, label }) => ({ value: key, label }))}
          value={edition}
          onChange={(value) => {
            setEdition(value);
            connect.reset();
          }}
        />
        {isUnsupported ? (
          <ProblemPanel
            tone="warn"
            title={`${chosen?.label ?? 'This edition'} is not supported`}
            cause="WorkSights reads changes through Change Data Capture, which Salesforce does not offer in this edition."
            fix={
              <>
                Enterprise, Unlimited, Performance and Developer Edition are supported.{' '}
                <GuideLink place="editions" inNewTab>
                  Why these
                </GuideLink>
              </>
            }
          />
        ) : (
          <>
            <TextInput
              label="My Domain (optional)"
              description="Only where users must sign in at your own address, such as acme.my.salesforce.com."
              placeholder="acme.my.salesforce.com"
              value={myDomain}
              onChange={(event) => setMyDomain(event.currentTarget.value)}
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
            />
            <Preflight environment={environment} edition={chosen ?? null} />
            <WhatIsAsked service={service.name} />
          </>
        )}
        {connect.error && !isUnsupported && (
          <ProblemPanel
            title="Connecting could not be started"
            cause={refused?.message ?? 'The server gave no answer that can be read.'}
            fix={refused?.fix}
            code={refused?.code}
          />
        )}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!edition || isUnsupported} loading={isLeaving}>
            Continue to {service.name}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
