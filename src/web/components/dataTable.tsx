import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type Ref, useLayoutEffect, useRef, useState } from 'react';
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
  /** How high a row is before it was measured, in pixels. */
  readonly rowHeight?: number;
}

// Fewer rows cost nothing, and stay whole for the browser's own search.
const drawnWhole = 100;

function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('tr');
  // An open list inside of a row has its own use for the arrows.
  if (event.target !== row) return;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  if (next instanceof HTMLElement && next.tabIndex >= -1 && next.dataset.row !== undefined) {
    event.preventDefault();
    next.focus();
  }
}

/** A dense table with a sticky head; arrow keys walk its rows, and of thousands only those near are drawn. */
export function DataTable<T>(props: Props<T>) {
  const { caption, columns, rows } = props;
  const Body = rows.length > drawnWhole ? NearRows : AllRows;
  return (
    <table className={classes.table} onKeyDown={moveFocus} aria-rowcount={rows.length + 1}>
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
      <Body {...props} />
    </table>
  );
}

interface RowProps<T> {
  readonly row: T;
  readonly index: number;
  readonly columns: readonly Column<T>[];
  readonly measure?: Ref<HTMLTableRowElement>;
}

function Row<T>({ row, index, columns, measure }: RowProps<T>) {
  return (
    <tr ref={measure} data-row data-index={index} aria-rowindex={index + 2} tabIndex={index === 0 ? 0 : -1}>
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
  );
}

function AllRows<T>({ columns, rows, rowKey }: Props<T>) {
  return (
    <tbody>
      {rows.map((row, index) => (
        <Row key={rowKey(row)} row={row} index={index} columns={columns} />
      ))}
    </tbody>
  );
}

function NearRows<T>({ columns, rows, rowKey, rowHeight = 36 }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 16,
    scrollMargin,
    getItemKey: (index) => rowKey(rows[index]!),
  });
  const near = virtual.getVirtualItems();
  const before = (near[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtual.getTotalSize() - ((near.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    <tbody ref={body}>
      <Space height={before} columns={columns.length} />
      {near.map(({ index, key }) => (
        <Row key={key} row={rows[index]!} index={index} columns={columns} measure={virtual.measureElement} />
      ))}
      <Space height={after} columns={columns.length} />
    </tbody>
  );
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
