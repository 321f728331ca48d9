import { RequestError } from '../../errors.ts';
import { askErasure, finishErasures } from '../../ingest/erasure.ts';
import { writeAudit } from '../../store/audit.ts';
import { anyEntry } from '../../store/timelineFilter.ts';
import { findUser, type UserRow } from '../../store/users.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import {
  ErasureAnswer,
  ErasureRequest,
  PersonData,
  PersonDataExportQuery,
  PersonParams,
} from '../contract.ts';
import { sendCsv, sendText } from '../csv.ts';
import { readPersonData } from '../personDataView.ts';
import { defineRoute } from '../route.ts';
import { exportColumns, readExport, toCells } from '../timelineExport.ts';
import { iso } from '../times.ts';
import { chooseUserIds, seesEveryone } from '../visibility.ts';

const shared = { tag: 'my data', allow: 'signedIn' } as const;
const person = { ...shared, params: PersonParams } as const;

const mine = defineRoute({
  ...shared,
  method: 'GET',
  url: '/api/v1/my-data',
  summary: 'What is collected and stored about me, and who switched what',
  response: PersonData,
  handler: async (api, { actor }) => readPersonData(api, actor.account.id, actor.user),
});

const exportMine = defineRoute({
  ...shared,
  method: 'GET',
  url: '/api/v1/my-data/export',
  summary: 'All that is stored about me, as a file: JSON with what is collected, or entries as CSV',
  query: PersonDataExportQuery,
  media: 'application/json',
  perMinute: 10,
  handler: async (api, { actor, query, reply }) => sendData(api, actor, actor.user, query.format, reply),
});

const theirs = defineRoute({
  ...person,
  method: 'GET',
  url: '/api/v1/users/:id/data',
  summary: 'The same about somebody else; for Owners and Executives',
  response: PersonData,
  handler: async (api, { actor, params }) =>
    readPersonData(api, actor.account.id, await requirePerson(api, actor, params.id)),
});

const exportTheirs = defineRoute({
  ...person,
  method: 'GET',
  url: '/api/v1/users/:id/data/export',
  summary: 'All that is stored about somebody, as a file; for Owners and Executives',
  query: PersonDataExportQuery,
  media: 'application/json',
  perMinute: 10,
  handler: async (api, { actor, params, query, reply }) => {
    const user = await requirePerson(api, actor, params.id);
    const deed = { accountId: actor.account.id, by: actor.user.id, subject: user.id };
    await writeAudit(api.context.db, { ...deed, action: 'person.exported', at: api.context.clock.now() });
    return sendData(api, actor, user, query.format, reply);
  },
});

const erase = defineRoute({
  ...person,
  method: 'POST',
  url: '/api/v1/users/:id/data/erasure',
  summary:
    'Erase all that is stored about somebody and switch every feature off for them; for Owners and Executives',
  body: ErasureRequest,
  response: ErasureAnswer,
  status: 202,
  handler: async (api, { actor, params, body }) => {
    const user = await requirePerson(api, actor, params.id);
    if (body.confirm.trim().toLowerCase() !== user.email.toLowerCase()) {
      throw new RequestError(
        'invalid_value',
        'confirm: write the e-mail of the person whose data is to be erased.',
      );
    }
    const wanted = { accountId: actor.account.id, userId: user.id };
    const requestedAt = await askErasure(api.context, wanted, actor.user.id);
    // Beside the answer; whatever this process does not finish a worker does.
    finishErasures(api.context, api.feed.closing).catch((error: unknown) =>
      api.context.log.warn({ err: error }, 'an erasure stopped; a worker goes on with it within minutes'),
    );
    return { userId: user.id, requestedAt: iso(requestedAt) };
  },
});

async function requirePerson(api: Api, actor: Actor, id: string): Promise<UserRow> {
  if (!seesEveryone(actor)) {
    throw new RequestError(
      'forbidden',
      "Only Owners and Executives handle other people's data; yours is under My data.",
    );
  }
  const user = await findUser(api.context.db, actor.account.id, id);
  if (user === null) throw new RequestError('not_found', 'There is no such user.');
  return user;
}

function sendData(
  api: Api,
  actor: Actor,
  user: UserRow,
  format: 'json' | 'csv',
  reply: Parameters<typeof sendCsv>[0],
): never {
  const filterFor = async (who: Actor) => ({
    ...anyEntry,
    userIds: await chooseUserIds(api, who, [user.id]),
  });
  // To the end: planned meetings are stored as well.
  const pages = readExport(api, actor, filterFor, null);
  if (format === 'csv') {
    async function* cells() {
      for await (const page of pages) yield page.map(toCells);
    }
    return sendCsv(reply, 'my-data.csv', exportColumns, cells()) as never;
  }
  async function* json() {
    const known = JSON.stringify(await readPersonData(api, actor.account.id, user), null, 2);
    yield `${known.slice(0, -2)},\n  "activities": [`;
    let separator = '\n    ';
    for await (const page of pages) {
      for (const { activity } of page) {
        yield `${separator}${JSON.stringify(activity)}`;
        separator = ',\n    ';
      }
    }
    yield '\n  ]\n}\n';
  }
  return sendText(reply, 'my-data.json', 'application/json; charset=utf-8', json()) as never;
}

export const personDataRoutes = [mine, exportMine, theirs, exportTheirs, erase];
