import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { synthetic } from './synthetic.js';

const fixtures = path.resolve(import.meta.dirname, '../../tests/fixtures/phases');
const SEEDS = 200;

/** The sets that are scored: each a name and its recordings, with truth, times (seconds), values and lines. */
export function fixtureSets(folder = fixtures) {
  const dev = recordingsIn(path.join(folder, 'dev'));
  const constructed = ({ truth }) => truth.source === 'constructed';
  return {
    'real programs': recordingsIn(path.join(folder, 'real-dev')),
    constructed: dev.filter(constructed),
    annotated: dev.filter((recording) => !constructed(recording)),
  };
}

export function syntheticSet() {
  return Array.from({ length: SEEDS }, (_, i) => {
    const { name, truth, times, values } = synthetic(i + 1);
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
  const times = [];
  const values = [];
  const lines = [];
  for (const row of text.slice(1)) {
    if (row === '') continue;
    const { t, rss, line } = JSON.parse(row);
    if (rss !== undefined) {
      times.push(t);
      values.push(rss);
    } else if (line !== undefined) lines.push(line);
  }
  const truth = JSON.parse(readFileSync(path.join(folder, `${name}.truth.json`), 'utf8'));
  return { name, file, text, truth, times, values, lines };
}
