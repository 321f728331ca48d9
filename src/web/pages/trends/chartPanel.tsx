import { Button } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import classes from './chartPanel.module.css';

interface Props<T> {
  readonly title: string;
  /** What the chart says, as one sentence; also its name for those who do not see it. */
  readonly summary: string;
  /** What the colours mean. */
  readonly legend?: ReactNode;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** The drawing; decoration for those who do not see it, since the table says the same. */
  readonly children: ReactNode;
}

/** A chart with its title and what it says in words; the same figures stand in a table on demand. */
export function ChartPanel<T>({ title, summary, legend, columns, rows, rowKey, children }: Props<T>) {
  const [isTable, setIsTable] = useState(false);
  const heading = useId();
  return (
    <section className={classes.panel} aria-labelledby={heading}>
      <div className={classes.head}>
        <h2 id={heading}>{title}</h2>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`${title}: show as a ${isTable ? 'chart' : 'table'}`}
          onClick={() => setIsTable(!isTable)}
        >
          Show as a {isTable ? 'chart' : 'table'}
        </Button>
      </div>
      <p className={classes.summary}>{summary}</p>
      {isTable ? (
        <div className={classes.scroll}>
          <DataTable caption={title} columns={columns} rows={rows} rowKey={rowKey} />
        </div>
      ) : (
        <>
          {legend && <div className={classes.legend}>{legend}</div>}
          <div role="img" aria-label={`${title}. ${summary}`}>
            {children}
          </div>
        </>
      )}
    </section>
  );
}

/** What a colour of a chart means. */
export function Key({ colour, children }: { readonly colour: string; readonly children: ReactNode }) {
  return (
    <span className={classes.key}>
      <span aria-hidden className={classes.swatch} style={{ background: colour }} />
      {children}
    </span>
  );
}
