import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Handler = (input: never) => unknown;
interface Asked {
  readonly name: string;
  readonly input: unknown;
}

/** A part of the benchmark in a process of its own, so that no two share an event loop or a heap. */
export interface Child {
  /** Calls one of the handlers that the file gave to `serve`. */
  call<T>(name: string, input?: unknown): Promise<T>;
  close(): Promise<void>;
}

/** Starts a program of this folder, compiled as the product is; one call runs at a time. */
export function openChild(program: string, env: Readonly<Record<string, string>> = {}): Child {
  const child = fork(fileURLToPath(new URL(`${program}.js`, import.meta.url)), {
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    call: <T>(name: string, input?: unknown) =>
      new Promise<T>((done, fail) => {
        const onExit = (code: number | null) =>
          fail(new Error(`${program} ended with ${code} during ${name}`));
        child.once('exit', onExit);
        child.once('message', (answer: { value?: T; error?: string }) => {
          child.off('exit', onExit);
          if (answer.error === undefined) done(answer.value as T);
          else fail(new Error(`${program}, ${name}: ${answer.error}`));
        });
        child.send({ name, input });
      }),
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Answers the calls of `openChild`, until the parent goes. */
export function serve(handlers: Readonly<Record<string, Handler>>): void {
  process.on('message', async ({ name, input }: Asked) => {
    try {
      process.send!({ value: await handlers[name]!(input as never) });
    } catch (error) {
      process.send!({ error: (error as Error).stack ?? String(error) });
    }
  });
  process.once('disconnect', () => process.exit(0));
}

/** Epoch ms with fractions, the same in every process of the machine. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
