import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FeatureDot } from '../../components/featureDot.tsx';
import { featureKeys, featureLook } from '../../features.ts';
import { useConnections, usersQuery } from '../../queries.ts';
import type { TimelineSearch } from '../../router.tsx';
import { FilterChip } from './filterChip.tsx';
import classes from './filters.module.css';

interface Props {
  readonly search: TimelineSearch;
  readonly onChange: (search: TimelineSearch) => void;
}

/** The chips above the timeline; what has only one choice has no chip. */
export function Filters({ search, onChange }: Props) {
  const users = useQuery(usersQuery).data ?? [];
  const connections = useConnections();
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <fieldset className={classes.filters}>
      <legend className="only-read">Filters</legend>
      {users.length > 1 && (
        <FilterChip
          name="Person"
          many="people"
          choices={users.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={search.person ?? []}
          onChange={(person) => onChange({ ...search, person })}
        />
      )}
      <FilterChip
        name="Feature"
        many="features"
        choices={featureKeys.map((key) => ({
          value: key,
          label: featureLook(key).name,
          mark: <FeatureDot feature={key} />,
        }))}
        chosen={search.feature ?? []}
        onChange={(feature) => onChange({ ...search, feature })}
      />
      {(connections.length > 1 || search.connection) && (
        <FilterChip
          name="Connection"
          many="connections"
          choices={connections.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={search.connection ?? []}
          onChange={(connection) => onChange({ ...search, connection })}
        />
      )}
      {isNarrowed && (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange({})}>
          Clear all
        </Button>
      )}
    </fieldset>
  );
}
