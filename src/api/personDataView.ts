import type { Service } from '../activity/service.ts';
import { type FeatureStateRow, listFeatureStates } from '../store/features.ts';
import {
  findErasure,
  listMapped,
  listStored,
  listSwitchesOfUser,
  type MappedRow,
  type SwitchRow,
} from '../store/personData.ts';
import type { UserRow } from '../store/users.ts';
import type { Api } from './api.ts';
import type { PersonData } from './contract.ts';
import { toSwitched } from './routes/features.ts';
import { toUser } from './routes/users.ts';
import { iso, isoOrNull } from './times.ts';

/** All that is known of what is collected and stored about a person. */
export async function readPersonData(api: Api, accountId: string, user: UserRow): Promise<PersonData> {
  const { db } = api.context;
  const mapped = await listMapped(db, accountId, user.id, 'connected');
  const switches = await listSwitchesOfUser(db, accountId, user.id);
  const stored = await listStored(db, accountId, user.id);
  const erasure = await findErasure(db, accountId, user.id);
  const sum = (of: 'entries' | 'edited') => stored.reduce((total, row) => total + row[of], 0);
  return {
    user: toUser(user),
    connections: await readConnections(api, accountId, mapped, switches),
    stored: stored.map(({ edited: _, first, last, ...row }) => ({
      ...row,
      first: iso(first),
      last: iso(last),
    })),
    totals: { entries: sum('entries'), edited: sum('edited') },
    erasure: erasure && {
      state: erasure.finishedAt === null ? 'running' : 'done',
      ...{ requestedAt: iso(erasure.requestedAt), finishedAt: isoOrNull(erasure.finishedAt) },
      entries: erasure.entries,
    },
  };
}

async function readConnections(
  api: Api,
  accountId: string,
  mapped: readonly MappedRow[],
  switches: readonly SwitchRow[],
): Promise<PersonData['connections']> {
  const connections: PersonData['connections'] = [];
  for (const id of new Set(mapped.map(({ connectionId }) => connectionId))) {
    const ofConnection = mapped.filter(({ connectionId }) => connectionId === id);
    const { service: key, connectionName: name } = ofConnection[0]!;
    const service = api.context.services.get(key);
    if (service === undefined) continue;
    const states = await listFeatureStates(api.context.db, accountId, id);
    const set = switches.filter(({ connectionId }) => connectionId === id);
    connections.push({
      ...{ id, service: key, name },
      remoteUsers: ofConnection.map(({ remoteUserId, name: who, manual }) => ({
        id: remoteUserId,
        name: who,
        manual,
      })),
      features: toFeatures(service, states, ofConnection, set),
    });
  }
  return connections;
}

function toFeatures(
  { features }: Service,
  states: readonly FeatureStateRow[],
  mapped: readonly MappedRow[],
  switches: readonly SwitchRow[],
): PersonData['connections'][number]['features'] {
  return features.map(({ key, name, objects }) => {
    const state = states.find(({ feature }) => feature === key);
    const connectionEnabled = state?.enabled ?? false;
    const set = switches.filter(({ feature }) => feature === key);
    const off = new Set(set.filter(({ enabled }) => !enabled).map(({ remoteUserId }) => remoteUserId));
    return {
      ...{ key, name, connectionEnabled, connectionSwitched: toSwitched(state) },
      collected: connectionEnabled && mapped.some(({ remoteUserId }) => !off.has(remoteUserId)),
      switches: set.map(({ remoteUserId, enabled, by, at }) => ({ remoteUserId, enabled, by, at: iso(at) })),
      reads: objects.map(({ type, keep, show }) => ({
        object: type,
        fields: [...new Set([...keep, ...show])].sort(),
      })),
    };
  });
}
