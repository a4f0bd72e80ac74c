import path from 'node:path';
import * as zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { run as log } from '../../../src/cli/commands/log.ts';
import { compressionOf, decompressed } from '../../../src/read/decompress.ts';
import { readReport } from '../../../src/read/read-report.ts';
import { readEnds } from '../../../src/read/recording-ends.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const TEXT = encoded(exampleRecords());
const MIB = 2 ** 20;

function file(bytes: Uint8Array): { label: string; path: string } {
  const folder = temporaryFolder();
  writeFiles(folder, { 'run.txt': bytes });
  return { label: 'run.txt', path: path.join(folder, 'run.txt') };
}

test('a gzip file is read by its first bytes, whatever it is called', async () => {
  const [plain, packed] = [file(Buffer.from(TEXT)), file(zlib.gzipSync(TEXT))];
  expect(await readReport(packed)).toEqual(await readReport(plain));
  expect(await readEnds(packed.path)).toEqual(await readEnds(plain.path));
  expect((await readEnds(packed.path)).end?.status).toBe(0);
  const world = testWorld({ cwd: '/' });
  await log(['--raw', packed.path], world);
  expect(world.out()).toMatch(/^step 0 of 9\n/);
});

test('several gzip files in one are read to the last', async () => {
  const half = TEXT.indexOf('\n', TEXT.length / 2) + 1;
  const parts = [TEXT.slice(0, half), TEXT.slice(half)].map((part) => zlib.gzipSync(part));
  expect(await readReport(file(Buffer.concat(parts)))).toEqual(
    await readReport(file(Buffer.from(TEXT))),
  );
});

test('of a gzip file that was cut off anywhere, what is there is used, and that is said', async () => {
  const bytes = zlib.gzipSync(TEXT);
  let most = 0;
  for (const part of [0.3, 0.6, 0.9, 0.99]) {
    const report = await readReport(file(bytes.subarray(0, bytes.length * part)));
    expect(report.warnings).toContain(
      'the gzip file is cut off: only what comes before that is used',
    );
    expect(report.samples).toBeGreaterThan(most);
    most = report.samples;
  }
  expect(most).toBeGreaterThan(90);
});

test('a gzip file that is damaged gives what comes before', async () => {
  // Not compressed, so that the damage is where it is put.
  const bytes = zlib.gzipSync(TEXT.repeat(200), { level: 0 });
  bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 70_000);
  const report = await readReport(file(bytes));
  expect(report.warnings).toContain(
    'the gzip file is damaged: only what comes before that is used',
  );
  expect(report.samples).toBeGreaterThan(1000);
});

test('where nothing can be read of it, one line says so', async () => {
  const bytes = zlib.gzipSync(TEXT);
  await expect(readReport(file(bytes.subarray(0, 5)))).rejects.toThrow(
    'run.txt: the gzip file is cut off, nothing in it can be read',
  );
  expect(await readEnds(file(bytes.subarray(0, 5)).path)).toMatchObject({ over: false });
});

test('little that unfolds to much is given piece by piece', async () => {
  const bomb = zlib.gzipSync(Buffer.alloc(64 * MIB));
  let [total, largest] = [0, 0];
  for await (const piece of decompressed([bomb], 'gzip', 'bomb', () => undefined)) {
    total += piece.length;
    largest = Math.max(largest, piece.length);
  }
  expect(total).toBe(64 * MIB);
  expect(largest).toBeLessThanOrEqual(MIB);
});

test('zstd is read where Node can, and otherwise it is said what can', async () => {
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Uint8Array };
  const head = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
  expect(compressionOf(head)).toBe('zstd');
  if (zstdCompressSync === undefined) {
    await expect(readReport(file(head))).rejects.toMatchObject({
      message: expect.stringMatching(/^run.txt: is compressed by zstd, which Node .* cannot read$/),
      hint: 'it needs Node 22.15 or `zstd -d`',
    });
    return;
  }
  expect((await readReport(file(zstdCompressSync(TEXT)))).samples).toBe(101);
  // Its blocks are 128 KiB: of one that is cut off nothing can be read.
  const bytes = zstdCompressSync(TEXT.repeat(200));
  const cut = await readReport(file(bytes.subarray(0, bytes.length * 0.9)));
  expect(cut.warnings.join()).toContain('the zstd file is cut off');
});

test('only their own first bytes are those of a compressed file', () => {
  for (const head of [[], [0x1f], [0x28, 0xb5, 0x2f], [0x7b, 0x22, 0x6c, 0x65]]) {
    expect(compressionOf(Uint8Array.from(head))).toBeUndefined();
  }
});
