import type { Report } from '../analyze/report/types.ts';
import { breachSentences } from '../limits/breach-sentence.ts';
import { LIMIT_ROWS } from '../limits/table.ts';
import { unjudgedWords } from '../limits/unjudged-words.ts';
import { answerText } from '../render/answer-block.ts';
import { commandText, measureWords } from '../render/header.ts';
import { isGrave, killedTexts } from '../render/killed-words.ts';
import { oneLine } from '../render/text.ts';
import { isClock, isoTime } from '../text/calendar.ts';
import { formatSize } from '../text/size.ts';
import { xml } from '../text/xml.ts';
import type { Exporter } from './exporter.ts';

/**
 * A suite with a test a limit: failed where it was broken, skipped where it could not be judged. In the order and with the
 * attributes that the strictest of the common schemas asks for.
 */
export const junit: Exporter = {
  help: 'a test a limit, for CI systems that show tests',
  suffix: '.xml',
  needs: () => ({ records: false, lines: false, report: true }),
  open: ({ out }) => ({ finish: (report) => report && out.text(suite(report)) }),
};

interface Case {
  readonly name: string;
  readonly failure?: { readonly type: string; readonly sentence: string };
  readonly skipped?: string;
}

function suite(report: Report): string {
  const cases = casesOf(report);
  const seconds = (Math.max(0, report.duration) / 1000).toFixed(3);
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const name = oneLine(report.name) || 'run';
  // The schema's pattern has neither a fraction nor a zone.
  const begun = isClock(report.start) ? isoTime(report.start).slice(0, 19) : '1970-01-01T00:00:00';
  const answer = answerText(report);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite id="0" package="memwrap" name="${xml(name)}" timestamp="${begun}" hostname="localhost" ${counts} time="${seconds}">`,
    '    <properties/>',
    ...cases.map((one) => caseText(one, name, seconds, answer)),
    `    <system-out>${xml(facts(report, answer).join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** The limits of the run, and what else was broken or killed; 'memory', which passed, where there is nothing of these. */
function casesOf(report: Report): Case[] {
  const { limits = {}, unjudged = [] } = report;
  const sentences = isWarning(report) ? [] : breachSentences(report, commandText(report));
  const set = LIMIT_ROWS.filter(({ name }) => limits[name] !== undefined).map(({ name }) => name);
  const names = new Set<string>([
    ...set,
    ...sentences.map(({ limit }) => limit),
    ...unjudged.map(({ limit }) => limit),
  ]);
  const cases = [...names].map((limit): Case => {
    const row = LIMIT_ROWS.find(({ name }) => name === limit);
    const allowed = limits[limit];
    const name = row && allowed !== undefined ? `${limit} ${row.value.format(allowed)}` : limit;
    const broken = sentences.filter((one) => one.limit === limit);
    if (broken.length > 0) {
      const sentence = broken.map((one) => one.sentence).join('\n');
      return { name, failure: { type: limit, sentence } };
    }
    const open = unjudged.find((one) => one.limit === limit);
    return open === undefined ? { name } : { name, skipped: unjudgedWords(open) };
  });
  if (isGrave(report) && report.status !== 0) {
    const sentence = killedTexts(report).join('\n');
    cases.push({ name: 'not killed', failure: { type: 'killed', sentence } });
  }
  return cases.length === 0 ? [{ name: 'memory' }] : cases;
}

/** `--on-breach warn`: the run succeeded all the same. */
function isWarning({ breaches, status }: Report): boolean {
  return breaches.length > 0 && status === 0;
}

function caseText(
  { name, failure, skipped }: Case,
  run: string,
  seconds: string,
  answer: string | undefined,
): string {
  const head = `    <testcase classname="memwrap.${xml(run)}" name="${xml(name)}" time="${seconds}"`;
  if (failure !== undefined) {
    const { type, sentence } = failure;
    const text = answer === undefined ? sentence : `${sentence}\n${answer}`;
    return `${head}><failure message="${xml(sentence)}" type="${xml(type)}">${xml(text)}</failure></testcase>`;
  }
  if (skipped !== undefined) return `${head}><skipped message="${xml(skipped)}"/></testcase>`;
  return `${head}/>`;
}

function facts(report: Report, answer: string | undefined): string[] {
  const { peak } = report;
  const size = peak === undefined ? [] : [`peak ${formatSize(peak.bytes)} ${measureWords(report)}`];
  const warned = isWarning(report) ? breachSentences(report, 'it').map((one) => one.sentence) : [];
  const killed = isGrave(report) && report.status === 0 ? killedTexts(report) : [];
  const told = answer === undefined ? [] : [answer];
  return [commandText(report), ...size, ...told, ...warned, ...killed];
}
