import type { Connection } from '../../api.ts';
export function UsersTab({ connection }: { readonly connection: Connection }) {
  return <p>{connection.id}</p>;
}
