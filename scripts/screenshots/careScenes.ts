import { signedIn } from './answers.ts';
import { openChat } from './openChat.ts';
import { ago, hour, me, service, uuid } from './org.ts';
import type { Scene } from './scenes.ts';

const empty = { body: { items: [], nextCursor: null } };
const withoutOperator = { 'GET /me': { body: { ...me(0), operators: false } } };

/** Who is told of what, and where nobody is. */
export const careScenes: readonly Scene[] = [
  {
    name: 'services-no-alerts',
    path: '/settings/services',
    answers: signedIn({ 'GET /alerts': { body: { mail: null, webhook: null } } }),
  },
  {
    name: 'services-removed',
    path: '/settings/services',
    answers: signedIn({
      'GET /services': {
        body: {
          items: [
            service({
              removed: ['Acme EMEA', 'Acme trial'].map((name, index) => ({
                ...{ id: uuid(770 + index), name, environment: index === 0 ? 'production' : 'sandbox' },
                ...{ removedAt: ago((index + 1) * 30 * hour), keepsEntries: index === 0 },
              })),
            }),
          ],
          nextCursor: null,
        },
      },
    }),
    prepare: (page) => page.getByText('2 removed connections').click(),
  },
  {
    name: 'chat-no-operator',
    path: '/timeline',
    answers: signedIn({ ...withoutOperator, 'GET /support/threads': empty }),
    prepare: async (page) => {
      await openChat(page);
      await page.getByText('Nobody answers here yet').waitFor();
    },
    isScreen: true,
  },
];
