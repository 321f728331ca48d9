import { UnstyledButton } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copyText.module.css';

/** A code or an id, small, that a click copies. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <UnstyledButton
      className={classes.copy}
      onClick={() => clipboard.copy(text)}
      aria-label={clipboard.copied ? 'Copied' : `${label}: ${text}`}
      title={label}
    >
      <code>{text}</code>
      {clipboard.copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
    </UnstyledButton>
  );
}
