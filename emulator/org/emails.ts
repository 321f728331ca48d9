import { toDate } from './derive.ts';
import type { Values } from './record.ts';
import type { Transaction } from './transaction.ts';

type Records = Pick<Transaction, 'create' | 'get'>;

const DRAFT = '5';

/**
 * Saves an e-mail as an org with Enhanced Email does: of one that was sent there is a closed Task of subtype
 * Email too, which the e-mail names as its activity (Object Reference, EmailMessage.ActivityId). Returns the e-mail's id.
 */
export function createEmail(tx: Records, values: Values, now: number): string {
  const { Incoming = false, Status = '3', Subject = null, ActivityId = null } = values;
  const about = values.RelatedToId ?? values.ParentId ?? null;
  if (Incoming || Status === DRAFT || values.IsPrivateDraft || ActivityId !== null)
    return tx.create('EmailMessage', values);
  const from =
    typeof values.FromId === 'string' && values.FromId.startsWith('005') ? values.FromId : undefined;
  const task = tx.create('Task', {
    Subject: `Email: ${Subject ?? ''}`,
    TaskSubtype: 'Email',
    Type: 'Email',
    Status: 'Completed',
    ActivityDate: toDate(now),
    WhatId: about,
    ...(from && { OwnerId: from }),
  });
  return tx.create('EmailMessage', { ...values, ActivityId: task });
}
