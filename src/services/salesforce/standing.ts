import type { Feature, ObjectReads } from '../../activity/feature.ts';
import type { Reason, Standing, SweepPath } from '../../activity/service.ts';
import { CODES, type Code } from '../../errors.ts';
import type { MemberResult } from './channel.ts';
import type { DescribedObject } from './describe.ts';
import { maySeeAll, missingToStream, type Permissions } from './permissions.ts';
import { columnsOf } from './rows.ts';

/** What the org shows the connecting user. */
export interface Sight {
  readonly remoteUserId: string;
  readonly permissions: Permissions;
  /** Objects that the user can see, with the fields that they can see. */
  readonly described: ReadonlyMap<string, DescribedObject>;
}

/** Something that keeps a feature from its rows; `all` where nothing of the object can be read. */
interface Lack {
  readonly code: Code;
  readonly all: boolean;
  readonly text: string;
  readonly fix: string;
  /** Continues "Please ", for the administrator of the org. */
  readonly request: string;
}

/** Objects that an org may have switched off: what people call them, and where in Setup they are switched on. */
const OPTIONAL: Readonly<Record<string, { word: string; setup: string | null }>> = {
  ContentNote: { word: 'Enhanced Notes', setup: 'Notes Settings' },
  Note: { word: 'classic notes', setup: null },
  FeedItem: { word: 'Chatter posts', setup: 'Chatter Settings' },
  FeedComment: { word: 'Chatter comments', setup: 'Chatter Settings' },
  EmailMessage: { word: 'e-mails', setup: 'Enhanced Email' },
  CaseComment: { word: 'case comments', setup: null },
};

/** What a sweep of an object needs beyond reading it (Object Reference, "Usage" and "Special Access Rules"). */
const NEEDS: Readonly<Record<string, (permissions: Permissions) => Omit<Need, 'has'> & { has: boolean }>> = {
  ContentNote: (user) => ({ has: user.queryAllFiles !== false, permission: 'Query All Files', all: false }),
  Note: (user) => ({ has: user.modifyAllData !== false, permission: 'Modify All Data', all: false }),
  EmailMessage: (user) => ({ has: maySeeAll(user), permission: 'View All Data', all: false }),
  FeedItem: (user) => ({ has: maySeeAll(user), permission: 'View All Data', all: true }),
  FeedComment: (user) => ({ has: maySeeAll(user), permission: 'View All Data', all: true }),
  CaseComment: (user) => needOf(user, 'Case'),
};

interface Need {
  readonly has: boolean;
  readonly permission: string;
  readonly all: boolean;
}

/** What a sweep of an object needs, and whether the user has it; `permission` is empty where nothing is missing. */
export function needOf(user: Permissions, type: string): Need {
  const missing = missingToStream(user, type);
  return NEEDS[type]?.(user) ?? { has: missing === null, permission: missing ?? '', all: false };
}

/** How a feature stands: `asked` is Salesforce's answer for its slot, undefined where none was asked for. */
export function standOf(feature: Feature, sight: Sight, asked: MemberResult | undefined): Standing {
  const base = { feature: feature.key, path: 'sweep' as const };
  const lacks = feature.objects.flatMap((reads) => lacksOf(reads, sight));
  const streamed = feature.objects.find((reads) => reads.streamed);
  if (streamed !== undefined) {
    const blocked = blockedBy(streamed.type, sight, asked);
    if (blocked !== null) return { ...base, status: 'blocked', reason: toReason([blocked], sight) };
    return { ...base, path: 'cdc', status: 'active', reason: toReason(lacks, sight) };
  }
  const absent = feature.objects.filter((reads) => !sight.described.has(reads.type));
  const isUnreadable = (reads: ObjectReads) =>
    absent.includes(reads) || lacksOf(reads, sight).some((lack) => lack.all);
  const status = feature.objects.every(isUnreadable) ? 'unavailable' : 'active';
  const absence = absent.length > 0 ? [toAbsence(absent.map((reads) => reads.type))] : [];
  return { ...base, status, reason: toReason([...absence, ...lacks], sight) };
}

/** An object that a sweep could not read. */
export interface Missing {
  /** The feature's own object, and the one that was to be queried: `Case`, `CaseHistory`. */
  readonly type: string;
  readonly object: string;
  /** `absent` or `hidden` by describe, else Salesforce's error code. */
  readonly why: string;
}

/**
 * How a feature stands by what a sweep of it could not read: Unavailable only where that is all of it. Without
 * Field History its activities lack what values were before, no more.
 */
export function standSwept(
  feature: Feature,
  path: SweepPath,
  missing: readonly Missing[],
  sight: Sight,
): Standing {
  const base = { feature: feature.key, path: 'sweep' as const };
  if (path === 'field_history') {
    return { ...base, status: 'active', reason: toReason(missing.map(toUntracked), sight) };
  }
  const absent = missing.filter(({ why }) => why === 'absent' || why === 'INVALID_TYPE');
  const refused = missing.filter((one) => !absent.includes(one));
  const lacks = feature.objects
    .filter(({ type }) => !missing.some((one) => one.type === type))
    .flatMap((reads) => lacksOf(reads, sight));
  const absence = absent.length > 0 ? [toAbsence([...new Set(absent.map(({ type }) => type))])] : [];
  const all = [...absence, ...refused.map((one) => toRefusal(one, sight)), ...lacks];
  const isLost = feature.objects.every(({ type }) => missing.some((one) => one.type === type));
  return { ...base, status: isLost ? 'unavailable' : 'active', reason: toReason(all, sight) };
}

/** True where the stream may bring the feature anything: without its permission Salesforce leaves it out in silence. */
export function mayStream(entity: string, { permissions }: Sight): boolean {
  return missingToStream(permissions, entity) === null;
}

function blockedBy(entity: string, sight: Sight, asked: MemberResult | undefined): Lack | null {
  const missing = missingToStream(sight.permissions, entity);
  if (missing !== null) {
    return toLack(
      missing,
      true,
      `The connecting user lacks "${missing}", without which Salesforce sends no ${entity} changes.`,
      RETRY,
    );
  }
  if (asked === undefined || asked.state === 'selected') return null;
  if (asked.code === 'missing_permission') {
    const permission = 'Customize Application';
    return toLack(
      permission,
      true,
      `The connecting user lacks "${permission}", so no slot can be asked for.`,
    );
  }
  const { text, fix } = CODES[asked.code];
  return { code: asked.code, all: true, text, fix, request: '' };
}

function lacksOf(reads: ObjectReads, sight: Sight): Lack[] {
  const { type, streamed } = reads;
  const object = sight.described.get(type);
  if (object === undefined) return [];
  const lacks: Lack[] = [];
  const need = needOf(sight.permissions, type);
  if (!streamed && !need.has) {
    const { permission, all } = need;
    const word = OPTIONAL[type]?.word ?? object.labelPlural;
    const which = all ? `${word} cannot be read` : `${word} that this user cannot see are missing`;
    lacks.push(toLack(permission, all, `The connecting user lacks "${permission}": ${which}.`));
  }
  const hidden = hiddenFields(reads, object);
  if (hidden.length > 0) lacks.push(toHidden(type, hidden));
  return lacks;
}

const RETRY = 'Then choose Retry.';
const DAILY = 'It is looked at again every day.';

function toLack(permission: string, all: boolean, text: string, then = DAILY): Lack {
  const request = `give that user "${permission}", for example with a permission set`;
  const fix = `Ask your Salesforce administrator to give the connecting user "${permission}". ${then}`;
  return { code: 'missing_permission', all, text, fix, request };
}

function toAbsence(types: readonly string[]): Lack {
  const words = types.map((type) => OPTIONAL[type]?.word ?? `${type} records`);
  const setups = [...new Set(types.flatMap((type) => OPTIONAL[type]?.setup ?? []))];
  const where = setups.length > 0 ? ` (Setup > ${setups.join(', ')})` : '';
  return {
    code: 'object_unavailable',
    all: true,
    text: `This org shows the connecting user no ${words.join(' and no ')}: off in the org, or hidden from this user.`,
    fix: `Ask your Salesforce administrator to switch them on${where}, or to let this user read them. ${DAILY}`,
    request: `check that ${words.join(' and ')} are on${where}, and that user may read ${types.join(' and ')}`,
  };
}

/** What was refused although it is there: by the permission that it needs (Object Reference, "Special Access Rules"). */
function toRefusal({ type, why }: Missing, { permissions, described }: Sight): Lack {
  const word = OPTIONAL[type]?.word ?? described.get(type)?.labelPlural ?? `${type} records`;
  if (why === 'hidden' || why === 'INVALID_FIELD')
    return toHidden(type, ['Id', 'CreatedDate', 'CreatedById']);
  const need = needOf(permissions, type);
  const permission = need.permission === '' ? 'View All Data' : need.permission;
  const text = `Salesforce refuses to list ${word} (${why}), as it does without "${permission}": they cannot be read.`;
  return toLack(permission, true, text);
}

function toUntracked({ type, object }: Missing): Lack {
  return {
    code: 'object_unavailable',
    all: false,
    text: `${object} cannot be read: what fields of ${type} held before a change is not known.`,
    fix: `Ask your Salesforce administrator to track the history of its fields (Setup > Object Manager > ${type} > Fields > Set History Tracking). ${DAILY}`,
    request: `track the history of the fields of ${type} that matter (Set History Tracking)`,
  };
}

function toHidden(type: string, fields: readonly string[]): Lack {
  const names = fields.join(', ');
  return {
    code: 'hidden_fields',
    all: false,
    text: `Field-level security hides ${names} of ${type} from the connecting user: their values are missing.`,
    fix: 'Ask your Salesforce administrator to make these fields visible to the connecting user.',
    request: `make these fields of ${type} visible to that user (read access): ${names}`,
  };
}

// Fields that an org has only with a feature switched on: their absence hides nothing.
const DEPENDS_ON_ORG: ReadonlySet<string> = new Set(['CurrencyIsoCode', 'RecordTypeId', 'IsPersonAccount']);

/** Fields of the allow-list that the user cannot see: describe leaves them out. */
function hiddenFields(reads: ObjectReads, object: DescribedObject): string[] {
  const columns = new Set(columnsOf(reads, object).map(({ field }) => field));
  return reads.show.filter(
    (field) => !columns.has(field) && !object.fields.has(field) && !DEPENDS_ON_ORG.has(field),
  );
}

/** One reason for all that is missing: the worst first, each text and fix once. */
function toReason(lacks: readonly Lack[], { remoteUserId }: Sight): Reason | null {
  const [first, ...rest] = [...lacks].sort((a, b) => Number(b.all) - Number(a.all));
  if (first === undefined) return null;
  const join = (texts: readonly string[]) => [...new Set(texts)].join(' ');
  const all = [first, ...rest];
  const requests = [...new Set(all.map((lack) => lack.request))].filter((request) => request !== '');
  const reason = {
    code: first.code,
    text: join(all.map((lack) => lack.text)),
    fix: join(all.map((lack) => lack.fix)),
  };
  if (requests.length === 0) return reason;
  const note = `WorkSights reads our Salesforce org as user ${remoteUserId} and changes no records. Please ${requests.join('; and ')}.`;
  return { ...reason, note };
}

/** What the connecting user lost of what arranging the channel needs; null where nothing is missing. */
export function lostAccess(missing: readonly string[], { remoteUserId }: Sight): Reason | null {
  if (missing.length === 0) return null;
  const names = missing.map((name) => `"${name}"`).join(' and ');
  return {
    code: 'missing_permission',
    text: `The connecting user has lost ${names}. What is in real time goes on; no slot can be taken or given back.`,
    fix: `Ask your Salesforce administrator to give the connecting user ${names} again, or reconnect with another administrator.`,
    note: `WorkSights reads our Salesforce org as user ${remoteUserId}. Please give that user ${names} again: its own data channel cannot be kept without.`,
  };
}
