import { Button } from '@mantine/core';
import { FeatureDot } from '../../components/featureDot.tsx';
import {
  actionKeys,
  actionWord,
  categoryKeys,
  categoryWord,
  historyTypes,
  typeWord,
} from '../../entryWords.ts';
import { featureKeys, featureLook } from '../../features.ts';
import { useConnections, useVisiblePeople } from '../../queries.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';
import { DateField } from './dateField.tsx';
import { type Choice, FilterChip } from './filterChip.tsx';
import classes from './filters.module.css';
import { isNarrowed } from './search.ts';
import { SearchField } from './searchField.tsx';

const features = featureKeys.map((key) => ({
  value: key,
  label: featureLook(key).name,
  mark: <FeatureDot feature={key} />,
}));
const categories = categoryKeys.map((key) => ({ value: key, label: categoryWord(key) }));
const actions = actionKeys.map((key) => ({ value: key, label: actionWord(key) }));
const types = [...historyTypes, 'Task', 'Event'].map((type) => ({ value: type, label: typeWord(type) }));

// One record comes by a link; it stands in the list as long as it is chosen.
const toRecords = (chosen: readonly string[], names: ReadonlyMap<string, string>): Choice[] =>
  chosen
    .filter((object) => object.includes('/'))
    .map((object) => {
      const [type = '', id = ''] = object.split('/', 2);
      return { value: object, label: names.get(id) ?? `${typeWord(type)} ${id}` };
    });

interface Props {
  readonly search: TimelineSearch;
  readonly onChange: (search: TimelineSearch) => void;
  /** Names of records by their ids, as far as they are known. */
  readonly objectNames: ReadonlyMap<string, string>;
}

/** Search, date and chips above the timeline; what has only one choice has no chip. */
export function Filters({ search, onChange, objectNames }: Props) {
  const people = useVisiblePeople();
  const connections = useConnections();
  type Key = 'person' | 'feature' | 'category' | 'action' | 'object' | 'connection';
  const chip = (key: Key, name: string, many: string, choices: readonly Choice[]) => (
    <FilterChip
      {...{ name, many, choices }}
      chosen={search[key] ?? []}
      onChange={(chosen) => onChange({ ...search, [key]: chosen })}
    />
  );
  return (
    <fieldset className={classes.filters}>
      <legend className="only-read">Filters</legend>
      <SearchField
        label="Search titles"
        text={search.text}
        onChange={(text) => onChange({ ...search, text })}
      />
      <DateField date={search.date} onChange={(date) => onChange({ ...search, date })} />
      <div className={classes.chips}>
        {(people.length > 1 || search.person) &&
          chip(
            'person',
            'Person',
            'people',
            people.map(({ id, name }) => ({ value: id, label: name })),
          )}
        {chip('feature', 'Feature', 'features', features)}
        {chip('category', 'Kind', 'kinds', categories)}
        {chip('action', 'Action', 'actions', actions)}
        {chip('object', 'Record', 'records', [...types, ...toRecords(search.object ?? [], objectNames)])}
        {(connections.length > 1 || search.connection) &&
          chip(
            'connection',
            'Connection',
            'connections',
            connections.map(({ id, name }) => ({ value: id, label: name })),
          )}
        {isNarrowed(search) && (
          <Button variant="subtle" size="compact-sm" onClick={() => onChange({ date: search.date })}>
            Clear all
          </Button>
        )}
      </div>
    </fieldset>
  );
}
