import { Radio } from '@mantine/core';
import type { ConnectRequest } from '../../api.ts';
import classes from './connectDialog.module.css';

type Environment = ConnectRequest['environment'];

const environments = [
  { key: 'production', name: 'Production', hint: 'The org of your daily work' },
  { key: 'sandbox', name: 'Sandbox', hint: 'Use Sandbox for testing only' },
] as const satisfies readonly { key: Environment; name: string; hint: string }[];

interface Props {
  readonly value: Environment;
  readonly onChange: (value: Environment) => void;
}

/** Production or Sandbox, as two cards. */
export function EnvironmentChoice({ value, onChange }: Props) {
  return (
    <Radio.Group label="Environment" value={value} onChange={(next) => onChange(next as Environment)}>
      <div className={classes.cards}>
        {environments.map(({ key, name, hint }) => (
          <Radio.Card key={key} value={key} className={classes.card}>
            <Radio.Indicator size="sm" />
            <span>
              <strong>{name}</strong>
              <span className="dim small">{hint}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
