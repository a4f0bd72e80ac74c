// Curves by construction: phases with known boundaries under noise, wandering, teeth, spikes, dips, stairs, jitter and gaps.
// The same seed gives the same curve everywhere.

const JUMPS = new Set(['rise', 'drop']);
const SLOPES = new Set(['climb', 'decline']);
const KINDS = ['climb', 'climb', 'plateau', 'plateau', 'rise', 'drop', 'decline'];
const DISTURBANCES = [
  ...['none', 'white', 'white', 'ar', 'ar', 'saw', 'sawone', 'spikes', 'dips', 'stairs', 'mixed'],
];
const MIB = 1024 * 1024;
const PAGE = 4096;

/** A recording of `samples` samples, `interval` seconds apart, with its truth. Times in seconds, values in bytes. */
export function synthetic(seed, samples = 1500, interval = 0.02) {
  const draw = drawer(seed * 7919 + 13);
  const plan = planned(draw);
  const duration = samples * interval;
  const bytes = draw.between(100, 8000) * MIB;
  const times = sampleTimes(draw, samples, interval, duration);
  const edges = edgesOf(plan);
  const base = baseOf(plan);
  const curve = { times, duration, edges, plan, values: drawn(plan, edges, times, duration, base) };
  const [low, high] = extent(curve.values);
  const disturbance = disturb(curve, Math.max(high - low, 0.05), draw);
  return {
    name: `s${String(seed).padStart(5, '0')}-${disturbance.kind}`,
    times: Array.from(times, (time) => Number(time.toFixed(4))),
    values: Array.from(curve.values, (value) =>
      Math.max(0, Math.round((value * bytes) / PAGE) * PAGE),
    ),
    truth: {
      start: times[0],
      end: times[samples - 1],
      phases: plan.map((phase, i) => ({
        start: edges[i] * duration,
        end: edges[i + 1] * duration,
        kind: phase.kind,
        delta: Math.round(phase.delta * bytes),
        ...playOf(plan, edges, i, duration, disturbance),
      })),
    },
  };
}

/** Mulberry32, and draws from it. */
function drawer(seed) {
  let state = seed;
  const next = () => {
    state = (state | 0) + 0x6d2b79f5;
    state |= 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick: (list) => list[Math.floor(next() * list.length)],
    normal: () => {
      let sum = 0;
      for (let i = 0; i < 12; i++) sum += next();
      return sum - 6;
    },
  };
}

/** Up to eight phases whose boundaries a person would see; durations and heights in parts. */
function planned(draw) {
  for (let attempt = 0; ; attempt++) {
    const plan = attemptedPlan(draw);
    const total = plan.reduce((sum, { duration }) => sum + duration, 0);
    for (const phase of plan) phase.duration /= total;
    if (isClear(plan, attempt)) return plan;
  }
}

function attemptedPlan(draw) {
  const count = 1 + Math.floor(draw.next() * 7);
  const plan = [];
  let level = draw.between(0.02, 0.3);
  let before = null;
  for (let i = 0; i < count; i++) {
    let kind = draw.pick(KINDS);
    if (kind === before && kind !== 'climb') kind = kind === 'plateau' ? 'climb' : 'plateau';
    const falls = kind === 'drop' || kind === 'decline';
    if (falls && level < 0.35) kind = before === 'climb' ? 'plateau' : 'climb';
    if (kind === 'rise' && before === 'drop') kind = 'plateau';
    const duration = JUMPS.has(kind) ? draw.between(0.0005, 0.02) : draw.between(0.06, 0.4);
    let delta = 0;
    if (kind === 'climb') delta = draw.between(0.1, 0.5);
    if (kind === 'rise') delta = draw.between(0.12, 0.7);
    if (kind === 'drop' || kind === 'decline') delta = -draw.between(0.12, level - 0.05);
    plan.push({ kind, duration, delta });
    level += delta;
    before = kind;
  }
  if (JUMPS.has(before)) {
    plan.push({ kind: 'plateau', duration: draw.between(0.06, 0.3), delta: 0 });
  }
  return plan;
}

function isClear(plan, attempt) {
  let level = 0;
  let low = 1e9;
  let high = -1e9;
  for (const { delta } of plan) {
    low = Math.min(low, level);
    level += delta;
    high = Math.max(high, level);
    low = Math.min(low, level);
  }
  const range = high - low;
  const flat = plan.length === 1 && plan[0].kind === 'plateau';
  if (range < 0.1 && !flat) return false;
  if (flat && attempt <= 20) return false;
  return plan.every((phase, i) => standsOut(phase, plan[i - 1], range));
}

function standsOut(phase, before, range) {
  const height = Math.abs(phase.delta) / range;
  const steepness = height / phase.duration;
  if (JUMPS.has(phase.kind)) {
    if (height < 0.08 || phase.duration > 0.03 || steepness < 8) return false;
  } else if (phase.duration < 0.05) return false;
  if (SLOPES.has(phase.kind) && (height < 0.1 || steepness > 20)) return false;
  return before === undefined || isApart(phase, before, range);
}

function isApart(phase, before, range) {
  const slope = ({ delta, duration }) => delta / duration;
  if (before.kind === phase.kind) {
    const ratio = slope(before) / slope(phase);
    if (Math.max(ratio, 1 / ratio) < 2.5) return false;
  }
  if (before.kind === 'plateau' || phase.kind === 'plateau') {
    const other = before.kind === 'plateau' ? phase : before;
    if (SLOPES.has(other.kind) && Math.abs(other.delta) / range < 0.12) return false;
  }
  const jump = JUMPS.has(phase.kind) || JUMPS.has(before.kind);
  if (jump && (SLOPES.has(phase.kind) || SLOPES.has(before.kind))) {
    const [a, b] = [Math.abs(slope(phase)), Math.abs(slope(before))];
    if (Math.max(a, b) / Math.min(a, b) < 6) return false;
  }
  return true;
}

function sampleTimes(draw, samples, interval, duration) {
  const times = new Float64Array(samples);
  const jitter = draw.pick([0, 0, 0.1, 0.4]);
  const gaps = draw.next() < 0.2;
  let time = 0;
  for (let i = 0; i < samples; i++) {
    times[i] = time;
    const late = 1 + jitter * (draw.next() - 0.5);
    time += interval * late * (gaps && draw.next() < 0.002 ? draw.between(5, 20) : 1);
  }
  const scale = duration / times[samples - 1];
  for (let i = 0; i < samples; i++) times[i] *= scale;
  return times;
}

function edgesOf(plan) {
  const edges = [0];
  let at = 0;
  for (const { duration } of plan) {
    at += duration;
    edges.push(at);
  }
  edges[edges.length - 1] = 1;
  return edges;
}

function baseOf(plan) {
  let level = 0;
  let low = 0;
  for (const { delta } of plan) {
    level += delta;
    low = Math.min(low, level);
  }
  return 0.1 - low;
}

function drawn(plan, edges, times, duration, base) {
  const values = new Float64Array(times.length);
  let phase = 0;
  let level = base;
  for (let i = 0; i < times.length; i++) {
    const at = times[i] / duration;
    while (phase < plan.length - 1 && at > edges[phase + 1]) level += plan[phase++].delta;
    const part = Math.min(1, (at - edges[phase]) / (edges[phase + 1] - edges[phase]));
    values[i] = level + plan[phase].delta * part;
  }
  return values;
}

/** Disturbs the curve; returns how uncertain its noise and its period make a boundary. */
function disturb(curve, range, draw) {
  const kind = draw.pick(DISTURBANCES);
  const has = (one) => kind === one || (kind === 'mixed' && draw.next() < 0.4);
  let sigma = 0;
  let period = 0;
  if (has('white')) sigma = Math.max(sigma, whiteNoise(curve, range, draw));
  if (has('ar')) sigma = Math.max(sigma, wandering(curve, range, draw));
  if (has('saw')) period = teeth(curve, range, draw);
  if (has('spikes') || has('dips')) spikes(curve, range, draw, kind === 'dips' ? -1 : 1);
  if (has('stairs')) sigma = Math.max(sigma, steps(curve, range, draw));
  if (kind === 'sawone') period = teethInOne(curve, range, draw);
  return { kind, sigma, period };
}

function whiteNoise({ values }, range, draw) {
  const height = draw.between(0.002, 0.02) * range;
  for (let i = 0; i < values.length; i++) values[i] += height * draw.normal();
  return 0.3 * height;
}

function wandering({ values }, range, draw) {
  const height = draw.between(0.005, 0.025) * range;
  const memory = draw.between(0.001, 0.012) * values.length;
  const keep = Math.exp(-1 / Math.max(1, memory));
  const push = height * Math.sqrt(1 - keep * keep);
  let away = 0;
  for (let i = 0; i < values.length; i++) {
    away = keep * away + push * draw.normal();
    values[i] += away;
  }
  return height;
}

function teeth({ values, times, duration }, range, draw) {
  const mean = draw.between(0.004, 0.06) * duration;
  const usual = draw.between(0.06, 0.22) * range;
  let from = 0;
  let next = 0;
  let period = mean;
  let height = usual;
  for (let i = 0; i < values.length; i++) {
    while (times[i] >= next) {
      from = next;
      period = mean * draw.between(0.8, 1.2);
      height = usual * draw.between(0.8, 1.2);
      next = from + period;
    }
    values[i] += (height * (times[i] - from)) / period;
  }
  return mean;
}

function spikes({ values, times, duration }, range, draw, sign) {
  const count = 1 + Math.floor(draw.next() * 14);
  for (let spike = 0; spike < count; spike++) {
    const from = draw.between(0.02, 0.96) * duration;
    const width = draw.between(0.0005, 0.018) * duration;
    const height = sign * draw.between(0.1, 0.5) * range;
    for (let i = 0; i < values.length; i++) {
      if (times[i] >= from && times[i] < from + width) values[i] += height;
    }
  }
}

function steps({ values }, range, draw) {
  const height = draw.between(0.005, 0.025) * range;
  for (let i = 0; i < values.length; i++) values[i] = Math.floor(values[i] / height) * height;
  return 0.5 * height;
}

function teethInOne({ values, times, duration, edges, plan }, range, draw) {
  const phase = Math.floor(draw.next() * plan.length);
  const period = draw.between(0.006, 0.03) * duration;
  const height = draw.between(0.03, 0.1) * range;
  if (plan[phase].duration <= (5 * period) / duration) return period;
  for (let i = 0; i < values.length; i++) {
    const at = times[i] / duration;
    if (at < edges[phase] || at >= edges[phase + 1]) continue;
    values[i] += height * ((((at - edges[phase]) * duration) / period) % 1);
  }
  return period;
}

/** A kink cannot be placed better than where its two lines differ by less than the noise, or than half a tooth. */
function playOf(plan, edges, i, duration, { sigma, period }) {
  if (i === 0 || JUMPS.has(plan[i].kind) || JUMPS.has(plan[i - 1].kind)) return {};
  const slope = (phase) => phase.delta / phase.duration;
  const turn = Math.abs(slope(plan[i]) - slope(plan[i - 1])) / duration;
  const play = Math.min(0.05 * duration, Math.max((1.5 * sigma) / turn, period / 2));
  if (play <= 0) return {};
  return { start_from: edges[i] * duration - play, start_to: edges[i] * duration + play };
}

function extent(values) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
