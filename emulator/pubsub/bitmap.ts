/** Where each field of an event stands in its Avro schema; `parts` are those of a compound field. */
export type FieldPositions = ReadonlyMap<
  string,
  { readonly index: number; readonly parts?: ReadonlyMap<string, number> }
>;

/**
 * Writes `changedFields`, `nulledFields` or `diffFields` of a change event header. Bit i, counted from
 * the least significant, stands for field i of the schema (0 is ChangeEventHeader); the hexadecimal is
 * upper case, whole bytes, as short as possible. Parts of a compound field (`BillingAddress.Street`)
 * follow as `<index of the field>-0x<bits>` and leave the field's own bit clear; where only parts are
 * named, there is no top-level element. Names that the event does not carry are left out.
 * Source: Pub/Sub API guide, "Event Deserialization Considerations".
 */
export function toFieldBitmaps(names: readonly string[], positions: FieldPositions): string[] {
  const top: number[] = [];
  const compound = new Map<number, number[]>();
  for (const name of names) {
    const dot = name.indexOf('.');
    const field = positions.get(dot < 0 ? name : name.slice(0, dot));
    if (!field) continue;
    if (dot < 0) {
      top.push(field.index);
      continue;
    }
    const bit = field.parts?.get(name.slice(dot + 1));
    if (bit === undefined) continue;
    const bits = compound.get(field.index) ?? [];
    bits.push(bit);
    compound.set(field.index, bits);
  }
  const parts = [...compound].sort(([a], [b]) => a - b).map(([index, bits]) => `${index}-${toHex(bits)}`);
  return top.length > 0 ? [toHex(top), ...parts] : parts;
}

function toHex(bits: readonly number[]): string {
  const bytes = Buffer.alloc((Math.max(...bits) >> 3) + 1);
  for (const bit of bits) bytes[bytes.length - 1 - (bit >> 3)]! |= 1 << (bit & 7);
  return `0x${bytes.toString('hex').toUpperCase()}`;
}
