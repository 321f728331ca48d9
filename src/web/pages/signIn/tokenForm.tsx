import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, ProblemError } from '../../api.ts';
import classes from './signInPage.module.css';

interface Props {
  /** True where no cast stands above it, so that it is what the page is about. */
  readonly isFirst: boolean;
  readonly disabled: boolean;
  readonly error: Error | null;
  readonly onSubmit: (start: () => Promise<void>) => void;
}

const toText = (error: Error) =>
  error instanceof ProblemError && error.status === 401
    ? 'This token is not known, or it has been revoked.'
    : error instanceof ProblemError
      ? `${error.message} ${error.fix ?? ''}`
      : 'The page could not sign you in.';

/** Sign-in by access token. */
export function TokenForm({ isFirst, disabled, error, onSubmit }: Props) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(() => api.signIn(token.trim()));
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      {!isFirst && <h2>Or with an access token</h2>}
      <PasswordInput
        label="Access token"
        description="Your administrator gives you one; it begins with wst_."
        autoComplete="current-password"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={error ? toText(error) : undefined}
        data-autofocus={isFirst || undefined}
        required
        withAsterisk={false}
      />
      <Button
        type="submit"
        variant={isFirst ? 'filled' : 'default'}
        disabled={token.trim() === ''}
        loading={disabled && token !== ''}
      >
        Sign in
      </Button>
    </form>
  );
}
