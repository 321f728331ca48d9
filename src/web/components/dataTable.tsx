import type { KeyboardEvent, ReactNode } from 'react';
import classes from './dataTable.module.css';

/** One column: `cell` draws it, `width` is a CSS width, `hideOnPhone` drops it where there is no room. */
export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly width?: string;
  readonly numeric?: boolean;
  readonly hideOnPhone?: boolean;
}

interface Props<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
}

function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('tr');
  // An open list inside of a row has its own use for the arrows.
  if (event.target !== row) return;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  if (next instanceof HTMLElement) {
    event.preventDefault();
    next.focus();
  }
}

/** A dense table with a sticky head; arrow keys walk its rows. */
export function DataTable<T>({ caption, columns, rows, rowKey }: Props<T>) {
  return (
    <table className={classes.table} onKeyDown={moveFocus}>
      <caption className="only-read">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              style={{ width: column.width }}
              data-numeric={column.numeric || undefined}
              data-wide-only={column.hideOnPhone || undefined}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={rowKey(row)} tabIndex={index === 0 ? 0 : -1}>
            {columns.map((column) => (
              <td
                key={column.key}
                data-numeric={column.numeric || undefined}
                data-wide-only={column.hideOnPhone || undefined}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
