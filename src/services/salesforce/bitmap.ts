import type { SchemaField } from './avro.ts';

const HEX = /^0x[0-9a-f]+$/i;

/** Calls `visit` with each set bit of a `0x...` bitmap, lowest first: the hex is one big-endian integer. */
function eachBit(hex: string, size: number, visit: (bit: number) => void): void {
  if (!HEX.test(hex)) throw new Error(`not a bitmap: ${hex.slice(0, 40)}`);
  let base = 0;
  for (let at = hex.length - 1; at >= 2 && base < size; at--, base += 4) {
    const nibble = Number.parseInt(hex[at] as string, 16);
    for (let bit = 0; bit < 4; bit++) {
      if ((nibble >> bit) & 1 && base + bit < size) visit(base + bit);
    }
  }
}

/**
 * The field names that changedFields, nulledFields or diffFields of a change event header stand for.
 * An element `0x..` has bit i for `fields[i]`; an element `4-0x..` indexes the parts of the compound
 * `fields[4]` and gives `Parent.Part`. Either kind may come first or alone; each name is given once.
 * See "Event Deserialization Considerations" in the Pub/Sub API guide.
 */
export function decodeBitmap(fields: readonly SchemaField[], elements: readonly string[]): string[] {
  const names = new Set<string>();
  for (const element of elements) {
    const dash = element.indexOf('-');
    if (dash === -1) {
      eachBit(element, fields.length, (bit) => {
        if (bit > 0) names.add((fields[bit] as SchemaField).name);
      });
      continue;
    }
    const parent = fields[Number(element.slice(0, dash))];
    if (parent?.kind !== 'compound') throw new Error(`not a compound field: ${element.slice(0, 40)}`);
    eachBit(element.slice(dash + 1), parent.parts.length, (bit) => {
      names.add(`${parent.name}.${(parent.parts[bit] as SchemaField).name}`);
    });
  }
  return [...names];
}
