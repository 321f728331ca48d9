import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const schemes = [
  { key: 'light', name: 'Light', icon: IconSun },
  { key: 'dark', name: 'Dark', icon: IconMoon },
  { key: 'auto', name: 'System', icon: IconDeviceDesktop },
] as const;

interface Props {
  readonly className?: string;
  readonly wordClass?: string;
}

/** Light, dark, or as the system says. */
export function ThemeMenu({ className, wordClass }: Props) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chosen = schemes.find(({ key }) => key === colorScheme) ?? schemes[2];
  return (
    <Menu position="right-end" width={160}>
      <Menu.Target>
        <UnstyledButton className={className} aria-label={`Theme: ${chosen.name}`}>
          <chosen.icon size={19} stroke={1.7} aria-hidden />
          <span className={wordClass}>Theme</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        >
          {schemes.map(({ key, name }) => (
            <Menu.RadioItem key={key} value={key} closeMenuOnClick>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
