import { signedIn } from './answers.ts';
import type { Scene } from './scenes.ts';

/** The guides, and the pages for when there is no page to show. */
export const guideScenes: readonly Scene[] = [
  { name: 'guides', path: '/guides', answers: signedIn() },
  { name: 'guides-search', path: '/guides?search=blocked%20slot', answers: signedIn() },
  { name: 'guides-search-none', path: '/guides?search=zeppelin', answers: signedIn() },
  { name: 'guide-setup', path: '/guides/setup', answers: signedIn() },
  { name: 'guide-overview', path: '/guides/overview', answers: signedIn() },
  { name: 'guide-opportunities', path: '/guides/opportunities', answers: signedIn() },
  {
    name: 'guide-salesforce-part',
    path: '/guides/salesforce#permissions',
    answers: signedIn(),
    isScreen: true,
  },
  { name: 'guide-operators', path: '/guides/operators', answers: signedIn() },
  { name: 'guide-unknown', path: '/guides/nowhere', answers: signedIn(), isScreen: true },
  {
    name: 'offline',
    path: '/guides',
    answers: signedIn(),
    prepare: async (page) => {
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
    },
    isScreen: true,
  },
  {
    name: 'crash',
    path: '/timeline',
    answers: signedIn({ 'GET /me': { status: 404, body: { code: 'not_found', detail: 'Nobody is here.' } } }),
    isScreen: true,
  },
];
