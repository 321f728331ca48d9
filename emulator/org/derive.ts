import { forecastLabels, stages } from './objects/opportunity.ts';
import type { OrgRecord, Value } from './record.ts';

type Draft = Record<string, Value | undefined> & { Id: string };
/** What a derivation may look at beside the record: its state before, the time, and other records. */
export interface DeriveContext {
  readonly before: OrgRecord | undefined;
  readonly now: number;
  /** Names of the fields that the caller set in this transaction. */
  readonly set: ReadonlySet<string>;
  find(object: string, id: string): OrgRecord | undefined;
}

const MINUTE = 60_000;

/** Fills the fields that Salesforce computes on save. */
export function derive(object: string, draft: Draft, context: DeriveContext): void {
  derivations[object]?.(draft, context);
}

const derivations: Readonly<Record<string, (draft: Draft, context: DeriveContext) => void>> = {
  Account: (draft) => {
    if (!draft.LastName) return;
    personName(draft);
    draft.IsPersonAccount = true;
  },
  Contact: personName,
  Lead: (draft, context) => {
    personName(draft);
    if (context.before && context.before.OwnerId !== draft.OwnerId)
      draft.LastTransferDate = toDate(context.now);
  },
  User: personName,
  Opportunity: deriveOpportunity,
  Case: deriveCase,
  Task: deriveTask,
  Event: deriveEvent,
  EmailMessage: (draft, { now }) => {
    draft.MessageDate ??= now;
  },
  FeedItem: derivePost,
  FeedComment: (draft, context) => {
    derivePost(draft, context);
    const { find } = context;
    draft.ParentId = find('FeedItem', String(draft.FeedItemId))?.ParentId ?? null;
  },
};

/** Who wrote a post or a comment, and who changed its words last. */
function derivePost(draft: Draft, { before, now, set }: DeriveContext): void {
  draft.InsertedById ??= draft.CreatedById ?? null;
  if (!before || !(set.has('Body') || set.has('CommentBody') || set.has('Title'))) return;
  draft.LastEditDate = now;
  draft.LastEditById = draft.LastModifiedById ?? null;
  draft.Revision = Number(draft.Revision ?? 1) + 1;
}

function personName(draft: Draft): void {
  draft.Name = [draft.FirstName, draft.LastName].filter(Boolean).join(' ');
}

function deriveOpportunity(draft: Draft, { before, now, set }: DeriveContext): void {
  const stage = stages.find((each) => each.name === draft.StageName);
  if (stage && before?.StageName !== draft.StageName) {
    if (!set.has('Probability')) draft.Probability = stage.probability;
    if (!set.has('ForecastCategoryName')) {
      draft.ForecastCategory = stage.forecast;
      draft.ForecastCategoryName = forecastLabels[stage.forecast];
    }
    draft.IsClosed = stage.isClosed;
    draft.IsWon = stage.isWon;
    if (before) draft.LastStageChangeDate = now;
  }
  if (set.has('ForecastCategoryName')) {
    const known = Object.entries(forecastLabels).find(([, label]) => label === draft.ForecastCategoryName);
    if (known) draft.ForecastCategory = known[0];
  }
  const amount = draft.Amount;
  draft.ExpectedRevenue =
    typeof amount === 'number' ? Math.round(amount * Number(draft.Probability ?? 0)) / 100 : null;
}

function deriveCase(draft: Draft, { before, now, set, find }: DeriveContext): void {
  const closed = draft.Status === 'Closed';
  if (closed !== (before?.IsClosed ?? false)) draft.ClosedDate = closed ? now : null;
  draft.IsClosed = closed;
  if (set.has('ContactId') && !set.has('AccountId') && typeof draft.ContactId === 'string') {
    draft.AccountId = find('Contact', draft.ContactId)?.AccountId ?? null;
  }
}

function deriveTask(draft: Draft, context: DeriveContext): void {
  const closed = draft.Status === 'Completed';
  if (closed !== (context.before?.IsClosed ?? false)) draft.CompletedDateTime = closed ? context.now : null;
  draft.IsClosed = closed;
  draft.IsHighPriority = draft.Priority === 'High';
  draft.AccountId = accountOf(draft, context);
}

function deriveEvent(draft: Draft, context: DeriveContext): void {
  const { before, set } = context;
  if (set.has('StartDateTime') && !set.has('ActivityDateTime')) draft.ActivityDateTime = draft.StartDateTime;
  const start = draft.ActivityDateTime;
  if (typeof start === 'number') {
    if (set.has('EndDateTime') && !set.has('DurationInMinutes') && typeof draft.EndDateTime === 'number') {
      draft.DurationInMinutes = Math.round((draft.EndDateTime - start) / MINUTE);
    }
    const moved = before?.ActivityDateTime !== start;
    if (moved && !set.has('ActivityDate')) draft.ActivityDate = toDate(start);
    draft.StartDateTime = start;
    draft.EndDateTime = start + Number(draft.DurationInMinutes ?? 0) * MINUTE;
  }
  draft.AccountId = accountOf(draft, context);
}

/** An activity belongs to the account of what it is about, else of whom it is with. */
function accountOf(draft: Draft, { find }: DeriveContext): Value {
  const what = typeof draft.WhatId === 'string' ? draft.WhatId : '';
  if (what.startsWith('001')) return what;
  const about = what.startsWith('006')
    ? find('Opportunity', what)
    : what.startsWith('500')
      ? find('Case', what)
      : undefined;
  if (about?.AccountId) return about.AccountId;
  const who = typeof draft.WhoId === 'string' ? draft.WhoId : '';
  return (who.startsWith('003') ? find('Contact', who)?.AccountId : undefined) ?? null;
}

/** `YYYY-MM-DD` in UTC, which is the time zone of the emulated orgs. */
export function toDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
