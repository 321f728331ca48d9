import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconHistory, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Connection } from '../../api.ts';
import { noticeOfFailure } from '../../components/notice.tsx';
import { ImportDialog } from './importDialog.tsx';
import classes from './menus.module.css';
import { SyncMenu } from './syncMenu.tsx';

/** What can be done with a connection: reading now, and behind the dots what is rare. */
export function ConnectionActions({ connection }: { readonly connection: Connection }) {
  const [isImporting, setImporting] = useState(false);
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
            onClick={() => setImporting(true)}
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
        </Menu.Dropdown>
      </Menu>
      {isImporting && <ImportDialog connection={connection} onClose={() => setImporting(false)} />}
    </div>
  );
}
