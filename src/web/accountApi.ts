import type { z } from 'zod';
import type * as contract from '../api/contract.ts';
import { client, read, session } from './calls.ts';

export type Token = z.infer<typeof contract.TokenList>['items'][number];
export type NewToken = z.infer<typeof contract.NewToken>;
export type Session = z.infer<typeof contract.SessionList>['items'][number];
export type Provider = z.infer<typeof contract.ProviderList>['items'][number];
export type NewUser = z.infer<typeof contract.NewUser>;
export type UserChange = z.infer<typeof contract.UserChange>;
export type PeopleImport = z.infer<typeof contract.PeopleImport>;
export type ImportLine = PeopleImport['lines'][number];
export type FirstRunRequest = z.infer<typeof contract.FirstRunRequest>;

const path = <T extends object>(parts: T) => ({ params: { path: parts } });

/** The calls about who is let in and who is of the company. Refusals are ProblemErrors. */
export const accountApi = {
  providers: () => read(client.GET('/api/v1/session/providers')),
  firstRun: () => read(client.GET('/api/v1/first-run')),
  checkFirstRun: (token: string) => read(client.POST('/api/v1/first-run/check', { body: { token } })),
  createAccount: async (body: FirstRunRequest) => {
    await read<unknown>(client.POST('/api/v1/first-run', { body }));
    session.isSignedOut = false;
  },

  addPerson: (body: NewUser) => read(client.POST('/api/v1/users', { body })),
  changePerson: (id: string, body: UserChange) =>
    read(client.PATCH('/api/v1/users/{id}', { ...path({ id }), body })),
  invitation: (id: string) => read(client.GET('/api/v1/users/{id}/invitation', path({ id }))),
  invite: (userIds: string[]) => read(client.POST('/api/v1/users/invitations', { body: { userIds } })),
  renameAccount: (name: string) => read(client.PATCH('/api/v1/account', { body: { name } })),
  previewImport: (csv: string) => read(client.POST('/api/v1/users/imports', { body: { csv } })),
  applyImport: (id: string) => read(client.POST('/api/v1/users/imports/{id}/apply', path({ id }))),

  tokens: () => read(client.GET('/api/v1/tokens')),
  makeToken: (body: NewToken) => read(client.POST('/api/v1/tokens', { body })),
  revokeToken: (id: string) => read<unknown>(client.DELETE('/api/v1/tokens/{id}', path({ id }))),
  sessions: () => read(client.GET('/api/v1/sessions')),
  endSession: (id: string) => read<unknown>(client.DELETE('/api/v1/sessions/{id}', path({ id }))),
  endOtherSessions: () => read(client.DELETE('/api/v1/sessions')),
};
