import type { OrgRecord } from './record.ts';

/** A row, or the place of one that is made when it is read. */
export type RowRef = OrgRecord | number;

/** Bounds of the order field, both inclusive, epoch ms; either may be missing. */
export interface Bounds {
  readonly from?: number;
  readonly to?: number;
}

/** What a query runs over. References stay valid as long as whoever holds them, as the rows behind a query locator do. */
export interface Rows {
  /** The field (then Id) in whose order `refs` gives the rows; absent where their order means nothing. */
  readonly orderedBy?: string;
  /** All rows, or those within bounds of the order field, which need not be kept to exactly. */
  refs(bounds?: Bounds, descending?: boolean): Iterable<RowRef>;
  row(ref: RowRef): OrgRecord;
  /** False for rows that whoever asks does not get; absent: all are shown. */
  readonly shows?: (row: OrgRecord) => boolean;
}

/** Rows that are computed when they are read: they ascend by CreatedDate and by Id, and cost no memory. */
export interface RowSource {
  readonly count: number;
  at(index: number): OrgRecord;
}

/** Rows of a history table in the order of CreatedDate and Id, so that a query by time reads only what it asks for. */
export class HistoryStore implements Rows {
  readonly orderedBy = 'CreatedDate';
  readonly #written: OrgRecord[] = [];
  #loaded: RowSource = { count: 0, at: () => ({ Id: '' }) };

  get size(): number {
    return this.#written.length + this.#loaded.count;
  }

  /** Puts the source's rows in place of those that an earlier call put there. */
  load(source: RowSource): void {
    this.#loaded = source;
  }

  /** Adds a row; cheap where it is the newest, as rows mostly are. */
  add(row: OrgRecord): void {
    const last = this.#written.at(-1);
    if (!last || compare(last, row) < 0) this.#written.push(row);
    else
      this.#written.splice(
        search(this.#written.length, (i) => compare(this.#written[i]!, row) >= 0),
        0,
        row,
      );
  }

  find(id: string): OrgRecord | undefined {
    const source = this.#loaded;
    const place = search(source.count, (i) => source.at(i).Id >= id);
    const loaded = place < source.count ? source.at(place) : undefined;
    return loaded?.Id === id ? loaded : this.#written.find((row) => row.Id === id);
  }

  row(ref: RowRef): OrgRecord {
    return typeof ref === 'number' ? this.#loaded.at(ref) : ref;
  }

  *refs({ from, to }: Bounds = {}, descending = false): Iterable<RowRef> {
    const written = this.#written;
    const source = this.#loaded;
    const at = (index: number): OrgRecord => source.at(index);
    const inside = (length: number, row: (index: number) => OrgRecord) => {
      const first = from === undefined ? 0 : search(length, (i) => Number(row(i).CreatedDate) >= from);
      const end = to === undefined ? length : search(length, (i) => Number(row(i).CreatedDate) > to);
      return { first, end };
    };
    const a = inside(source.count, at);
    const b = inside(written.length, (i) => written[i]!);
    // The two runs are each in order: the lesser head comes first, the greater tail where the order is turned.
    while (a.first < a.end || b.first < b.end) {
      const [i, j] = descending ? [a.end - 1, b.end - 1] : [a.first, b.first];
      const loadedFirst =
        b.first >= b.end || (a.first < a.end && compare(at(i), written[j]!) < 0 !== descending);
      yield loadedFirst ? i : written[j]!;
      const run = loadedFirst ? a : b;
      if (descending) run.end -= 1;
      else run.first += 1;
    }
  }
}

function compare(a: OrgRecord, b: OrgRecord): number {
  const byTime = Number(a.CreatedDate) - Number(b.CreatedDate);
  if (byTime !== 0) return byTime;
  return a.Id < b.Id ? -1 : a.Id > b.Id ? 1 : 0;
}

/** The first of `length` places for which the test holds; `length` where it holds for none. */
function search(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
