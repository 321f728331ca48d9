import { signedIn } from './answers.ts';
import { ago, connection, connectionId, hour, provisioning, slots } from './org.ts';
import type { Answers } from './server.ts';

const since = ago(3.5 * hour);
const reconnect = {
  ...{ code: 'reconnect_required', since },
  text: 'Salesforce no longer accepts our access: it was revoked, or the user was deactivated.',
  fix: 'Choose Reconnect and sign in to the same org.',
};
const quota = {
  ...{ code: 'quota_paused', since: ago(1.2 * hour), until: ago(-0.2 * hour) },
  text: 'A Salesforce limit is used up. We go on when it is free again. The org has 10,350 of 115,000 API calls of the day left: under 10 % sweeps leave them to its other users. What is in real time goes on.',
  fix: 'Nothing is to be done: it is looked at again at 12:43 UTC, and what was missed is read then.',
};
const permission = {
  ...{ code: 'channel_missing', since: ago(hour) },
  text: 'The data channel of this connection is gone from the org.',
  fix: 'Choose Reconnect: the channel is created again.',
};
/** Why a feature is Blocked: a permission is missing, or a slot; and why one is Unavailable. */
export const missing = {
  ...{ code: 'missing_permission', text: 'The connecting user lacks View All Data for Task and Event.' },
  fix: 'Ask your Salesforce administrator for “View All Data”.',
  note: 'Please give the connecting user View All Data.',
};
export const full = {
  ...{ code: 'slot_limit', text: 'The org has no free Change Data Capture slot for this object.' },
  fix: 'Free a slot (see the slot planner) or buy more, then Retry. Meanwhile it is swept every 10 minutes.',
};
export const off = {
  ...{
    code: 'object_unavailable',
    text: 'The org shows the connecting user none of the records that this feature reads.',
  },
  fix: 'Ask your Salesforce administrator whether the object is switched on and may be read.',
};
/** A feature that somebody switched off for the whole connection. */
export const switchedOff = {
  status: 'disabled',
  enabled: false,
  path: 'sweep',
  switched: { by: 'Theo Tech', at: ago(26 * hour) },
} as const;
const stoppedStream = { state: 'stopped', lastEventAt: since, coveredTo: since, replayId: 'AAAA' } as const;

/** The connection in every state that it may be in. */
export const states = {
  connecting: connection({
    ...{ status: 'provisioning', provisioning: provisioning(3), channel: null },
    ...{ stream: { state: 'stopped', lastEventAt: null, coveredTo: null, replayId: null } },
    users: { mapped: 58, unmapped: 61, former: 0, conflict: 0, excluded: { guest: 3, integration: 6 } },
    cdcSlots: { ...slots('five'), used: 0, limit: 0, ours: [], plan: [] },
    ...{ delivery: null, backfill: { state: 'pending', percent: 0, remainingSeconds: null } },
    sweeps: {
      fieldHistory: { lastRunAt: null, lastStatus: null, nextRunAt: null },
      delta: { lastRunAt: null, lastStatus: null, nextRunAt: null },
    },
  }),
  backfilling: connection({
    ...{ createdAt: ago(8 * 60_000), backfill: { state: 'running', percent: 43, remainingSeconds: 640 } },
  }),
  importing: connection({ import: { runId: connectionId, months: 12, percent: 27 } }),
  live: connection(),
  delayed: connection({
    stream: { state: 'delayed', lastEventAt: since, coveredTo: ago(6 * 60_000), replayId: 'A' },
  }),
  attention: connection({ status: 'attention', statusReason: permission, stream: stoppedStream }),
  paused: connection({
    status: 'attention',
    statusReason: quota,
    sweepPause: quota,
    apiUsage: { used: 104_650, limit: 115_000, floorPercent: 10, forecast: ago(1.2 * hour) },
  }),
  reconnect: connection({ status: 'attention', statusReason: reconnect, stream: stoppedStream }),
  removing: connection({ status: 'removing', stream: { ...stoppedStream, coveredTo: ago(60_000) } }),
  removed: connection({ status: 'removed', stream: stoppedStream, channel: null }),
} as const;

/** Answers of a page of the connection in a state. */
export const ofConnection = (state: keyof typeof states, more: Answers = {}) =>
  signedIn({ [`GET /connections/${connectionId}`]: { body: states[state] }, ...more });
