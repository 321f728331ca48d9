// PGlite in a thread of its own, for pglite.ts: a statement that runs holds up neither the stream nor the pages.
// Plain JavaScript, because a thread starts from its file as it is, from the sources and from the build alike.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const { dataDir, dump, asText } = workerData;
// Values of these types are left as PostgreSQL wrote them; the other side reads them.
const parsers = Object.fromEntries(asText.map((type) => [type, (text) => text]));
const db = await PGlite.create({
  ...(dataDir !== null && { dataDir }),
  ...(dump !== undefined && { loadDataDir: new Blob([dump]) }),
  parsers,
});

const calls = {
  query: async ({ text, params }) => {
    const { rows, fields } = await db.query(text, params, { rowMode: 'array' });
    return { rows, fields };
  },
  copy: async ({ text, rows }) => {
    await db.query(text, [], { blob: new Blob([rows]) });
  },
  execute: async ({ text }) => {
    await db.exec(text);
  },
  listen: async ({ text }) => {
    await db.listen(text, (payload) => parentPort.postMessage({ channel: text, payload }));
  },
  close: () => db.close(),
};

parentPort.on('message', async ({ id, call, ...input }) => {
  try {
    parentPort.postMessage({ id, value: await calls[call](input) });
  } catch (error) {
    // Only plain values cross: what tells errors of PostgreSQL apart are their fields.
    const { message, code, detail, constraint, table } = error;
    parentPort.postMessage({ id, error: { message, code, detail, constraint, table } });
  }
});
parentPort.postMessage({ id: 0, value: null });
