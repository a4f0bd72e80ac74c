// Runs the built program once for everything that is worth compiling ahead.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Stores in `dist` the compiled form of the functions called by a run and by reading a recording. */
export function warmUp(dist) {
  const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-warm-up-'));
  const recording = path.join(folder, 'kept.jsonl');
  writeFileSync(recording, sampleRecording());
  try {
    for (const args of [
      ['--color', '--', 'sh', '-c', 'echo; sleep 0.3; echo >&2'],
      ['report', '--color', recording],
      ['compare', '--color', recording, recording],
      ['check', '--max-rss', '64GiB', recording],
      ['log', recording],
      ['list'],
    ]) {
      const script = path.join(import.meta.dirname, 'warm-up.cjs');
      // The list of recent runs is the user's: this one is not his.
      const env = { ...process.env, XDG_STATE_HOME: folder };
      const options = { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] };
      execFileSync(process.execPath, [script, dist, ...args], options);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A rise that follows its lines, a plateau and a climb, by a process with a child: reaches all of the analysis. */
function sampleRecording() {
  const start = 1_700_000_000_000;
  const MIB = 2 ** 20;
  let text = `{"level":30,"time":${start},"type":"start","version":1,"name":"job","argv":["job"],"pid":7,"sampler":{"kind":"linux","interval":"auto","metrics":["rss","pss"],"missing":{}}}\n`;
  for (const pid of [7, 8]) {
    text += `{"level":30,"time":${start},"type":"process","event":"seen","pid":${pid},"ppid":${pid - 1},"name":"job"}\n`;
  }
  for (let i = 0; i < 3000; i++) {
    const time = start + i * 10;
    const rise = Math.min(i, 500) * MIB;
    const rss = 50 * MIB + rise + Math.max(0, i - 2000) * 100_000 + (i % 7) * 4096;
    const pss = i % 10 === 0 ? `,"pss":${rss - MIB}` : '';
    text += `{"level":20,"time":${time},"type":"sample","rss":${rss},"anon":${rss - MIB},"file":${MIB},"shmem":0,"swap":0${pss},"hwm":${rss},"procs":2,"cost":0.2,"top":[[7,${rss - MIB}],[8,${MIB}]]}\n`;
    if (i % 20 === 0) {
      const word = i < 500 ? 'loaded shard' : 'processed batch';
      text += `{"level":30,"time":${time + 5},"type":"line","fd":1,"msg":"${word} ${i} of 3000 from /data/part-${i}.bin"}\n`;
    }
  }
  return `${text}{"level":30,"time":${start + 30_000},"type":"end","reason":"exit","exit":{"code":0},"status":0,"samples":3000,"lines":150}\n`;
}
