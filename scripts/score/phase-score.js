// Scores how well predicted phases agree with the marked ones. Times in seconds; docs/phases.md explains the measures.

const KINDS = new Set(['rise', 'climb', 'plateau', 'decline', 'drop']);
const isJump = (phase) => phase.kind === 'rise' || phase.kind === 'drop';
const length = (phase) => phase.end - phase.start;
/** Optional boundaries of one recording that are tried both ways. */
const MOST_OPTIONAL = 8;

/** One column of a chart of a hundred, but no finer than the sampling. */
export function tolerance(start, end, times) {
  const steps = times.slice(1).map((time, i) => time - times[i]);
  steps.sort((a, b) => a - b);
  return Math.max(0.01 * (end - start), 2.5 * (steps[steps.length >> 1] ?? 0));
}

export function phaseScore(truth, predictedPhases, times) {
  const { start, end } = truth;
  const near = tolerance(start, end, times);
  const marked = tidy(truth.phases, start, end);
  const predicted = tidy(predictedPhases, start, end);
  const choices = [...choicesOf(marked)];
  return {
    ...boundaryScore(marked, predicted, start, end, near),
    covering: Math.max(...choices.map((choice) => covering(choice, predicted, end - start))),
    kindTime: kindByTime(marked, predicted) / (end - start),
    kindGrowth: kindByGrowth(marked, predicted, near),
    ...topScore(choices, predicted, near),
    marked: marked.length,
    predicted: predicted.length,
    over: Math.max(0, predicted.length - marked.length),
  };
}

/** Clipped to the recording, in order, without gaps: a gap belongs to the phase before it. */
function tidy(phases, start, end) {
  const clip = (time) => Math.max(start, Math.min(end, time));
  const out = phases
    .map((phase) => ({
      start: clip(phase.start),
      end: clip(phase.end),
      kind: KINDS.has(phase.kind) ? phase.kind : 'plateau',
      delta: phase.delta || 0,
      optional: Boolean(phase.optional_start),
      from: phase.start_from ?? phase.start,
      to: phase.start_to ?? phase.start,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  if (out.length === 0) {
    out.push({ start, end, kind: 'plateau', delta: 0, optional: false, from: start, to: start });
  }
  out[0].start = start;
  for (let i = 1; i < out.length; i++) {
    out[i].start = Math.max(out[i].start, out[i - 1].start);
    out[i - 1].end = out[i].start;
  }
  out.at(-1).end = end;
  return out;
}

/** Boundaries as intervals; both ends of a jump that is no longer than twice the tolerance are one. */
export function boundaryEvents(phases, near) {
  const short = (phase) => isJump(phase) && length(phase) <= 2 * near;
  const whole = (phase, optional) => ({ from: phase.start, to: phase.end, optional });
  const events = [];
  let next = 1;
  if (short(phases[0])) {
    // It ends within the tolerance of the start of the recording: no boundary of its own.
    if (length(phases[0]) > near && phases.length > 1) events.push(whole(phases[0], true));
    if (phases.length > 1) {
      next = short(phases[1]) ? 3 : 2;
      if (short(phases[1])) events.push(whole(phases[1], phases[1].optional));
    }
  }
  while (next < phases.length) {
    const phase = phases[next];
    if (short(phase)) {
      events.push(whole(phase, phase.optional));
      next += 2;
      continue;
    }
    events.push({
      from: Math.min(phase.start, phase.from),
      to: Math.max(phase.start, phase.to),
      optional: phase.optional,
    });
    next++;
  }
  return events;
}

const gap = (a, b) => Math.max(0, a.from - b.to, b.from - a.to);

/** The largest one-to-one matching, firm boundaries first: from the index of a marked event to that of a predicted one. */
function matching(marked, predicted, near) {
  const reach = marked.map((m) => predicted.flatMap((p, j) => (gap(m, p) <= near ? [j] : [])));
  const owner = new Map();
  const place = (i, seen) => {
    for (const j of reach[i]) {
      if (seen.has(j)) continue;
      seen.add(j);
      if (!owner.has(j) || place(owner.get(j), seen)) {
        owner.set(j, i);
        return true;
      }
    }
    return false;
  };
  const order = [...marked.keys()].sort((a, b) => marked[a].optional - marked[b].optional);
  for (const i of order) place(i, new Set());
  return new Map([...owner].map(([j, i]) => [i, j]));
}

function boundaryScore(markedPhases, predictedPhases, start, end, near) {
  const marked = boundaryEvents(markedPhases, near);
  const predicted = boundaryEvents(predictedPhases, near);
  const atEdge = (event) =>
    gap(event, { from: start, to: start }) <= near || gap(event, { from: end, to: end }) <= near;
  const pairs = matching(marked, predicted, near);
  const used = new Set(pairs.values());
  const firm = marked.map((event, i) => ({ event, i })).filter(({ event }) => !event.optional);
  const hits = firm.filter(({ i }) => pairs.has(i)).length;
  const missed = firm.filter(({ event, i }) => !pairs.has(i) && !atEdge(event));
  const wrong = predicted.filter((event, j) => !used.has(j) && !atEdge(event));
  const precision = hits + wrong.length > 0 ? hits / (hits + wrong.length) : 1;
  const recall = hits + missed.length > 0 ? hits / (hits + missed.length) : 1;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return {
    f1,
    precision,
    recall,
    hits,
    false: wrong.length,
    missed: missed.length,
    wrongAt: wrong.map((event) => event.from),
    missedAt: missed.map(({ event }) => event.from),
  };
}

/** The marked phases with each choice of the optional boundaries left out. */
function* choicesOf(phases) {
  const optional = [...phases.keys()].filter((i) => i > 0 && phases[i].optional);
  const tried = optional.slice(0, MOST_OPTIONAL);
  for (let choice = 0; choice < 1 << tried.length; choice++) {
    const out = [];
    for (const [i, phase] of phases.entries()) {
      const bit = tried.indexOf(i);
      if (bit >= 0 && choice & (1 << bit)) {
        const before = out.at(-1);
        out[out.length - 1] = { ...before, end: phase.end, delta: before.delta + phase.delta };
      } else out.push(phase);
    }
    yield out;
  }
}

const overlap = (a, b) => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
const union = (a, b) => Math.max(a.end, b.end) - Math.min(a.start, b.start);

function covering(marked, predicted, duration) {
  if (duration <= 0) return 1;
  let sum = 0;
  for (const phase of marked) {
    if (length(phase) <= 0) continue;
    const likeness = (other) => {
      const shared = overlap(phase, other);
      return shared > 0 ? shared / union(phase, other) : 0;
    };
    sum += length(phase) * Math.max(...predicted.map(likeness));
  }
  return sum / duration;
}

function kindByTime(marked, predicted) {
  let sum = 0;
  for (const a of marked) for (const b of predicted) if (a.kind === b.kind) sum += overlap(a, b);
  return sum;
}

const apart = (a, b) => Math.max(0, a.start - b.end, b.start - a.end);

function kindByGrowth(marked, predicted, near) {
  const total = marked.reduce((sum, phase) => sum + Math.abs(phase.delta), 0);
  if (total === 0) return 1;
  let sum = 0;
  for (const phase of marked) {
    const weight = Math.abs(phase.delta);
    if (weight === 0) continue;
    const like = predicted.filter((other) => other.kind === phase.kind);
    if (isJump(phase)) {
      const found = like
        .filter((other) => apart(phase, other) <= near)
        .reduce((all, other) => all + Math.abs(other.delta), 0);
      sum += weight * Math.min(1, found / weight);
    } else if (length(phase) > 0) {
      sum += (weight * like.reduce((all, other) => all + overlap(phase, other), 0)) / length(phase);
    }
  }
  return sum / total;
}

function isFound(phase, other, near) {
  if (length(phase) <= 2 * near) {
    return apart(phase, other) <= near && length(other) <= length(phase) + 2 * near;
  }
  return union(phase, other) > 0 && overlap(phase, other) / union(phase, other) >= 0.5;
}

const growth = (phases) => phases.reduce((sum, phase) => sum + Math.max(0, phase.delta), 0);
const largest = (phases) => phases.reduce((a, b) => (b.delta > a.delta ? b : a));

/** Whether the phase that grew most is the right one, and how far its share of the growth is from the true share. */
function topScore(choices, predicted, near) {
  const grown = growth(predicted);
  const found = largest(predicted);
  let top = 0;
  let shareError = 1;
  for (const marked of choices) {
    const total = growth(marked);
    if (total <= 0) return {};
    const first = largest(marked);
    const share = first.delta / total;
    const good = marked.filter((phase) => phase.delta >= 0.9 * first.delta);
    const hit =
      grown > 0 && found.delta > 0 && good.some((phase) => isFound(phase, found, near)) ? 1 : 0;
    const shares = predicted
      .filter((phase) => grown > 0 && phase.delta > 0 && isFound(first, phase, near))
      .map((phase) => Math.abs(share - phase.delta / grown));
    const error = shares.length > 0 ? Math.min(...shares) : share;
    if (hit > top || (hit === top && error < shareError)) {
      top = hit;
      shareError = error;
    }
  }
  return { top, shareError };
}
