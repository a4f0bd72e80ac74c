// Scores how well the growth that a report attributes to log templates agrees with what the lines really allocated.

const START = '(start)';
const isStart = (template) => template === undefined || template === '' || template === START;

/** undefined if the recording has no known answer for its lines. */
export function lineScore(truth, growthByLine, lines) {
  const templates = truth.templates ?? [];
  if (!templates.some((template) => template.id !== START)) return undefined;
  const pairs = paired(truth, growthByLine, lines);
  const p = shares(templates.map((template) => template.bytes));
  const q = shares(growthByLine.map((growth) => growth.bytes ?? 0));
  if (!p) return undefined;
  const predicted = q ?? growthByLine.map(() => 0);
  const matched = new Set(pairs.values());
  let distance = 0;
  for (const [i, share] of p.entries()) {
    distance += Math.abs(share - (pairs.has(i) ? predicted[pairs.get(i)] : 0));
  }
  for (const [j, share] of predicted.entries()) if (!matched.has(j)) distance += share;
  return {
    distance: q ? distance / 2 : 1,
    first: firstIsRight(templates, growthByLine, p, predicted, pairs),
  };
}

function shares(bytes) {
  const grown = bytes.map((value) => Math.max(0, value));
  const total = grown.reduce((a, b) => a + b, 0);
  return total > 0 ? grown.map((value) => value / total) : undefined;
}

function firstIsRight(templates, growthByLine, p, q, pairs) {
  const real = [...p.keys()].filter((i) => templates[i].id !== START);
  const most = Math.max(...real.map((i) => p[i]));
  const mine = [...q.keys()].filter((j) => !isStart(growthByLine[j].template));
  if (mine.length === 0) return 0;
  const first = mine.reduce((a, b) => (q[b] > q[a] ? b : a));
  return real.some((i) => p[i] >= 0.9 * most && pairs.get(i) === first) ? 1 : 0;
}

/** Matches true and predicted templates one to one, best agreement first; from true to predicted index. */
function paired(truth, growthByLine, lines) {
  const mine = growthByLine.map(() => new Set());
  for (const [line, j] of covered(growthByLine, lines).entries()) if (j >= 0) mine[j].add(line);
  const theirs = truth.templates.map(() => new Set());
  for (const [line, i] of truth.line_templates.entries()) {
    if (i !== null && line < lines.length) theirs[i].add(line);
  }
  const likely = [];
  for (const [i, a] of theirs.entries()) {
    for (const [j, b] of mine.entries()) {
      const both = [...a].filter((line) => b.has(line)).length;
      const likeness = both / (a.size + b.size - both);
      if (both > 0 && likeness >= 0.5) likely.push({ likeness, i, j });
    }
  }
  likely.sort((a, b) => b.likeness - a.likeness || a.i - b.i || a.j - b.j);
  const pairs = new Map();
  const taken = new Set();
  for (const { i, j } of likely) {
    if (pairs.has(i) || taken.has(j)) continue;
    pairs.set(i, j);
    taken.add(j);
  }
  const start = truth.templates.findIndex((template) => template.id === START);
  const predictedStart = growthByLine.findIndex((growth) => isStart(growth.template));
  if (start >= 0 && predictedStart >= 0) pairs.set(start, predictedStart);
  return pairs;
}

/** For each line, the index of the predicted template that covers it; -1 if none does. */
function covered(growthByLine, lines) {
  const by = lines.map(() => -1);
  const byText = [];
  for (const [j, growth] of growthByLine.entries()) {
    if (Array.isArray(growth.lines)) {
      for (const line of growth.lines) if (by[line] === -1) by[line] = j;
    } else if (growth.template) byText.push(j);
  }
  const constant = (j) => growthByLine[j].template.replace(/<[^>]*>/g, '').length;
  byText.sort((a, b) => constant(b) - constant(a) || a - b);
  const patterns = byText.map((j) => ({ j, pattern: pattern(growthByLine[j].template) }));
  for (const [line, text] of lines.entries()) {
    if (by[line] === -1) by[line] = patterns.find((one) => one.pattern.test(text))?.j ?? -1;
  }
  return by;
}

function pattern(template) {
  const parts = template.split(/<\*>|<[A-Za-z_:]+>/);
  const escaped = parts.map((part) =>
    part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'),
  );
  return new RegExp(`^\\s*${escaped.join('.*?')}\\s*$`, 's');
}
