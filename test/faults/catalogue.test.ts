import { expect, it } from 'vitest';
import { faultCatalogue } from '../../emulator/faults.ts';
import { connecting, leaving, provisioning, rare, refreshing, stopping, streaming } from './rows.ts';

it('every fault of the control page is met by the running product', () => {
  const tables = [connecting, refreshing, provisioning, streaming, stopping, leaving];
  const met = new Set<string>([...rare, ...tables.flat().map(({ fault }) => fault.name)]);
  expect(faultCatalogue.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});
