import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconHistory,
  IconMessageCircle,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Connection } from '../../api.ts';
import { useOpenChat } from '../../chat/chatContext.ts';
import { noticeOfFailure } from '../../components/notice.tsx';
import { ChangeDialog } from './changeDialog.tsx';
import { ImportDialog } from './importDialog.tsx';
import classes from './menus.module.css';
import { RemovalDialog } from './removalDialog.tsx';
import { SyncMenu } from './syncMenu.tsx';

/** What can be done with a connection: reading now, and behind the dots what is rare. */
export function ConnectionActions({ connection }: { readonly connection: Connection }) {
  const [dialog, setDialog] = useState<'import' | 'change' | 'removal' | null>(null);
  const openChat = useOpenChat();
  const close = () => setDialog(null);
  const reconnect = useMutation({
    mutationFn: () => api.reconnect(connection.id),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: (error) => noticeOfFailure('The authorisation could not be started', error),
  });
  const isWorking = connection.status === 'active' || connection.status === 'attention';
  if (!isWorking) return null;
  return (
    <div className={classes.actions}>
      <SyncMenu connection={connection} />
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            disabled={connection.import !== null}
            onClick={() => setDialog('import')}
          >
            {connection.import === null ? 'Import older history' : 'An import is running'}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            disabled={reconnect.isPending || reconnect.isSuccess}
            onClick={() => reconnect.mutate()}
          >
            Reconnect as another person
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('change')}>
            Name and owner
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMessageCircle size={16} aria-hidden />}
            onClick={() => openChat({ connectionId: connection.id })}
          >
            Ask the operators
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconPlugConnectedX size={16} aria-hidden />}
            onClick={() => setDialog('removal')}
          >
            Remove the connection
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'import' && <ImportDialog connection={connection} onClose={close} />}
      {dialog === 'change' && <ChangeDialog connection={connection} onClose={close} />}
      {dialog === 'removal' && <RemovalDialog connection={connection} onClose={close} />}
    </div>
  );
}
