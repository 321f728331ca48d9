import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Provider } from '../../accountApi.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { CopyText } from '../../components/copyText.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { useMe } from '../../queries.ts';
import { providerKinds, toSettings } from './providerSettings.ts';
import classes from './setup.module.css';

interface Props {
  readonly providers: readonly Provider[];
  readonly isChecking: boolean;
  readonly onCheck: () => void;
}

/** Providers come from the environment alone: what to set for each kind, then whether the server knows it. */
export function ProviderStep({ providers, isChecking, onCheck }: Props) {
  return providers.length > 0 ? (
    <Known providers={providers} />
  ) : (
    <Wanted isChecking={isChecking} onCheck={onCheck} />
  );
}

function Known({ providers }: { readonly providers: readonly Provider[] }) {
  return (
    <>
      <p>People with login access sign in here. Try each once: you come back to this page.</p>
      <div className={classes.row}>
        {providers.map(({ key, label, startUrl }) => (
          <Button key={key} component="a" href={`${startUrl}?to=/setup`} variant="default">
            Try {label}
          </Button>
        ))}
      </div>
    </>
  );
}

function Wanted({ isChecking, onCheck }: Omit<Props, 'providers'>) {
  const { account } = useMe();
  const [key, setKey] = useState<(typeof providerKinds)[number]['key']>('google');
  const [wasChecked, setWasChecked] = useState(false);
  const kind = providerKinds.find((each) => each.key === key)!;
  return (
    <>
      <p>
        Providers are set in the environment of WorkSights, not here. Register WorkSights {kind.where} with
        this redirect URI, then set these variables and start WorkSights again. You stay signed in.{' '}
        <GuideLink place="signIn">Who is let in</GuideLink>
      </p>
      <ChoiceChips
        label="Provider"
        choices={providerKinds}
        chosen={key}
        onChange={(next) => next && setKey(next)}
        isAlways
      />
      <dl className={classes.settings}>
        <dt>Redirect URI</dt>
        <dd>
          <CopyText text={`${window.location.origin}/auth/${key}/callback`} label="Copy the redirect URI" />
        </dd>
        <dt>Environment</dt>
        {toSettings(kind, account.domain).map(({ name, value }) => (
          <dd key={name}>
            <CopyText text={`${name}=${value}`} label="Copy the line" />
          </dd>
        ))}
      </dl>
      <div className={classes.row}>
        <Button
          onClick={() => {
            setWasChecked(true);
            onCheck();
          }}
          loading={isChecking}
        >
          Check again
        </Button>
        <span role="status" className="dim">
          {wasChecked &&
            !isChecking &&
            'This server knows no provider yet. Was it started again with all of them?'}
        </span>
      </div>
      <p>
        Until then you are let in by this browser alone.{' '}
        <Link className="in-text" to="/settings/account" hash="tokens">
          Make an access token
        </Link>{' '}
        to be able to come back.
      </p>
    </>
  );
}
