import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';

/** Copies a message to the administrator of the org, ready to be sent; it is read on hover. */
export function CopyNote({ note }: { readonly note: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Button size="compact-sm" variant="default" title={note} onClick={() => clipboard.copy(note)}>
      {clipboard.copied ? 'Copied' : 'Copy note for the admin'}
    </Button>
  );
}
