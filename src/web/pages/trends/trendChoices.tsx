import { ChoiceChips } from '../../components/choiceChips.tsx';
import { FeatureDot } from '../../components/featureDot.tsx';
import { featureKeys, featureLook } from '../../features.ts';
import { useMe, useVisiblePeople } from '../../queries.ts';
import type { TrendsSearch } from '../../routes/trends.ts';
import { isAlone } from '../../words.ts';
import { FilterChip } from '../timeline/filterChip.tsx';
import { toWhose } from './asked.ts';
import { trendRanges } from './range.ts';
import classes from './trends.module.css';

const features = featureKeys.map((key) => ({
  value: key,
  label: featureLook(key).name,
  mark: <FeatureDot feature={key} />,
}));

interface Props {
  readonly search: TrendsSearch;
  readonly onChange: (change: TrendsSearch) => void;
}

/** Whose trends, how far back, and of which features; who sees nobody else is not asked whose. */
export function TrendChoices({ search, onChange }: Props) {
  const { user } = useMe();
  const people = useVisiblePeople();
  const whose = toWhose(search, user);
  return (
    <div className={classes.choices}>
      <ChoiceChips
        label="How far back"
        choices={[...trendRanges].sort((a, b) => a.days - b.days)}
        chosen={search.range ?? trendRanges[0].key}
        isAlways
        onChange={(range) => onChange({ range: range === trendRanges[0].key ? undefined : range })}
      />
      {!isAlone(user.role) && (
        <ChoiceChips
          label="Whose figures"
          choices={[
            { key: 'all', name: user.role === 'manager' ? 'My people and I' : 'Everyone' },
            { key: 'me', name: 'Only me' },
          ]}
          chosen={whose === 'chosen' ? undefined : whose}
          isAlways
          onChange={(who) => onChange({ who: who === 'me' ? 'me' : undefined, person: undefined })}
        />
      )}
      {(people.length > 1 || search.person) && (
        <FilterChip
          name="People"
          many="people"
          choices={people.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={search.person ?? []}
          onChange={(person) => onChange({ person, who: undefined })}
        />
      )}
      <FilterChip
        name="Feature"
        many="features"
        choices={features}
        chosen={search.feature ?? []}
        onChange={(feature) => onChange({ feature })}
      />
    </div>
  );
}
