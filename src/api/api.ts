import type { Registry } from 'prom-client';
import type { Context } from '../ingest/context.ts';
import type { Provider } from '../people/providers.ts';
import type { FeedHub } from './feedHub.ts';

/** What every route works with. */
export interface Api {
  readonly context: Context;
  /** True where anybody may sign in as anybody of the cast. */
  readonly demo: boolean;
  readonly https: boolean;
  /** `__Host-` needs https; on loopback http a plain name. */
  readonly cookieName: string;
  /** Where people sign in, by key. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly feed: FeedHub;
  /** Tells that an account's chat has moved. */
  readonly chat: FeedHub;
  readonly metrics: Registry;
}
