import { noteTitles, sentences } from './names.ts';
import type { OrgRecord } from './record.ts';
import { as, type BeatOf, ownerOf, pickFrom, type Scene } from './scene.ts';

const paragraph = (text: string): string => Buffer.from(`<p>${text}</p>`).toString('base64');

/** Deals, accounts, contacts and cases: what people write notes on. */
function aRecord(scene: Scene): { object: string; record: OrgRecord } {
  const object = scene.random.pick(['Opportunity', 'Opportunity', 'Account', 'Contact', 'Case']);
  const record = pickFrom(
    scene,
    scene.among(object, (each) => String(each.OwnerId).startsWith('005')),
  );
  return record ? { object, record } : { object: 'Account', record: scene.among('Account')[0]! };
}

/** A note is written and linked to a record, as Lightning does in one go. */
const takeNote: BeatOf = (scene) => {
  const { record } = aRecord(scene);
  const Title = scene.random.pick(noteTitles);
  const Content = paragraph(scene.random.pick(sentences));
  as(scene, ownerOf(record), (tx) => {
    const id = tx.create('ContentNote', { Title, Content });
    tx.create('ContentDocumentLink', { ContentDocumentId: id, LinkedEntityId: record.Id, ShareType: 'V' });
  });
  return `Note on ${record.Name ?? record.CaseNumber}: ${Title}`;
};

/** A note gets a further version. */
const editNote: BeatOf = (scene) => {
  const notes = scene.among('ContentDocument', (each) => each.FileType === 'SNOTE');
  const note = pickFrom(scene, notes.slice(-20));
  if (!note) return undefined;
  const Content = paragraph(`${scene.random.pick(sentences)} ${scene.random.pick(sentences)}`);
  as(scene, ownerOf(note), (tx) => tx.update('ContentNote', note.Id, { Content }));
  return `The note "${note.Title}" is continued`;
};

/** A classic note, one in five of them private. */
const classicNote: BeatOf = (scene) => {
  const { record } = aRecord(scene);
  const Title = scene.random.pick(noteTitles);
  const IsPrivate = scene.random.next() < 0.2;
  as(scene, ownerOf(record), (tx) =>
    tx.create('Note', { ParentId: record.Id, Title, Body: scene.random.pick(sentences), IsPrivate }),
  );
  return `Classic note on ${record.Name ?? record.CaseNumber}: ${Title}`;
};

/** Notes, of either kind. */
export const noteBeats = {
  takeNote,
  editNote,
  classicNote,
} satisfies Record<string, BeatOf>;
