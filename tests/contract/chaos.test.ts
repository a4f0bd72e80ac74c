import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';
import { expect } from 'vitest';
import { Chance } from './harness/chance.ts';
import { test } from './harness/contract-test.ts';
import { FAULTS, type Fault, killHolder, type Round } from './harness/faults.ts';
import { needs, python } from './harness/needs.ts';
import { belongingTo } from './harness/processes.ts';
import { beginMemwrap, memwrap } from './harness/program.ts';
import { until } from './harness/until.ts';

const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 20);
/** CHAOS_SEED=… repeats a run; with CHAOS_ROUNDS=1 the round whose seed a failure names. */
const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const JOB = path.resolve(import.meta.dirname, '../fixtures/jobs/numbered.py');
/** docs/contract.md: what was read and not yet written when a SIGKILL came. */
const MOST_LOST_BYTES = 64 * 1024;
const NAMES = Object.keys(FAULTS) as [Fault, ...Fault[]];

const seeds = Array.from({ length: ROUNDS }, (_, round) => (SEED + round) >>> 0);

/** What the job writes without memwrap. */
function plain(folder: string, seed: number): { out: string; err: string } {
  writeFileSync(path.join(folder, 'go'), '');
  const { stdout, stderr } = execaSync(python(), [JOB, String(seed), '0'], {
    cwd: folder,
    reject: false,
    stripFinalNewline: false,
  });
  return { out: stdout, err: stderr };
}

/** Whether `got` is `all` without a piece of at most `lost` bytes. */
function lacksOnePiece(got: string, all: string, lost: number): boolean {
  if (all.length - got.length > lost || got.length > all.length) return false;
  for (let at = 0; at <= got.length && got[at - 1] === (at === 0 ? undefined : all[at - 1]); at++) {
    if (all.endsWith(got.slice(at))) return true;
  }
  return false;
}

const withoutOurs = (text: string): string => text.replace(/memwrap: [^\n]*\n/g, '');

test.for(seeds)('chaos with the seed %i', { timeout: 120_000 }, async (seed, { folder, skip }) => {
  needs(skip, 'linux', 'python3', 'prlimit');
  const chance = new Chance(seed);
  const status = chance.below(100);
  const reference = path.join(folder, 'reference');
  execaSync('mkdir', [reference]);
  const expected = plain(reference, seed);
  const file = path.join(folder, 'rec.jsonl');
  const running = beginMemwrap(
    ['-q', '-o', file, '--', python(), JOB, String(seed), String(status)],
    { cwd: folder, detached: true },
  );
  const allowed = { killed: false, damaged: false };
  const round: Round = { running, folder, file, chance, allowed };
  const told: string[] = [];
  const cause = async (name: Fault): Promise<void> => {
    told.push(name);
    await FAULTS[name](round);
  };

  if (chance.next() < 0.2) {
    told.push('holder');
    await killHolder(round);
  }
  // One round in ten begins before the command does; the job cannot survive signals yet.
  if (chance.next() < 0.1) {
    await new Promise((resolve) => setTimeout(resolve, chance.below(150)));
    await cause(chance.pick(['SIGKILL to memwrap', 'SIGSTOP to memwrap', 'SIGSTOP to the group']));
  }
  await until('the job is ready, or was never started', () => {
    if (running.stdout().includes('ready\n')) return true;
    return allowed.killed && belongingTo(folder).length === 0;
  });
  const started = running.stdout().includes('ready\n');
  for (let count = 1 + chance.below(3); started && count > 0; count--) {
    await new Promise((resolve) => setTimeout(resolve, chance.below(400)));
    const killedRelay = told.includes('SIGKILL to the relay');
    const name = chance.pick(NAMES);
    if (!(killedRelay && name === 'SIGKILL to memwrap')) await cause(name);
  }
  writeFileSync(path.join(folder, 'go'), '');

  const { signal, status: got, err } = await running.ended;
  await running.closed;
  const what = told.join(', ');
  expect(err, what).not.toMatch(/ {4}at |internal error/);
  const out = running.stdout().toString();
  const errors = withoutOurs(running.stderr().toString());
  if (allowed.killed) {
    expect({ what, signal }).toEqual({ what, signal: 'SIGKILL' });
    if (started) {
      await until(`the command ends: ${what}`, () => existsSync(path.join(folder, 'done')));
      expect(lacksOnePiece(out, expected.out, MOST_LOST_BYTES), what).toBe(true);
      expect(lacksOnePiece(errors, expected.err, MOST_LOST_BYTES), what).toBe(true);
    }
  } else {
    expect({ what, got, signal }).toEqual({ what, got: status, signal: null });
    expect(out === expected.out, `stdout is whole: ${what}`).toBe(true);
    expect(errors === expected.err, `stderr is whole: ${what}`).toBe(true);
  }
  if (started) expect(readFileSync(path.join(folder, 'done'), 'utf8')).toBe(String(status));
  await until(`nobody is left: ${what}`, () => belongingTo(folder).length === 0);

  const report = await memwrap(['report', '--json', file], { cwd: folder });
  expect(report.err, what).not.toMatch(/ {4}at |internal error/);
  if (allowed.damaged || !started) {
    expect({ what, status: [0, 125].includes(report.status ?? -1) }).toEqual({
      what,
      status: true,
    });
    if (report.status === 125) expect(report.err).toMatch(/^memwrap: [^\n]*\n$/);
  } else {
    expect({ what, status: report.status, err: report.err }).toEqual({ what, status: 0, err: '' });
    expect(JSON.parse(report.out)).toMatchObject({ peaks: {} });
  }
});
