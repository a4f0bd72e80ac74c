import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { interleaved, median, mostOf, timed } from '../measure.js';
import { PEERS } from '../peers.js';
import { missing, row } from '../rows.js';

export const title = 'memwrap report, whole process';

const MIB = 2 ** 20;
const START = 1_795_339_033_233;

export async function run(context) {
  const cases = [
    { what: '10 k samples', count: 1e4, every: 0 },
    { what: '100 k samples', count: 1e5, every: 0 },
    { what: '1 M samples', count: 1e6, every: 0, cpu: 0.6, memory: 100 },
    { what: '10 M samples', count: 1e7, every: 0, cpu: 3.5, memory: 150 },
    { what: '1 M lines, 10 k samples', count: 1e4, every: 100 },
    { what: '1 M lines, 200 k samples', count: 2e5, every: 5, cpu: 1.5, memory: 150 },
    { what: '20 000 processes', count: 2e4, processes: true, cpu: 1.5, memory: 150 },
  ];
  const rows = [];
  for (const one of context.smoke ? cases.slice(0, 2) : cases)
    rows.push(...(await measure(context, one)));
  return rows;
}

async function measure(context, { what, count, every, processes, cpu: mostCpu, memory }) {
  const file = context.file('report.jsonl');
  const foreign = context.file('report.dat');
  const size = processes ? writeProcesses(file, count) : write(file, count, every);
  const report = [context.memwrap, 'report', file];
  const { status } = await timed(context, report);
  if (status !== 0) return [missing(what, 'memwrap', 'this version has no report')];
  if (PEERS.mprof && every === 0) writeMprof(foreign, count);
  const results = await interleaved(context.smoke || count > 1e6 ? 1 : 5, {
    memwrap: async () => ({ ...(await timed(context, report)), most: await mostOf(report) }),
    ...(PEERS.mprof &&
      every === 0 && {
        'mprof peak': async () => {
          const argv = [PEERS.mprof, 'peak', foreign];
          return { ...(await timed(context, argv)), most: await mostOf(argv) };
        },
      }),
  });
  rmSync(file);
  rmSync(foreign, { force: true });
  return Object.entries(results).map(([who, { cpu, most }]) => {
    const own = who === 'memwrap';
    const asked = own && mostCpu !== undefined;
    const peak = median(most);
    return row(what, who, cpu, 'CPU s', {
      beside: `at most ${peak.toFixed(0)} MiB${own ? `, a recording of ${(size / MIB).toFixed(0)} MiB` : ''}`,
      ...(asked && {
        asked: `≤ ${mostCpu} s, ≤ ${memory} MiB`,
        reached: median(cpu) <= mostCpu && peak <= memory,
      }),
    });
  });
}

/** Writes a recording as memwrap does: every tenth sample complete, PSS rarer still, `every` lines after each sample. */
export function write(file, count, every) {
  const descriptor = openSync(file, 'w');
  let text = `{"level":30,"time":${START},"type":"start","version":1,"name":"bench","argv":["bench"]}\n`;
  let size = 0;
  let lines = 0;
  for (let i = 0; i < count; i++) {
    const time = START + i * 100 + 0.25;
    const rss = sizeAt(i, count);
    text += `{"level":20,"time":${time},"type":"sample","rss":${rss}`;
    if (i % 10 === 0) {
      text += `,"anon":${rss - 12288000},"file":12288000,"shmem":0,"swap":0`;
      if (i % 100 === 0) text += `,"pss":${rss - 4096000}`;
      text += `,"hwm":${rss + 40960},"procs":3,"machineUsed":${rss + 4e9},"machineAvailable":${3e10 - rss},"cost":0.214`;
    }
    text += '}\n';
    for (let k = 0; k < every; k++) {
      text += `{"level":30,"time":${time + k},"type":"line","fd":1,"msg":"2026-11-22 loaded shard ${lines++} of ${count * every} from /data/part-${lines % 97}.bin in ${lines % 13} ms"}\n`;
    }
    if (text.length > 1e6) {
      size += writeSync(descriptor, text);
      text = '';
    }
  }
  const end = START + count * 100;
  size += writeSync(
    descriptor,
    `${text}{"level":30,"time":${end},"type":"end","reason":"exit","exit":{"code":0},"status":0,"samples":${count},"lines":${lines}}\n`,
  );
  closeSync(descriptor);
  return size;
}

/** Writes the recording of a build: `count` compilers and other programs, eight at a time, a sample at each start. */
function writeProcesses(file, count) {
  const descriptor = openSync(file, 'w');
  const programs = ['cc1plus', 'as', 'sh', 'ld', 'python3'];
  let text = `{"level":30,"time":${START},"type":"start","version":1,"name":"make","argv":["make"],"pid":100}\n`;
  let size = 0;
  let live = [];
  for (let i = 0; i < count; i++) {
    const time = START + i * 13.5;
    const name = programs[i % programs.length];
    const argv = [name, '-o', `build/part${i % 211}/file${i}.o`, `src/part${i % 211}/file${i}.cpp`];
    text += `{"level":30,"time":${time},"type":"process","event":"seen","pid":${200 + i},"ppid":100,"name":"${name}","argv":${JSON.stringify(argv)}}\n`;
    live.push([
      200 + i,
      Math.round(((i % 5 === 0 ? 8e7 : 6e6) + ((i * 7919) % 1013) * 1e4) / 4096) * 4096,
    ]);
    if (live.length > 8) {
      const [[pid, hwm], ...rest] = live;
      live = rest;
      text += `{"level":30,"time":${time},"type":"process","event":"gone","pid":${pid},"hwm":${hwm}}\n`;
    }
    const rss = live.reduce((sum, [, bytes]) => sum + bytes, 0);
    const pss = i % 20 === 0 ? `,"pss":${Math.round(rss * 0.9)}` : '';
    text += `{"level":20,"time":${time + 1},"type":"sample","rss":${rss}${pss},"hwm":${rss},"procs":${live.length},"top":${JSON.stringify(live)}}\n`;
    if (i % 3 === 0)
      text += `{"level":30,"time":${time + 2},"type":"line","fd":1,"msg":"[${i}/${count}] Building ${argv[2]}"}\n`;
    if (text.length > 1e6) {
      size += writeSync(descriptor, text);
      text = '';
    }
  }
  const end = START + count * 13.5;
  size += writeSync(
    descriptor,
    `${text}{"level":30,"time":${end},"type":"end","reason":"exit","exit":{"code":0},"status":0,"samples":${count}}\n`,
  );
  closeSync(descriptor);
  return size;
}

function writeMprof(file, count) {
  const descriptor = openSync(file, 'w');
  let text = 'CMDLINE bench\n';
  for (let i = 0; i < count; i++) {
    text += `MEM ${(sizeAt(i, count) / MIB).toFixed(6)} ${(START / 1000 + i / 10).toFixed(4)}\n`;
    if (text.length > 1e6) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
}

/** A rise, a noisy plateau and a leak, in whole pages. */
function sizeAt(i, count) {
  const at = i / count;
  const level = at < 0.1 ? at * 10 : at < 0.6 ? 1 : 1 + (at - 0.6);
  const noise = ((i * 7919) % 1013) / 1013;
  return Math.round((level * 1e9 + noise * 3e6) / 4096) * 4096 + 4096 * 8000;
}
