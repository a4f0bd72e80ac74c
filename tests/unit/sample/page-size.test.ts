import { expect, test } from 'vitest';
import { PageSize } from '../../../src/sample/linux/page-size.ts';
import { FakeProc } from './fake-proc.ts';

function pageSize(pairs: readonly (readonly [bigint, bigint])[]): number {
  const bytes = Buffer.alloc(pairs.length * 16);
  for (const [index, [key, value]] of pairs.entries()) {
    bytes.writeBigUInt64LE(key, index * 16);
    bytes.writeBigUInt64LE(value, index * 16 + 8);
  }
  const proc = new FakeProc();
  proc.files.set('/proc/self/auxv', bytes.toString('latin1'));
  return new PageSize(proc).bytes;
}

test('the page size is that of the auxiliary vector', () => {
  expect(
    pageSize([
      [33n, 7n],
      [6n, 65_536n],
      [0n, 0n],
    ]),
  ).toBe(65_536);
});

test('if the kernel does not give it, the usual page size is used', () => {
  expect(
    pageSize([
      [33n, 6n],
      [0n, 0n],
    ]),
  ).toBe(4096);
  expect(new PageSize(new FakeProc()).bytes).toBe(4096);
});
