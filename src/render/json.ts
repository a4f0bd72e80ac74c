import type { Report } from '../analyze/report/types.ts';

/** A report as one JSON object on one line, without its curves; see docs/report.schema.json. */
export function jsonReport(report: Report): string {
  const { curve: _curve, machineCurve: _machineCurve, spans: _spans, ...printed } = report;
  return safeJson(printed);
}

/** JSON in which characters that a terminal would act on are written as escapes; ends in a newline. */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return `${text}\n`;
}
