// The same recordings with changes that should not matter, to see how the scores hold on curves no rule was tuned to.
import { scoreOf } from './phase-scores.js';
import { summary } from './table.js';

const OPPOSITE = {
  rise: 'drop',
  drop: 'rise',
  climb: 'decline',
  decline: 'climb',
  plateau: 'plateau',
};
const isJump = ({ kind }) => kind === 'rise' || kind === 'drop';
/** A boundary this close to an end of the recording does not count there, but would further inside. */
const EDGE = 0.012;
/** A flat end keeps the last drop of a reversed curve from passing for its exit. */
const TAIL = 0.03;

const SHAKES = {
  'a third of the samples left out': (recording) => thinned(recording, 1, 0.65),
  'another third': (recording) => thinned(recording, 2, 0.65),
  'noise of 0.3 % of the range': (recording) => trembling(recording, 3, 0.003),
  'turned round': (recording) => turned(recording),
  'turned round and thinned': (recording) => thinned(turned(recording), 4, 0.65),
  'a flat start of 8 %': (recording) => delayed(recording, 0.08),
};

/** Scores each set as it is and perturbed, and prints a row for each perturbation. */
export function shaken(sets, findPhases, print) {
  for (const [title, recordings] of Object.entries(sets)) {
    const score = (shake) => recordings.map((one) => scoreOf(shake(one), findPhases));
    print(`\n${title}`);
    print(
      row(
        'as it is',
        score((one) => one),
      ),
    );
    const all = Object.entries(SHAKES).map(([name, shake]) => [name, score(shake)]);
    for (const [name, scores] of all) print(row(name, scores));
    print(
      row(
        'all shaken',
        all.flatMap(([, scores]) => scores),
      ),
    );
  }
}

function row(name, scores) {
  const mean = summary(scores);
  const told = (key) => (mean[key] ?? Number.NaN).toFixed(3);
  return `${name.padEnd(34)} F1 ${told('f1')}, pooled ${told('pooled')}, covering ${told('covering')}, kind/t ${told('kindTime')}, top ${told('top')}`;
}

/** A linear congruential generator: the same numbers on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function only(recording, keep) {
  const kept = [...recording.times.keys()].filter(keep);
  return {
    ...recording,
    times: kept.map((i) => recording.times[i]),
    values: kept.map((i) => recording.values[i]),
  };
}

function thinned(recording, seed, part) {
  const next = random(seed);
  const last = recording.times.length - 1;
  return only(recording, (i) => next() < part || i === 0 || i === last);
}

function trembling(recording, seed, part) {
  const next = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const { values } = recording;
  const range = Math.max(...values) - Math.min(...values);
  return { ...recording, values: values.map((value) => value + part * range * normal()) };
}

/** The marks, without the outer ends of a gradual first or last phase, which cannot be seen there. */
function inner(recording) {
  const { truth } = recording;
  const edge = EDGE * (truth.end - truth.start);
  const start = isJump(truth.phases[0]) ? truth.start : truth.start + edge;
  const end = isJump(truth.phases.at(-1)) ? truth.end : truth.end - edge;
  const phases = truth.phases
    .map((phase) => ({
      ...phase,
      start: Math.max(start, phase.start),
      end: Math.min(end, phase.end),
      from: phase.start_from ?? phase.start,
      to: phase.start_to ?? phase.start,
    }))
    .filter((phase) => phase.end > phase.start);
  const kept = only(recording, (i) => recording.times[i] >= start && recording.times[i] <= end);
  return { ...kept, truth: { ...truth, start, end, phases } };
}

const startsAt = (start, from, to, optional) => ({
  start,
  start_from: from,
  start_to: to,
  optional_start: optional,
});

function turned(original) {
  const recording = inner(original);
  const { start, end, phases } = recording.truth;
  const back = (time) => start + end - time;
  const times = recording.times.map(back).reverse();
  const values = recording.values.toReversed();
  const step = (end - start) / times.length;
  const last = times.at(-1);
  for (let tail = step; tail <= TAIL * (end - start); tail += step) {
    times.push(last + tail);
    values.push(values.at(-1));
  }
  const marked = phases
    .map((phase, i) => {
      const next = phases[i + 1];
      return {
        ...(next
          ? startsAt(back(next.start), back(next.to), back(next.from), next.optional_start)
          : startsAt(start, start, start, false)),
        end: back(phase.start),
        kind: OPPOSITE[phase.kind],
        delta: -phase.delta,
      };
    })
    .reverse();
  marked.push({ ...startsAt(end, end, end, true), end: times.at(-1), kind: 'plateau', delta: 0 });
  return {
    ...recording,
    times,
    values,
    truth: { ...recording.truth, phases: marked, end: times.at(-1) },
  };
}

function delayed(original, part) {
  const recording = inner(original);
  const { start, end, phases } = recording.truth;
  const delay = part * (end - start);
  const step = (end - start) / recording.times.length;
  const flat = Array.from({ length: Math.floor(delay / step) }, (_, i) => start + i * step);
  const [first] = phases;
  const flatPhase = { ...startsAt(start, start, start, false), end: start + delay };
  const later = phases.map((phase) => ({
    ...startsAt(
      phase.start + delay,
      phase.from + delay,
      phase.to + delay,
      phase === first ? phase.kind === 'plateau' : phase.optional_start,
    ),
    end: phase.end + delay,
    kind: phase.kind,
    delta: phase.delta,
  }));
  return {
    ...recording,
    times: [...flat, ...recording.times.map((time) => time + delay)],
    values: [...flat.map(() => recording.values[0]), ...recording.values],
    truth: {
      ...recording.truth,
      end: end + delay,
      phases: [{ ...flatPhase, kind: 'plateau', delta: 0 }, ...later],
    },
  };
}
