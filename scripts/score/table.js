const COLUMNS = [
  ['f1', 'F1'],
  ['precision', 'prec'],
  ['recall', 'recall'],
  ['covering', 'cover'],
  ['kindTime', 'kind/t'],
  ['kindGrowth', 'kind/g'],
  ['top', 'top'],
  ['shareError', 'shErr'],
  ['marked', 'true'],
  ['predicted', 'pred'],
  ['over', 'over'],
  ['logDistance', 'logTV'],
  ['logFirst', 'log1'],
];
const COUNTS = new Set(['marked', 'predicted', 'over']);

/** The means of a set's scores; F1 also pooled, over the sums of hits, false alarms and misses. */
export function summary(rows) {
  const out = {};
  for (const [key] of COLUMNS) {
    const known = rows.map((row) => row[key]).filter((value) => value !== undefined);
    if (known.length > 0) out[key] = known.reduce((a, b) => a + b, 0) / known.length;
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const [hits, wrong, missed] = [sum('hits'), sum('false'), sum('missed')];
  const all = 2 * hits + wrong + missed;
  return { ...out, hits, false: wrong, missed, pooled: all > 0 ? (2 * hits) / all : 1 };
}

/** One row a recording, and their mean. */
export function table(title, rows, { all }) {
  const mean = summary(rows);
  const shown = all ? rows : [];
  const width = Math.max(title.length, ...shown.map(({ name }) => name.length)) + 2;
  const cells = (row, whole) =>
    COLUMNS.map(([key]) => told(row[key], whole && COUNTS.has(key)).padStart(8)).join('');
  return [
    title.padEnd(width) + COLUMNS.map(([, label]) => label.padStart(8)).join(''),
    ...shown.map((row) => row.name.padEnd(width) + cells(row, true)),
    `mean of ${rows.length}`.padEnd(width) + cells(mean, false),
    `pooled F1 ${mean.pooled.toFixed(3)} (${mean.hits} hits, ${mean.false} false, ${mean.missed} missed)`,
    '',
  ].join('\n');
}

function told(value, whole) {
  if (value === undefined) return '-';
  return whole ? String(value) : value.toFixed(3);
}
