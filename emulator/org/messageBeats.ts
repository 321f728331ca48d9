import { caseSubjects, emailSubjects, sentences } from './names.ts';
import type { OrgRecord } from './record.ts';
import { as, type BeatOf, contacts, isOwned, ownerOf, pickFrom, type Scene } from './scene.ts';
import { team } from './seed.ts';

/** Where customers write to, and where e-mail to case listens. */
const SUPPORT = 'support@acme.example';
const HUMAN = new Set(['TextPost', 'LinkPost', 'QuestionPost']);

const text = (scene: Scene): string => scene.random.pick(sentences);
const userOf = (scene: Scene, userId: string): OrgRecord => scene.org.find('User', userId)!;
const openCases = (scene: Scene) => scene.among('Case', (each) => each.IsClosed === false && isOwned(each));

function sent(scene: Scene, from: string, to: OrgRecord) {
  const { Name, Email } = userOf(scene, from);
  return {
    FromId: from,
    FromName: Name ?? null,
    FromAddress: Email ?? null,
    ToAddress: to.Email ?? 'someone@customer.example',
    Status: '3',
    TextBody: text(scene),
  };
}

/** Somebody of sales writes to a contact about a deal; the org makes a task of it. */
const sendEmail: BeatOf = (scene) => {
  const deal = pickFrom(
    scene,
    scene.among('Opportunity', (each) => each.IsClosed === false),
  );
  const contact = deal && contacts(scene).find((each) => each.AccountId === deal.AccountId);
  if (!deal || !contact) return undefined;
  const Subject = scene.random.pick(emailSubjects);
  const from = ownerOf(deal);
  as(scene, from, (tx) =>
    tx.create('EmailMessage', { ...sent(scene, from, contact), Subject, RelatedToId: deal.Id }),
  );
  return `E-mail to ${contact.Name}: ${Subject}`;
};

/** An e-mail that nobody sends. */
const draftEmail: BeatOf = (scene) => {
  const deal = pickFrom(
    scene,
    scene.among('Opportunity', (each) => each.IsClosed === false),
  );
  if (!deal) return undefined;
  const Subject = scene.random.pick(emailSubjects);
  as(scene, ownerOf(deal), (tx) =>
    tx.create('EmailMessage', { Subject, RelatedToId: deal.Id, Status: '5', IsPrivateDraft: true }),
  );
  return `A draft for ${deal.Name}: ${Subject}`;
};

/** Somebody of service answers on a case. */
const answerCase: BeatOf = (scene) => {
  const record = pickFrom(scene, openCases(scene));
  const contact = record && scene.org.find('Contact', String(record.ContactId));
  if (!record || !contact) return undefined;
  const from = ownerOf(record);
  const Subject = `Re: ${record.Subject}`;
  as(scene, from, (tx) =>
    tx.create('EmailMessage', { ...sent(scene, from, contact), Subject, ParentId: record.Id }),
  );
  return `Answer to ${contact.Name} on case ${record.CaseNumber}`;
};

function received(contact: OrgRecord, Subject: string, TextBody: string, ParentId: string) {
  return {
    ParentId,
    Subject,
    TextBody,
    Incoming: true,
    Status: '0',
    FromId: contact.Id,
    FromName: contact.Name ?? null,
    FromAddress: contact.Email ?? null,
    ToAddress: SUPPORT,
  };
}

/** E-mail to case: a customer writes, and the org opens a case for the queue by itself. */
const emailToCase: BeatOf = (scene) => {
  const contact = pickFrom(
    scene,
    contacts(scene).filter((each) => each.Email !== null),
  );
  const queue = scene.org.records('Group')[0];
  if (!contact || !queue) return undefined;
  const Subject = scene.random.pick(caseSubjects);
  as(
    scene,
    scene.people.get('automated')!,
    (tx) => {
      const id = tx.create('Case', {
        Subject,
        ContactId: contact.Id,
        Origin: 'Email',
        SuppliedEmail: contact.Email ?? null,
        OwnerId: queue.Id,
      });
      tx.create('EmailMessage', received(contact, Subject, text(scene), id));
    },
    '',
  );
  return `${contact.Name} writes to ${SUPPORT}: ${Subject}`;
};

/** A customer answers on a case that somebody works on. */
const replyToCase: BeatOf = (scene) => {
  const record = pickFrom(scene, openCases(scene));
  const contact = record && scene.org.find('Contact', String(record.ContactId));
  if (!record || !contact || contact.IsDeleted) return undefined;
  as(
    scene,
    scene.people.get('automated')!,
    (tx) => tx.create('EmailMessage', received(contact, `Re: ${record.Subject}`, text(scene), record.Id)),
    '',
  );
  return `${contact.Name} answers on case ${record.CaseNumber}`;
};

/** Somebody takes a case out of the queue. */
const acceptCase: BeatOf = (scene) => {
  const record = pickFrom(
    scene,
    scene.among('Case', (each) => each.IsClosed === false && !isOwned(each)),
  );
  if (!record) return undefined;
  const user = scene.random.pick(team(scene, 'service'));
  as(scene, user, (tx) => tx.update('Case', record.Id, { OwnerId: user }));
  return `Case ${record.CaseNumber} is taken from the queue`;
};

/** A comment on a case, one in three of them public. */
const commentCase: BeatOf = (scene) => {
  const record = pickFrom(scene, openCases(scene));
  if (!record) return undefined;
  const IsPublished = scene.random.next() < 0.33;
  as(scene, ownerOf(record), (tx) =>
    tx.create('CaseComment', { ParentId: record.Id, CommentBody: text(scene), IsPublished }),
  );
  return `Comment on case ${record.CaseNumber}`;
};

/** A post in the feed of a deal. */
const postUpdate: BeatOf = (scene) => {
  const deal = pickFrom(
    scene,
    scene.among('Opportunity', (each) => each.IsClosed === false),
  );
  if (!deal) return undefined;
  const Type = scene.random.pick(['TextPost', 'TextPost', 'TextPost', 'LinkPost', 'QuestionPost']);
  const LinkUrl = Type === 'LinkPost' ? 'https://intranet.acme.example/offer' : null;
  as(scene, scene.random.pick(team(scene, 'sales')), (tx) =>
    tx.create('FeedItem', { ParentId: deal.Id, Type, Body: text(scene), LinkUrl }),
  );
  return `Post on ${deal.Name}`;
};

/** What the org itself posts where somebody changed a tracked field: no person wrote it. */
const trackedPost: BeatOf = (scene) => {
  const deal = pickFrom(scene, scene.among('Opportunity'));
  if (!deal) return undefined;
  const Type = scene.random.pick(['TrackedChange', 'CallLogPost', 'CreateRecordEvent']);
  as(scene, ownerOf(deal), (tx) => tx.create('FeedItem', { ParentId: deal.Id, Type }), '');
  return `The org posts on ${deal.Name}: ${Type}`;
};

const posts = (scene: Scene) => scene.among('FeedItem', (each) => HUMAN.has(String(each.Type))).slice(-15);

/** A colleague answers a post. */
const answerPost: BeatOf = (scene) => {
  const post = pickFrom(scene, posts(scene));
  if (!post) return undefined;
  as(scene, scene.random.pick(team(scene, 'sales')), (tx) =>
    tx.create('FeedComment', { FeedItemId: post.Id, CommentBody: text(scene) }),
  );
  return 'A post is answered';
};

/** Somebody changes the words of their post, or takes their comment back, which leaves nothing. */
const rewordPost: BeatOf = (scene) => {
  const comment = pickFrom(scene, scene.among('FeedComment').slice(-5));
  if (comment && scene.random.next() < 0.3) {
    as(scene, String(comment.CreatedById), (tx) => tx.delete('FeedComment', comment.Id));
    return 'A comment is taken back';
  }
  const post = pickFrom(scene, posts(scene));
  if (!post) return undefined;
  as(scene, String(post.CreatedById), (tx) => tx.update('FeedItem', post.Id, { Body: text(scene) }));
  return 'A post is reworded';
};

/** E-mails, comments and posts. */
export const messageBeats = {
  sendEmail,
  draftEmail,
  answerCase,
  emailToCase,
  replyToCase,
  acceptCase,
  commentCase,
  postUpdate,
  trackedPost,
  answerPost,
  rewordPost,
} satisfies Record<string, BeatOf>;
