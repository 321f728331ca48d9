import type { Coverage } from '../../api.ts';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { stretchWords } from '../../coverage/ribbon.tsx';
import { toDuration, toExact } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import { pathWords } from '../../words.ts';

type Item = Coverage['items'][number];

const toColumns = (zone: string): Column<Item>[] => [
  { key: 'path', title: 'Path', cell: ({ path }) => pathWords[path] },
  { key: 'by', title: 'How', cell: ({ by }) => stretchWords[by], hideOnPhone: true },
  { key: 'from', title: 'From', cell: ({ from }) => toExact(from, zone) },
  { key: 'to', title: 'To', cell: ({ to }) => toExact(to, zone) },
  {
    key: 'length',
    title: 'Length',
    numeric: true,
    hideOnPhone: true,
    cell: ({ from, to }) => toDuration((Date.parse(to) - Date.parse(from)) / 1000),
  },
];

interface Props {
  readonly name: string;
  readonly items: readonly Item[];
}

/** The stretches of one feature as they stand in the ledger, the newest first. */
export function LedgerTable({ name, items }: Props) {
  const rows = [...items].sort((a, b) => Date.parse(b.to) - Date.parse(a.to));
  return (
    <DataTable
      caption={`What was read of ${name}`}
      columns={toColumns(useTimeZone())}
      rows={rows}
      rowKey={({ path, by, from }) => `${path}${by}${from}`}
    />
  );
}
