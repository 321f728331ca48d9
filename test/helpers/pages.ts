import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/start.ts';
import { openBrowser } from './browser.ts';
import { type Product, prepareProduct } from './product.ts';
import { until } from './until.ts';

const people = [
  { email: 'mara@acme.example', name: 'Mara Klein', role: 'manager', manager: 'olga@acme.example' },
  { email: 'ella@acme.example', name: 'Ella Exec', role: 'executive' },
  { email: 'theo@acme.example', name: 'Theo Tech', role: 'technical_admin', manager: 'olga@acme.example' },
  { email: 'jon@acme.example', name: 'Jon Park', role: 'member', manager: 'mara@acme.example' },
];

/** A browser before a product that is connected to an emulated org, for one test file. */
export interface Pages {
  readonly emulator: Emulator;
  readonly product: Product;
  readonly connectionId: string;
  /** Address of the connection's page. */
  readonly connectionPath: string;
  /** A page of a browser of its own that does not move, signed in as somebody of the account, the Owner unless another is named. */
  open(path: string, options?: { as?: string; colorScheme?: 'light' | 'dark' }): Promise<Page>;
  /** Somebody of the org saves a new record. */
  create(who: string, object: string, values: Record<string, unknown>): void;
  close(): Promise<void>;
}

/** Opens them, connected and with the days before the connection read. */
export async function openPages(
  env: Readonly<Record<string, string>> = {},
  options: EmulatorOptions = {},
): Promise<Pages> {
  const emulator = await startEmulator(options);
  const product = await prepareProduct({ emulator, people, env: { WORKSIGHTS_DEMO: '1', ...env } });
  const [browser]: [Browser, unknown] = await Promise.all([openBrowser(), product.start()]);
  const connectionId = await product.connect();
  await until(
    'the days before are read',
    async () => {
      const { backfill } = await product.call<{ backfill: { state: string } }>(
        'GET',
        `/connections/${connectionId}`,
      );
      return backfill.state === 'done';
    },
    60_000,
  );
  return {
    ...{ emulator, product, connectionId },
    connectionPath: `/settings/services/salesforce/${connectionId}`,
    open: async (path, { as = 'Olga Owner', ...options } = {}) => {
      const context = await browser.newContext({
        ...{ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' },
        ...options,
      });
      await signInAs(context, product, as);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await page.goto(`${product.url}${path}`);
      return page;
    },
    create: (who, object, values) => {
      const userId = emulator.orgs[0]!.people.get(who)!;
      emulator.org.transact({ userId, origin: '' }, (tx) => tx.create(object, values as never));
    },
    close: async () => {
      await browser.close();
      await product.close();
      await emulator.close();
    },
  };
}

/** Signs all pages of a browser in as one of a demo's people, without showing one for it. */
export async function signInAs(context: BrowserContext, product: Product, name: string): Promise<void> {
  const { items } = await product.call<{ items: { id: string; name: string }[] }>('GET', '/demo/cast');
  const userId = items.find((user) => user.name === name)?.id;
  await context.request.post(`${product.url}/api/v1/demo/session`, {
    data: { userId },
    failOnStatusCode: true,
  });
}
