import { readFileSync } from 'node:fs';
import { cpuOf, pause, start } from '../measure.js';
import { PEERS } from '../peers.js';
import { missing, row } from '../rows.js';

export const title = 'Steady sampling of idle processes: share of one core';

export async function run(context) {
  const seconds = context.smoke ? 2 : 10;
  // Before this (ms) Node still compiles and optimizes hot functions, which is part of the start.
  const settle = context.smoke ? 2000 : 10_000;
  const cases = [
    { count: 1, hz: 10, times: 1.2 },
    { count: 1, hz: 100, share: 4 },
    { count: 10, hz: 10 },
    { count: 10, hz: 100 },
    { count: 100, hz: 10 },
    { count: 100, hz: 100 },
    { count: 1000, hz: 10, cost: 6, pace: 9.5 },
  ];
  const rows = [];
  for (const one of context.smoke ? cases.slice(0, 2) : cases)
    rows.push(...(await measure(context, one, seconds, settle)));
  return rows;
}

async function measure(context, { count, hz, share, times, cost, pace }, seconds, settle) {
  const what = `${count} process${count > 1 ? 'es' : ''}, ${hz} Hz`;
  const life = seconds + (settle + count * 6) / 1000 + 1;
  const command = [
    'sh',
    '-c',
    `for i in $(seq 2 ${count}); do sleep ${life} & done; exec sleep ${life}`,
  ];
  const record = context.file('sampling.jsonl');
  const own = await used(
    [context.memwrap, '-q', '--force', '-o', record, '-i', `${1000 / hz}ms`, '--', ...command],
    seconds,
    settle + count * 4,
  );
  const samples = samplesBetween(record, own.from, own.to);
  const rate = samples / own.seconds;
  const perSample = (own.cpu * 1000) / samples;
  const percent = (own.cpu / own.seconds) * 100;
  // It measures ten times a second, whatever is asked.
  const other =
    PEERS.runsolver && hz === 10
      ? await used([PEERS.runsolver, '-w', '/dev/null', ...command], seconds, settle + count * 4)
      : undefined;
  const theirs = other && (other.cpu / other.seconds) * 100;
  const rows = [
    row(what, 'memwrap', [percent], '%', {
      beside: `${perSample.toFixed(2)} ms a sample, ${rate.toFixed(1)} samples a second`,
      ...(share !== undefined && { asked: `≤ ${share} %`, reached: percent <= share }),
      ...(times !== undefined &&
        theirs !== undefined && {
          asked: `≤ ${times} × runsolver`,
          reached: percent <= times * theirs,
        }),
      ...(cost !== undefined && {
        asked: `≤ ${cost} ms a sample, ≥ ${pace} Hz`,
        reached: perSample <= cost && rate >= pace,
      }),
    }),
  ];
  if (theirs !== undefined) rows.push(row(what, 'runsolver', [theirs], '%'));
  else if (times !== undefined) rows.push(missing(what, 'runsolver', 'not installed'));
  if (PEERS.mprof === undefined) return rows;
  if (count > 100) return [...rows, missing(what, 'mprof', 'not run: takes minutes')];
  const peer = await used(
    [PEERS.mprof, 'run', '-C', '-T', String(1 / hz), '-o', context.file('mprof.dat'), ...command],
    seconds,
    settle + count * 4,
  );
  return [...rows, row(what, 'mprof', [(peer.cpu / peer.seconds) * 100], '%')];
}

/** The CPU time a process uses while its command sleeps. */
async function used(argv, seconds, settle) {
  const child = start(argv);
  await pause(settle);
  const [cpu, from] = [cpuOf(child.pid), Date.now()];
  await pause(seconds * 1000);
  const result = {
    cpu: cpuOf(child.pid) - cpu,
    from,
    to: Date.now(),
    seconds: (Date.now() - from) / 1000,
  };
  await child;
  return result;
}

function samplesBetween(file, from, to) {
  const times = readFileSync(file, 'utf8').matchAll(/"time":([\d.]+),"type":"sample"/g);
  return Array.from(times, ([, time]) => Number(time)).filter((time) => time >= from && time < to)
    .length;
}
