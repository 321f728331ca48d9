import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Select,
  Tooltip,
} from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#eaf5f8',
  '#d5e9ef',
  '#a9d3df',
  '#7fc0d1',
  '#5fb3c9',
  '#3b9ab3',
  '#217f98',
  '#14657d',
  '#105368',
  '#0a3d4d',
];

// Mantine draws its dark parts from this scale: text first, then lines, fields and surfaces.
const night: MantineColorsTuple = [
  '#e6ebec',
  '#aab5b9',
  '#8d999e',
  '#4a565a',
  '#3a4549',
  '#2a3336',
  '#1b2124',
  '#14191b',
  '#101416',
  '#0b0e0f',
];

const systemFont =
  "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

// What cannot be taken back, readable in both themes.
const danger = {
  '--button-bg': 'var(--bad)',
  '--button-hover': 'var(--bad)',
  '--button-color': 'var(--surface)',
};

/** The product's looks in Mantine's words: one accent, four sizes, a 4 px grid. Colours stand in tokens.css. */
export const theme = createTheme({
  colors: { petrol, dark: night },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 4 },
  fontFamily: systemFont,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '14px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      vars: (_, { variant = 'filled', color }) => ({
        root:
          variant !== 'filled'
            ? {}
            : color === 'red'
              ? danger
              : color
                ? {}
                : { '--button-color': 'var(--on-accent)' },
      }),
    }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 120 },
        centered: true,
        padding: 20,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } }),
    // Its own grey has too little contrast in the light theme.
    Notification: Notification.extend({ styles: { description: { color: 'var(--text-2)' } } }),
    Select: Select.extend({
      defaultProps: {
        allowDeselect: false,
        // What is typed to search replaces the choice, and does not stand behind it.
        onFocus: ({ currentTarget }) => {
          if (!currentTarget.readOnly) currentTarget.select();
        },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } }),
  },
});

/** Lets Mantine's parts take our own tokens, so that both themes are defined in one place. */
export const cssVariables: CSSVariablesResolver = () => {
  const own = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent)',
  };
  const dark = {
    ...own,
    '--mantine-color-default': 'var(--raised)',
    '--mantine-color-default-hover': 'var(--hover)',
  };
  return { variables: {}, light: own, dark };
};
