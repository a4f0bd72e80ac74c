import { median } from './measure.js';

/** One line of the table: the median of `values` (numbers in `unit`) for `who` in a case, and `more` columns. */
export function row(what, who, values, unit, more = {}) {
  return {
    what,
    who,
    median: median(values),
    low: Math.min(...values),
    high: Math.max(...values),
    rounds: values.length,
    unit,
    ...more,
  };
}

/** A line that gives the reason for a missing figure. */
export const missing = (what, who, why) => ({ what, who, why });

const figure = (value) => {
  const size = Math.abs(value);
  return value.toFixed(
    size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3,
  );
};

/** A row as cells: case, who, figure, lowest to highest, beside, asked. */
export function cells(one) {
  if (one.why !== undefined) return [one.what, one.who, '–', '', one.why, ''];
  const spread = one.rounds > 1 ? `${figure(one.low)}–${figure(one.high)}` : '';
  const asked = one.asked === undefined ? '' : `${one.asked}: ${one.reached ? 'yes' : '**no**'}`;
  return [one.what, one.who, `${figure(one.median)} ${one.unit}`, spread, one.beside ?? '', asked];
}

/** Rows as a Markdown table. */
export function table(rows) {
  const lines = [
    ['', 'who', 'median', 'range', 'beside', 'asked'],
    ['---', '---', '---:', '---', '---', '---'],
  ];
  for (const one of rows) lines.push(cells(one));
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
