import { Menu, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api.ts';
import { Avatar } from '../components/avatar.tsx';
import { useMe } from '../queries.ts';
import { roleWord } from '../words.ts';

interface Props {
  readonly className?: string;
  readonly wordClass?: string;
  readonly onHelp: () => void;
}

/** Who is signed in, the shortcuts, and the way out. */
export function PersonMenu({ className, wordClass, onHelp }: Props) {
  const { user } = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: {} });
      client.clear();
    },
  });
  return (
    <Menu position="right-end" width={232}>
      <Menu.Target>
        <UnstyledButton className={className} aria-label={`You: ${user.name}`}>
          <Avatar name={user.name} size={20} />
          <span className={wordClass}>{user.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.email}
          <br />
          {roleWord(user.role)} · {user.timeZone.replaceAll('_', ' ')}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} rightSection="?" onClick={onHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
