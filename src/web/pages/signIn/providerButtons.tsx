import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import type { Provider } from '../../accountApi.ts';
import classes from './signInPage.module.css';

interface Props {
  readonly providers: readonly Provider[];
  /** The page to come back to. */
  readonly to: string | undefined;
}

/** One button for each place where people of the company sign in. */
export function ProviderButtons({ providers, to }: Props) {
  const query = to === undefined ? '' : `?${new URLSearchParams({ to })}`;
  return (
    <ul className={classes.providers} aria-label="Sign in with">
      {providers.map(({ key, label, startUrl }, index) => (
        <li key={key}>
          <Button
            component="a"
            href={startUrl + query}
            fullWidth
            size="md"
            variant={index === 0 ? 'filled' : 'default'}
            leftSection={<IconLogin2 size={17} aria-hidden />}
          >
            Continue with {label}
          </Button>
        </li>
      ))}
    </ul>
  );
}
