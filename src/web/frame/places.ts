import {
  IconBook2,
  IconCalendarTime,
  IconChartBar,
  IconFileSearch,
  IconSettings,
  IconTimeline,
  IconUsers,
} from '@tabler/icons-react';

/**
 * The places of the product, in the order of the rail: one line each. `under` is where its pages begin, `key` what
 * follows a `g` on the keyboard.
 */
export const places = [
  { to: '/timeline', under: '/timeline', name: 'Timeline', icon: IconTimeline, key: 't' },
  { to: '/day', under: '/day', name: 'Day', icon: IconCalendarTime, key: 'd' },
  { to: '/trends', under: '/trends', name: 'Trends', icon: IconChartBar, key: 'r' },
  { to: '/team', under: '/team', name: 'Team', icon: IconUsers, key: 'p' },
  { to: '/my-data', under: '/my-data', name: 'My data', icon: IconFileSearch, key: 'm' },
  { to: '/settings/services', under: '/settings', name: 'Settings', icon: IconSettings, key: 's' },
  { to: '/guides', under: '/guides', name: 'Guides', icon: IconBook2, key: 'h' },
] as const;

export type Place = (typeof places)[number];

/** How many places a phone's bar holds beside More; those after them stand in its sheet. */
export const placesOnPhone = 4;
