import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Encoding } from '../formats/import/encoding.ts';
import { CERTAINTY, type Importer } from '../formats/import/importer.ts';
import { LineSplitter } from '../formats/import/line-splitter.ts';
import { recognize, recognizeLine } from '../formats/import/registry.ts';
import { sniffOf } from '../formats/import/sniff.ts';
import { openRecording, type Recording, sizeOf } from './recordings.ts';

/** How much of a file's end is examined to recognize its format. */
const TAIL_BYTES = 64 * 1024;
/** So much of a file is searched for a line that tells its format, in bytes, and so much of each line, in characters. */
const SEARCHED_BYTES = 128 * 1024 * 1024;
const SEARCHED_LINE = 4096;
/** Text has fewer bytes of zero than this part. */
const BINARY = 0.05;

/** Who can read a file. */
export interface Found {
  readonly importer: Importer;
  /** Another one, asked for where this one finds nothing to use: where only the shape of the file spoke for it. */
  readonly else?: () => Promise<Importer | undefined>;
}

/** By its two ends, else by a line that only one format has, wherever it stands. */
export async function findImporter(
  recording: Recording,
  head: Uint8Array,
  encoding: Encoding,
): Promise<Found | undefined> {
  const sniff = sniffOf(head, endOf(recording, head.length), encoding.name);
  const known = recognize(sniff);
  if (known?.recognizes(sniff) === CERTAINTY.sure) return { importer: known };
  const search = async (): Promise<Importer | undefined> =>
    recording.path === undefined || isBinary(head, encoding.name)
      ? undefined
      : searched(recording, encoding);
  // A log whose lines are alike looks like a table.
  if (known !== undefined) return { importer: known, else: search };
  const found = await search();
  return found && { importer: found };
}

async function searched(recording: Recording, { name }: Encoding): Promise<Importer | undefined> {
  let found: Importer | undefined;
  const splitter = new LineSplitter(name, (line) => {
    found ??= recognizeLine(line.slice(0, SEARCHED_LINE));
  });
  let searched = 0;
  for await (const chunk of openRecording(recording, () => undefined)) {
    splitter.add(chunk);
    searched += chunk.length;
    if (found !== undefined || searched > SEARCHED_BYTES) break;
  }
  splitter.finish();
  return found;
}

function isBinary(head: Uint8Array, encoding: Encoding['name']): boolean {
  if (encoding.startsWith('utf-16')) return false;
  return head.filter((byte) => byte === 0).length > BINARY * head.length;
}

/** The last bytes of a regular file that is longer than its head. */
function endOf(recording: Recording, known: number): Uint8Array | undefined {
  const { path: file } = recording;
  // The end of a compressed file tells nothing.
  if (file === undefined || sizeOf(recording) === undefined) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    const info = fstatSync(descriptor);
    if (!info.isFile() || info.size <= known) return undefined;
    const length = Math.min(TAIL_BYTES, info.size - known);
    // An even offset keeps UTF-16 whole.
    const from = info.size - length - ((info.size - length) % 2);
    const bytes = Buffer.alloc(info.size - from);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, from));
  } finally {
    closeSync(descriptor);
  }
}
