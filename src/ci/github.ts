import { unjudgedWords } from '../limits/unjudged-words.ts';
import { answerText } from '../render/answer-block.ts';
import { COMPARISON_RENDERERS } from '../render/compare/registry.ts';
import { isGrave, killedTexts } from '../render/killed-words.ts';
import { markdownReport } from '../render/markdown.ts';
import type { CiAction, CiFacts, CiSystem } from './ci-system.ts';

/** A step's summary may hold 1 MiB, the command's own text included. */
const SUMMARY_BYTES = 900_000;
const OUTPUT_BYTES = 1_000_000;
const NAMES = { base: 'baseline', next: 'this run' };
const VIEW = { columns: 80, color: false, unicode: true };

/** An annotation if a limit was broken or could not be judged, or something was killed for memory; always a job summary and output values. */
export const github: CiSystem = {
  actions(facts) {
    const { env, report } = facts;
    const actions: CiAction[] = [];
    const summary = env['GITHUB_STEP_SUMMARY'];
    if (summary) {
      const text = [markdownReport(report, VIEW), ...comparisonText(facts)].join('\n');
      actions.push({ kind: 'append', file: summary, text: `${text}\n`, most: SUMMARY_BYTES });
    }
    const output = env['GITHUB_OUTPUT'];
    if (output) {
      actions.push({ kind: 'append', file: output, text: outputs(facts), most: OUTPUT_BYTES });
    }
    const annotation = annotate(facts);
    if (annotation !== undefined) actions.push({ kind: 'say', text: annotation });
    return actions;
  },
};

function comparisonText({ comparison }: CiFacts): string[] {
  return comparison === undefined ? [] : [COMPARISON_RENDERERS.markdown(comparison, NAMES, VIEW)];
}

/** One annotation, however many limits were broken or not judged and processes killed, and where to start. */
function annotate(facts: CiFacts): string | undefined {
  const { breaches, report, status, warnOnly, unknownFails } = facts;
  const [first] = breaches;
  const killed = isGrave(report) ? killedTexts(report) : [];
  const unjudged = (report.unjudged ?? []).map(unjudgedWords);
  if (first === undefined && killed.length === 0 && unjudged.length === 0) return undefined;
  const fails =
    (first !== undefined && !warnOnly) ||
    (unjudged.length > 0 && unknownFails) ||
    (killed.length > 0 && status !== 0);
  const level = fails ? 'error' : 'warning';
  if (first === undefined && killed.length === 0) {
    const title = property('memwrap: memory limit not judged');
    return `::${level} title=${title}::${data(unjudged.join('\n'))}`;
  }
  const sentences = [...breaches.map(({ sentence }) => sentence), ...killed, ...unjudged];
  const text = [...sentences, answerText(report) ?? ''].join('\n').trimEnd();
  const title = first === undefined ? 'killed' : `memory ${first.title}`;
  return `::${level} title=${property(`memwrap: ${title}`)}::${data(text)}`;
}

/** As the runner's own toolkit escapes what follows the second pair of colons. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property colons and commas have a meaning as well. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The causes of death, worst first; no output where nobody was killed. */
function killedOutput({ cause, killed = [] }: CiFacts['report']): Record<string, string> {
  const causes = new Set([...(cause ? [cause] : []), ...killed.map((one) => one.cause)]);
  return causes.size === 0 ? {} : { 'memwrap-killed': [...causes].join(',') };
}

function outputs({ report, status, breaches, recording }: CiFacts): string {
  const values = {
    'memwrap-status': String(status),
    'memwrap-peak-bytes': report.peak === undefined ? '' : String(Math.round(report.peak.bytes)),
    'memwrap-peak-metric': report.peak?.metric ?? '',
    'memwrap-broken': breaches.map(({ limit }) => limit).join(','),
    'memwrap-unjudged': (report.unjudged ?? []).map(({ limit }) => limit).join(','),
    ...killedOutput(report),
    'memwrap-recording': recording,
  };
  return Object.entries(values)
    .filter(([, value]) => !/[\r\n]/.test(value))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
