import { expect, it } from 'vitest';
import { faultCatalogue } from '../../emulator/faults.ts';
import { connecting, leaving, provisioning, rare, refreshing, stopping, streaming } from './rows.ts';

it('every fault of the control page is met by the running product', () => {
  const tables = [connecting, refreshing, provisioning, streaming, stopping, leaving];
  const met = new Set<string>([...rare, ...tables.flat().map(({ fault }) => fault.name)]);
  // Query jobs meet theirs in test/conformance/bulkQuery.test.ts and at the wire.
  const names = faultCatalogue.filter(({ area }) => area !== 'bulk').map(({ name }) => name);
  expect(names.filter((name) => !met.has(name))).toEqual([]);
});
