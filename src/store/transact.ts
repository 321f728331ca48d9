import type { Param, Row, Transaction } from './database.ts';

/** One connection that takes statements without waiting for the answers, and runs them in the order in which they came. */
export interface Connection {
  send<T = Row>(text: string, params: readonly Param[]): Promise<T[]>;
  execute(script: string): Promise<void>;
  copy(table: string, columns: readonly string[], rows: string): Promise<void>;
}

/**
 * Runs a transaction on a connection that nobody else uses meanwhile. Whatever statement of it failed, nothing is
 * committed and the first failure is thrown, also where `work` did not wait for it. `broken` is told the error of
 * a connection on which not even ROLLBACK works.
 */
export async function transact<T>(
  connection: Connection,
  work: (tx: Transaction) => Promise<T>,
  broken: (error: Error) => void,
): Promise<T> {
  let failed: { readonly error: unknown; readonly isSeen: boolean } | null = null;
  const sent: Promise<unknown>[] = [];
  const note = <R>(answer: Promise<R>, isSeen = true): Promise<R> => {
    sent.push(
      answer.catch((error: unknown) => {
        failed ??= { error, isSeen };
      }),
    );
    return answer;
  };
  const settle = async (): Promise<void> => {
    await Promise.all(sent);
    if (failed !== null) throw failed.error;
  };
  void note(connection.send('BEGIN', []), false);
  try {
    const result = await work({
      query: (text, params = []) => note(connection.send(text, params)),
      run: async (text, params = []) => {
        void note(connection.send(text, params), false);
      },
      copy: async (table, columns, rows) => {
        void note(connection.copy(table, columns, rows), false);
      },
      execute: (script) => note(connection.execute(script)),
    });
    await settle();
    await connection.send('COMMIT', []);
    return result;
  } catch (error) {
    await connection.send('ROLLBACK', []).catch(broken);
    // What follows a failed statement fails, too: the first one tells why. Whoever awaited it has said so by now, in
    // words of their own perhaps: that somebody has the e-mail already.
    const first = failed as { readonly error: unknown; readonly isSeen: boolean } | null;
    throw first !== null && !first.isSeen ? first.error : error;
  }
}
