import type { OrgRecord, Values } from './record.ts';
import type { Transaction } from './transaction.ts';

type Records = Pick<Transaction, 'create' | 'update' | 'get' | 'touch'>;

/** Saves a note as Salesforce does: a document, its first version, and a link to the owner. Returns the document's id. */
export function createNote(tx: Records, { Title, Content, ...values }: Values): string {
  const id = tx.create('ContentDocument', { ...values, Title: Title ?? null, FileType: 'SNOTE' });
  const owner = String(tx.get('ContentDocument', id)?.OwnerId);
  publish(tx, id, { Title: Title ?? null, VersionData: Content ?? null }, 1);
  const link = { ContentDocumentId: id, LinkedEntityId: owner, ShareType: 'I' };
  tx.create('ContentDocumentLink', link);
  return id;
}

/** Each save of a note is a further version. */
export function changeNote(tx: Records, id: string, { Title, Content, ...values }: Values): void {
  const document = tx.get('ContentDocument', id);
  const lastId = String(document?.LatestPublishedVersionId);
  const last = tx.get('ContentVersion', lastId);
  tx.update('ContentDocument', id, { ...values, Title: Title ?? document?.Title ?? null });
  if (last) tx.touch('ContentVersion', lastId, { IsLatest: false });
  const data = Content === undefined ? last?.VersionData : Content;
  const version = { Title: Title ?? last?.Title ?? null, VersionData: data ?? null };
  publish(tx, id, version, Number(last?.VersionNumber ?? 0) + 1);
}

function publish(tx: Records, id: string, values: Values, number: number): void {
  const document = tx.get('ContentDocument', id);
  const OwnerId = document?.OwnerId ?? null;
  const content = Buffer.from(String(values.VersionData ?? ''), 'base64');
  const file = {
    FileType: 'SNOTE',
    FileExtension: 'snote',
    ContentSize: content.length,
    ContentModifiedDate: document?.LastModifiedDate ?? null,
  };
  const version = tx.create('ContentVersion', {
    ...values,
    ...file,
    OwnerId,
    ContentModifiedById: document?.LastModifiedById ?? null,
    ContentDocumentId: id,
    IsLatest: true,
    VersionNumber: String(number),
    FirstPublishLocationId: OwnerId,
    TextPreview: toPreview(content.toString('utf8')),
  });
  tx.update('ContentDocument', id, { ...file, LatestPublishedVersionId: version });
}

/** The first words of a note, without its markup. */
const toPreview = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 255);

/** A document that holds a note as ContentNote shows it, with what its latest version says. */
export function toContentNote(document: OrgRecord, version: OrgRecord | undefined): OrgRecord {
  return {
    ...document,
    TextPreview: version?.TextPreview ?? null,
    Content: version?.VersionData ?? null,
  };
}
