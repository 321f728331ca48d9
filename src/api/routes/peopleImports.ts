import { applyImport, type Preview, previewImport } from '../../people/importPeople.ts';
import { PeopleImport, PeopleImportParams, PeopleImportRequest, PeopleImportResult } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso } from '../times.ts';
import { toChanger } from './users.ts';

const url = '/api/v1/users/imports';
const FILE_BYTES = 2 * 1024 * 1024;

const preview = defineRoute({
  method: 'POST',
  url,
  summary: 'What a CSV file of people would do, line by line; nothing changes yet',
  tag: 'people',
  allow: 'people',
  body: PeopleImportRequest,
  bodyLimit: FILE_BYTES,
  response: PeopleImport,
  status: 201,
  perMinute: 30,
  handler: async (api, { actor, body }) =>
    toImport(await previewImport(api.context, actor.account.id, toChanger(actor), body.csv)),
});

const apply = defineRoute({
  method: 'POST',
  url: `${url}/:id/apply`,
  summary: 'Do what my preview said, once; 409 where people have changed since',
  tag: 'people',
  allow: 'people',
  params: PeopleImportParams,
  response: PeopleImportResult,
  handler: async (api, { actor, params }) =>
    applyImport(api.context, actor.account.id, toChanger(actor), params.id),
});

function toImport({ id, expiresAt, lines, ignored }: Preview) {
  const counts = { new: 0, link: 0, already_linked: 0, blocked: 0 };
  for (const { state } of lines) counts[state] += 1;
  return {
    ...{ id, expiresAt: iso(expiresAt), ignoredColumns: [...ignored], counts },
    lines: lines.map(({ wish: _, changes, reasons, ...line }) => ({
      ...line,
      changes: [...changes],
      reasons: [...reasons],
    })),
  };
}

export const peopleImportRoutes = [preview, apply];
