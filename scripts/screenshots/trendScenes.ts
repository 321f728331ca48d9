import type { Page } from 'playwright-core';
import type { z } from 'zod';
import type * as contract from '../../src/api/contract.ts';
import { signedIn } from './answers.ts';
import { day, users } from './org.ts';
import type { Scene } from './scenes.ts';

type Trends = contract.Trends;
type StageTrends = z.infer<typeof contract.StageTrends>;
type Asked = Pick<Trends, 'from' | 'to' | 'timeZone' | 'people'>;

// As many entries as a feature has on a full day, in the order in which charts stack them.
const busy = [
  ['tasks', 22],
  ['events', 14],
  ['opportunities', 31],
  ['cases', 26],
  ['contacts', 12],
  ['accounts', 6],
  ['leads', 9],
  ['emails', 24],
  ['notes', 4],
] as const;

function datesOf({ from, to }: Asked): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / day + 1;
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * day).toISOString().slice(0, 10),
  );
}

// The same for the same day, whichever range it is seen in: from 0.6 to 1, next to nothing on weekends.
function weightOf(date: string): number {
  const number = Date.parse(date) / day;
  const isWeekend = [2, 3].includes(number % 7);
  return isWeekend ? 0.03 : 0.6 + (((number * 37) % 41) / 41) * 0.4;
}

const trendsOf = (asked: Asked, people: number): Trends => ({
  ...asked,
  days: datesOf(asked).flatMap((date, index) =>
    busy.flatMap(([feature, most], kind) => {
      const share = 0.7 + (((index * 13 + kind * 29) % 17) / 17) * 0.6;
      const entries = Math.round((most * weightOf(date) * share * people) / 7);
      const automation = feature === 'cases' && index % 9 === 0 ? 14 : 0;
      return entries + automation === 0 ? [] : [{ date, feature, entries, automation }];
    }),
  ),
  hours: [1, 2, 3, 4, 5, 6].flatMap((weekday) =>
    Array.from({ length: 24 }, (_, hour) => {
      const peak = Math.exp(-((hour - 10) ** 2) / 6) + 0.8 * Math.exp(-((hour - 15) ** 2) / 5);
      const entries = Math.round(peak * people * (weekday === 6 ? 1 : 11 + ((weekday * 7) % 5)));
      return { weekday, hour, entries };
    }).filter(({ entries }) => entries > 0),
  ),
  meetings: datesOf(asked)
    .filter((date) => weightOf(date) > 0.1)
    .map((date, index) => ({
      ...{ date, meetings: 4 + (index % 4), calls: 3 + (index % 5), callSeconds: (3 + (index % 5)) * 720 },
      internalSeconds: Math.round((2 + (index % 3)) * 1800 * (people / 7)),
      externalSeconds: Math.round((3 + ((index * 5) % 4)) * 2700 * (people / 7)),
    })),
});

const stages = [
  ['opportunities', 'Qualification', 46, 6.5],
  ['opportunities', 'Needs Analysis', 38, 9],
  ['opportunities', 'Proposal/Price Quote', 29, 12],
  ['opportunities', 'Negotiation/Review', 21, 8],
  ['opportunities', 'Closed Won', 14, null],
  ['cases', 'New', 88, 0.2],
  ['cases', 'Working', 80, 1.4],
  ['cases', 'Escalated', 11, 2.6],
  ['cases', 'Closed', 71, null],
] as const;

const stagesOf = (asked: Asked): StageTrends => {
  const months = [...new Set(datesOf(asked).map((date) => date.slice(0, 7)))];
  return {
    ...asked,
    items: months.flatMap((month, index) =>
      stages.map(([feature, stage, moves, days], row) => ({
        ...{ month, feature, stage },
        moves: moves - ((index * 7 + row * 3) % 9),
        left: days === null ? 0 : moves - 10 - (index % 3),
        medianSeconds:
          days === null ? null : Math.round(days * 86_400 * (0.7 + ((index * 5 + row) % 7) / 10)),
      })),
    ),
  };
};

const askedOf = (query: URLSearchParams, people: number): Asked => ({
  ...{ from: query.get('from') ?? '', to: query.get('to') ?? '', timeZone: 'Europe/Berlin', people },
});
const answersOf = (people: number, who = 0) =>
  signedIn(
    {
      'GET /trends': (query) => ({ body: trendsOf(askedOf(query, people), people) }),
      'GET /trends/stages': (query) => ({ body: stagesOf(askedOf(query, people)) }),
    },
    who,
  );
const emptyOf = (query: URLSearchParams) => ({
  body: { ...askedOf(query, 8), days: [], hours: [], meetings: [], items: [] },
});
const tooFew = {
  status: 403,
  body: {
    ...{ type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden' },
    detail: 'Figures are of groups of 5 people or more, and of yourself; this group is one person.',
  },
};
// Each press renames its button, so that the next one is the first.
async function showTables(page: Page): Promise<void> {
  const buttons = page.getByRole('button', { name: /show as a table$/ });
  await buttons.first().waitFor();
  while ((await buttons.count()) > 0) await buttons.first().click();
}

/** Trends of a group and of oneself, over a month and a year, as charts and as tables. */
export const trendScenes: Scene[] = [
  { name: 'trends', path: '/trends', answers: answersOf(8) },
  { name: 'trends-year', path: '/trends?range=1y', answers: answersOf(8) },
  { name: 'trends-own', path: '/trends?range=7d', answers: answersOf(1, 5) },
  { name: 'trends-tables', path: '/trends?range=7d', answers: answersOf(8), prepare: showTables },
  {
    name: 'trends-too-few',
    path: `/trends?person=${users[5]!.id}`,
    answers: signedIn({ 'GET /trends': tooFew }),
  },
  {
    name: 'trends-none',
    path: '/trends',
    answers: signedIn({ 'GET /trends': emptyOf, 'GET /trends/stages': emptyOf }),
  },
  { name: 'trends-loading', path: '/trends', answers: signedIn({ 'GET /trends': 'never' }) },
];
