import { actionWord, categoryWord, typeWord } from '../../entryWords.ts';
import { featureLook } from '../../features.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';

type Names = ReadonlyMap<string, string>;

/** Names of what the address names by ids, as far as they are known. */
interface Known {
  readonly people: Names;
  readonly connections: Names;
  readonly objects: Names;
}

/** What the timeline is narrowed to, in the words of its chips; the date is not one of them. */
export function toFilterWords(
  search: TimelineSearch,
  { people, connections, objects }: Known,
): { readonly name: string; readonly values: string }[] {
  const toRecord = (object: string) => {
    const [type = '', id] = object.split('/', 2);
    return id === undefined ? typeWord(type) : (objects.get(id) ?? `${typeWord(type)} ${id}`);
  };
  const words = (name: string, keys: readonly string[] | undefined, toWord: (key: string) => string) =>
    keys === undefined || keys.length === 0 ? [] : [{ name, values: keys.map(toWord).join(', ') }];
  return [
    ...words('Person', search.person, (id) => people.get(id) ?? id),
    ...words('Feature', search.feature, (key) => featureLook(key).name),
    ...words('Kind', search.category, categoryWord),
    ...words('Action', search.action, actionWord),
    ...words('Record', search.object, toRecord),
    ...words('Connection', search.connection, (id) => connections.get(id) ?? id),
    ...words('Title', search.text === undefined ? [] : [search.text], (text) => `“${text}”`),
  ];
}
