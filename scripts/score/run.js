// Scores phases, growth by log line and where a report says to start, on recordings with known answers: docs/phases.md.
// usage: npm run score -- [--all] [--program] [--leave-out] [--shaken] [--unseen] [--only SUBSTRING] [--truth FOLDER]
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { loadAnalyzer } from './analyzer.js';
import { answeredRecordings, answerScore, answerTable } from './answer-scores.js';
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
    /** Print a row for each recording. */
    all: { type: 'boolean' },
    /** Score the built program, one process a recording, instead of a bundle of the source. */
    program: { type: 'boolean' },
    /** Cross-validate the tuned numbers on recordings they were not tuned to. */
    'leave-out': { type: 'boolean' },
    /** Score the same recordings with changes that should not matter. */
    shaken: { type: 'boolean' },
    /** Score synthetic recordings of seeds that no rule was tuned to. */
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
  if (!(options.truth || options.unseen)) await scoreAnswers();
}

async function scoreAnswers() {
  const chosen = answeredRecordings().filter(({ name }) => name.includes(options.only ?? ''));
  if (chosen.length === 0) return;
  const explain = options.program ? toldByProgram : await toldBySource();
  const scores = [];
  for (const { name, file, truth } of chosen) {
    const { text, focus } = await explain(file);
    scores.push({ name, ...answerScore(truth, text, focus) });
  }
  console.log(answerTable(scores, { all: options.all || options.only }));
}

/** A report's text at 80 columns, and the time that it points to. */
async function toldBySource() {
  const { createReport, readRecording, chartReport } = await loadAnalyzer();
  return async (file) => {
    const builder = createReport();
    await readRecording(createReadStream(file), { record: (record) => builder.add(record) });
    const report = builder.finish();
    const text = chartReport(report, { columns: 80, color: false, unicode: true });
    return { text, focus: report.focus };
  };
}

async function toldByProgram(file) {
  const { stdout: text } = await execa(program, ['report', file, '--width', '80', '--no-color']);
  const { stdout: json } = await execa(program, ['report', file, '--json']);
  return { text, focus: JSON.parse(json).focus };
}

function score({ name, truth, times, lines }, { phases, growthByLine }) {
  const byLine = lineScore(truth, growthByLine, lines);
  return {
    name,
    ...phaseScore(truth, phases.map(inSeconds), times),
    ...(byLine && { logDistance: byLine.distance, logFirst: byLine.first }),
  };
}

async function throughSource() {
  const { createReport, phases } = await loadAnalyzer();
  return async (recording) => {
    // The known answers are RSS; a report leads with PSS by default where processes share pages.
    const report = createReport({ metric: 'rss' });
    const records = recording.records ?? phases.records(linesOf(recording));
    for await (const record of records) report.add(record);
    return report.finish();
  };
}

async function* linesOf(recording) {
  yield* recording.text ?? written(recording);
}

async function throughProgram(recording) {
  const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-score-'));
  try {
    const file = recording.file ?? path.join(folder, `${recording.name}.jsonl`);
    if (!recording.file) writeFileSync(file, written(recording).join('\n'));
    const { stdout } = await execa(program, ['report', file, '--json', '--metric', 'rss']);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function written({ name, times, values }) {
  const head = { format: 'phases-recording/1', name, source: 'synthetic' };
  return [head, ...times.map((t, i) => ({ t, rss: values[i] }))].map((row) => JSON.stringify(row));
}
