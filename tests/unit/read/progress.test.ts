import { expect, test } from 'vitest';
import { withProgress } from '../../../src/read/progress.ts';
import { ManualClock } from '../manual-clock.ts';
import { MIB } from '../records.ts';

/** Four chunks of a MiB, each of which takes so many milliseconds. */
async function shown(each: number, size: number | undefined, isTerminal = true): Promise<string[]> {
  const clock = new ManualClock();
  const texts: string[] = [];
  const stderr = {
    isTerminal,
    columns: undefined,
    rows: undefined,
    closed: false,
    write: async (text: string | Uint8Array) => void texts.push(String(text)),
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 4; i++) {
      await clock.pass(each);
      yield new Uint8Array(MIB);
    }
  }
  let read = 0;
  for await (const chunk of withProgress(chunks(), size, { clock, stderr })) read += chunk.length;
  expect(read).toBe(4 * MIB);
  return texts;
}

test('what is read within a second is read in silence', async () => {
  expect(await shown(240, 4 * MIB)).toEqual([]);
});

test('after a second one line says how far it is, and is taken back', async () => {
  expect(await shown(500, 4 * MIB)).toEqual([
    '\rmemwrap: reading 2 MiB, 50%\x1b[K',
    '\rmemwrap: reading 3 MiB, 75%\x1b[K',
    '\rmemwrap: reading 4 MiB, 100%\x1b[K',
    '\r\x1b[K',
  ]);
});

test('of a stream it says how much', async () => {
  expect((await shown(500, undefined))[0]).toBe('\rmemwrap: reading 2 MiB\x1b[K');
});

test('nothing is written if stderr is not a terminal', async () => {
  expect(await shown(500, 4 * MIB, false)).toEqual([]);
});
