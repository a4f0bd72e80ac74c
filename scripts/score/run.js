// Measures how well phases and the growth by log lines are found on recordings with known answers: docs/phases.md.
// usage: npm run score -- [--all] [--program] [--leave-out] [--shaken] [--unseen] [--only SUBSTRING] [--truth FOLDER]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadAnalyzer } from './analyzer.js';
import { leaveOut } from './leave-out.js';
import { lineScore } from './line-score.js';
import { shaken } from './perturbations.js';
import { phaseScore } from './phase-score.js';
import { inSeconds } from './phase-scores.js';
import { fixtureSets, recordingsIn, syntheticSet, unseenSet } from './recordings.js';
import { table } from './table.js';

const program = path.resolve(import.meta.dirname, '../../bin/memwrap');
const { values: options } = parseArgs({
  options: {
    /** A row for each recording. */
    all: { type: 'boolean' },
    /** Through the built program, a process for each recording, not through a bundle of the source. */
    program: { type: 'boolean' },
    /** What the tuned numbers are worth on recordings that they were not tuned to. */
    'leave-out': { type: 'boolean' },
    /** What all scores are worth on the same recordings, changed by what should not matter. */
    shaken: { type: 'boolean' },
    /** Synthetic recordings of other seeds, at which no rule was made. */
    unseen: { type: 'boolean' },
    only: { type: 'string' },
    truth: { type: 'string' },
  },
});

const sets = options.truth
  ? { [options.truth]: recordingsIn(options.truth) }
  : options.unseen
    ? { 'synthetic, unseen': unseenSet() }
    : { ...fixtureSets(), synthetic: syntheticSet() };

if (options['leave-out']) await leaveOut(sets, console.log);
else if (options.shaken) shaken(sets, (await loadAnalyzer()).findPhases, console.log);
else {
  const predict = options.program ? throughProgram : await throughSource();
  for (const [title, recordings] of Object.entries(sets)) {
    const chosen = recordings.filter(({ name }) => name.includes(options.only ?? ''));
    if (chosen.length === 0) continue;
    const rows = [];
    for (const recording of chosen) rows.push(score(recording, await predict(recording)));
    console.log(table(title, rows, { all: options.all || options.only }));
  }
}

function score({ name, truth, times, lines }, { phases, growthByLine }) {
  const told = lineScore(truth, growthByLine, lines);
  return {
    name,
    ...phaseScore(truth, phases.map(inSeconds), times),
    ...(told && { logDistance: told.distance, logFirst: told.first }),
  };
}

async function throughSource() {
  const { createReport, phases } = await loadAnalyzer();
  return async (recording) => {
    // Truth is told of RSS; a report of its own accord leads with PSS where processes share pages.
    const report = createReport({ metric: 'rss' });
    const records = recording.records ?? phases.records(linesOf(recording));
    for await (const record of records) report.add(record);
    return report.finish();
  };
}

async function* linesOf(recording) {
  yield* recording.text ?? written(recording);
}

function throughProgram(recording) {
  const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-score-'));
  try {
    const file = recording.file ?? path.join(folder, `${recording.name}.jsonl`);
    if (!recording.file) writeFileSync(file, written(recording).join('\n'));
    const output = execFileSync(program, ['report', file, '--json', '--metric', 'rss'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return JSON.parse(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function written({ name, times, values }) {
  const head = { format: 'phases-recording/1', name, source: 'synthetic' };
  return [head, ...times.map((t, i) => ({ t, rss: values[i] }))].map((row) => JSON.stringify(row));
}
