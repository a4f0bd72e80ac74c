import path from 'node:path';
import { unjudgedWords } from '../limits/unjudged-words.ts';
import { answerText } from '../render/answer-block.ts';
import { isGrave, killedTexts } from '../render/killed-words.ts';
import { fileName } from '../text/file-name.ts';
import { xml } from '../text/xml.ts';
import type { CiFacts, CiSystem } from './ci-system.ts';

/** Two files beside the recording: metrics for the merge request's widget, and a JUnit report of the limits. */
export const gitlab: CiSystem = {
  actions(facts) {
    const base = path.join(path.dirname(facts.recording), fileName(facts.name));
    return [
      { kind: 'write', file: `${base}.metrics.txt`, text: metrics(facts) },
      { kind: 'write', file: `${base}.junit.xml`, text: junit(facts) },
    ];
  },
};

/** A few values as OpenMetrics text: the widget shows each that changed, so noise is rounded away. */
export function metrics({ name, report, breaches }: CiFacts): string {
  const label = `{run="${name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"}`;
  const lines: string[] = [];
  const gauge = (metric: string, unit: string, help: string, value: number | undefined): void => {
    if (value === undefined || !Number.isFinite(value)) return;
    lines.push(`# TYPE ${metric} gauge`);
    if (unit !== '') lines.push(`# UNIT ${metric} ${unit}`);
    lines.push(`# HELP ${metric} ${help}`, `${metric}${label} ${value}`);
  };
  const { peak, duration, curve } = report;
  gauge('memwrap_peak_bytes', 'bytes', 'Largest memory of the process tree.', rounded(peak?.bytes));
  gauge('memwrap_end_bytes', 'bytes', 'Memory at the end.', rounded(curve.values.at(-1)));
  gauge('memwrap_duration_seconds', 'seconds', 'How long it took.', rounded(duration / 1000));
  gauge('memwrap_limits_broken', '', 'Limits that were broken.', breaches.length);
  if (report.killed !== undefined) {
    gauge('memwrap_killed', '', 'Processes that were killed.', report.killed.length);
  }
  const unjudged = report.unjudged?.length;
  gauge('memwrap_limits_unjudged', '', 'Limits that could not be judged.', unjudged);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

/** In steps of 2 to 3 %, about as much as the same run differs from one time to the next. */
export function rounded(value: number | undefined): number | undefined {
  if (value === undefined || !(value > 0) || !Number.isFinite(value)) return value;
  const step = 2 ** (Math.floor(Math.log2(value)) - 5);
  return Math.round(value / step) * step;
}

/** A test case for each limit that was broken or could not be judged and for what was killed, or one that passed. */
export function junit(facts: CiFacts): string {
  const { name, command, report, breaches, status, warnOnly, unknownFails } = facts;
  const seconds = (Math.max(0, report.duration) / 1000).toFixed(3);
  const killed = isGrave(report) ? killedTexts(report) : [];
  const unjudged = (report.unjudged ?? []).map((one) => ({
    limit: one.limit,
    sentence: unjudgedWords(one),
  }));
  const failures = [
    ...(warnOnly ? [] : breaches),
    ...(unknownFails ? unjudged : []),
    ...(status === 0 ? [] : killed.map((sentence) => ({ limit: 'killed', sentence }))),
  ];
  const answer = answerText(report);
  const cases = failures.map(
    ({ limit, sentence }) =>
      `    <testcase classname="memwrap" name="${xml(`${name}: ${limit}`)}" time="${seconds}">\n` +
      `      <failure message="${xml(sentence)}" type="${xml(limit)}">${xml(answer === undefined ? sentence : `${sentence}\n${answer}`)}</failure>\n` +
      '    </testcase>\n',
  );
  const passed = passedCase(`${name}: memory`, seconds, killed);
  const body = cases.length === 0 ? passed : cases.join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites tests="${Math.max(1, cases.length)}" failures="${cases.length}">\n` +
    `  <testsuite name="${xml(command)}" tests="${Math.max(1, cases.length)}" failures="${cases.length}" time="${seconds}">\n` +
    `${body}  </testsuite>\n</testsuites>\n`
  );
}

/** A run that succeeded although something of it was killed says so in the output of its test. */
function passedCase(name: string, seconds: string, killed: readonly string[]): string {
  const head = `    <testcase classname="memwrap" name="${xml(name)}" time="${seconds}"`;
  if (killed.length === 0) return `${head}/>\n`;
  return `${head}>\n      <system-out>${xml(killed.join('\n'))}</system-out>\n    </testcase>\n`;
}
