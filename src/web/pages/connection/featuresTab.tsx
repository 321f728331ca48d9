import type { Connection } from '../../api.ts';
export function FeaturesTab({ connection }: { readonly connection: Connection }) {
  return <p>{connection.id}</p>;
}
