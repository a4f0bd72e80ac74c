import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { synthetic } from './synthetic.js';

const fixtures = path.resolve(import.meta.dirname, '../../tests/fixtures/phases');
const SEEDS = 200;
/** Seeds of curves that no rule was tuned to. */
const UNSEEN = { first: 801, last: 1100 };

/** The sets that are scored: each a name and its recordings, with truth, times (seconds), values and lines. */
export function fixtureSets(folder = fixtures) {
  const dev = recordingsIn(path.join(folder, 'dev'));
  const constructed = ({ truth }) => truth.source === 'constructed';
  return {
    'real programs': recordingsIn(path.join(folder, 'real-dev')),
    'own recordings': recordingsIn(path.join(folder, 'own')),
    constructed: dev.filter(constructed),
    annotated: dev.filter((recording) => !constructed(recording)),
  };
}

export const syntheticSet = () => ofSeeds(1, SEEDS);
export const unseenSet = () => ofSeeds(UNSEEN.first, UNSEEN.last);

function ofSeeds(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const { name, truth, times, values } = synthetic(first + i);
    return { name, truth, times, values, lines: [] };
  });
}

export function recordingsIn(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.truth.json'))
    .sort()
    .map((file) => recording(folder, file.slice(0, -'.truth.json'.length)));
}

function recording(folder, name) {
  const file = path.join(folder, `${name}.jsonl`);
  const text = readFileSync(file, 'utf8').split('\n');
  const rows = text.filter((row) => row !== '').map((row) => JSON.parse(row));
  const truth = JSON.parse(readFileSync(path.join(folder, `${name}.truth.json`), 'utf8'));
  const isOwn = rows[0].type === 'start';
  return { name, file, text, truth, ...(isOwn ? streamed(rows) : neutral(rows.slice(1))) };
}

/** Reads a recording in the neutral format: see src/formats/import/phases.ts. */
function neutral(rows) {
  const samples = rows.filter(({ rss }) => rss !== undefined);
  return {
    times: samples.map(({ t }) => t),
    values: samples.map(({ rss }) => rss),
    lines: rows.flatMap(({ line }) => (line === undefined ? [] : [line])),
  };
}

/** Reads a recording made by memwrap itself, with its records; samples up to the command's end. */
function streamed(records) {
  const start = records[0].time;
  const exited = records.find(({ type }) => type === 'end')?.exited ?? Number.POSITIVE_INFINITY;
  const samples = records.filter(({ type, time }) => type === 'sample' && time <= exited);
  return {
    records,
    times: samples.map(({ time }) => (time - start) / 1000),
    values: samples.map(({ rss }) => rss),
    lines: records.filter(({ type }) => type === 'line').map(({ msg }) => msg),
  };
}
