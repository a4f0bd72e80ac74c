import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A record as it is in the file. */
export type Raw = Readonly<Record<string, unknown>> & { readonly type: string };

/** All records of a file; every line must be JSON, and only the last may be cut off. */
export function records(file: string): Raw[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  // A complete file ends with a newline; whatever follows the last one may be cut off.
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Raw);
}

export function ofType(file: string, type: string): Raw[] {
  return records(file).filter((record) => record.type === type);
}

/** The records of a type in a folder's recordings; empty before there is one. */
export function soFar(folder: string, type: string): Raw[] {
  return recordings(folder).flatMap((file) => ofType(file, type));
}

/** The only recording in a folder's `.memwrap`. */
export function onlyRecording(folder: string): string {
  const files = recordings(folder);
  if (files.length !== 1) throw new Error(`${files.length} recordings in ${folder}`);
  return files[0] ?? '';
}

export function recordings(folder: string): string[] {
  const place = path.join(folder, '.memwrap');
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => path.join(place, name));
}

/** The bytes of a stream, put together again from its line records. */
export function streamBytes(all: readonly Raw[], fd: number): Buffer {
  const parts = all
    .filter((record) => record.type === 'line' && record['fd'] === fd)
    .map((record) => {
      const bytes =
        typeof record['b64'] === 'string'
          ? Buffer.from(record['b64'], 'base64')
          : Buffer.from(String(record['msg']));
      return Buffer.concat([bytes, Buffer.from(String(record['eol'] ?? '\n'))]);
    });
  return Buffer.concat(parts);
}

/** The largest value of a field over all samples. */
export function largest(all: readonly Raw[], field: string): number {
  return Math.max(
    0,
    ...all.filter((record) => record.type === 'sample').map((record) => Number(record[field] ?? 0)),
  );
}
