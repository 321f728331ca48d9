/**
 * Where questions come up in the product, and the part of a guide that answers each: `guide#heading`. The guides stand
 * in docs/guides; a test follows every one of these.
 */
export const guidePlaces = {
  connect: 'setup#before-you-start',
  connectFails: 'setup#when-connecting-fails',
  reconnect: 'setup#reconnect',
  app: 'salesforce#create-the-external-client-app',
  editions: 'salesforce#editions',
  permissions: 'salesforce#permissions',
  read: 'salesforce#what-is-read-and-what-is-not',
  states: 'overview#the-state-of-a-connection',
  slots: 'overview#real-time-slots',
  features: 'overview#features',
  coverage: 'overview#coverage',
  users: 'overview#users',
  switches: 'overview#switches',
  olderHistory: 'overview#older-history',
  timeline: 'overview#the-timeline',
  day: 'overview#the-day',
  trends: 'overview#trends',
  team: 'people#team',
  roles: 'people#roles',
  peopleImport: 'people#import-from-a-file',
  invitations: 'people#invitations',
  signIn: 'people#sign-in',
  tokens: 'people#access-tokens',
  directory: 'people#people-from-a-directory',
  alerts: 'operators#alerts-to-people',
  operators: 'operators#operators-chat-and-removals',
  myData: 'overview#my-data',
  export: 'overview#export',
} as const satisfies Record<string, `${string}#${string}`>;

export type GuidePlace = keyof typeof guidePlaces;

// One guide for both: people ask for them together.
const shared: Readonly<Record<string, string>> = {
  comments: 'comments-and-updates',
  updates: 'comments-and-updates',
};

/** The guide of a feature, by the feature's key. */
export const featureGuide = (key: string): string => shared[key] ?? key;

const placeOfCode: Readonly<Record<string, GuidePlace>> = {
  unsupported_edition: 'editions',
  missing_permission: 'permissions',
  service_not_configured: 'app',
  reconnect_required: 'reconnect',
  wrong_org: 'reconnect',
  slot_limit: 'slots',
};

/** Where more is told about a code of the API; `otherwise` where it has no part of a guide for itself. */
export const guideOfCode = (code: string | undefined, otherwise: GuidePlace): GuidePlace =>
  placeOfCode[code ?? ''] ?? otherwise;
