// Runs the built program on the newest Node 22, 24 and 26: run, report, list, compare, check and log must succeed and
// print nothing unexpected to stderr. The Node binaries come from npm and go into a temporary folder.
// usage: node scripts/smoke-nodes.js [VERSION...]
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const VERSIONS = ['22', '24', '26'];
const COMMAND_TIMEOUT_MS = 60_000;
/** Long enough that a run loads everything it loads late. */
const LONG_RUN_SECONDS = 3;

const root = path.resolve(import.meta.dirname, '..');
const memwrap = path.join(root, 'bin/memwrap');
const job = `echo loading; sleep ${LONG_RUN_SECONDS}; echo done`;

/** Each command with what its stdout must contain. */
const COMMANDS = [
  { args: ['-q', '-o', 'first.jsonl', '--', 'sh', '-c', job], shows: 'loading\ndone' },
  { args: ['-q', '-o', 'second.jsonl', '--', 'sh', '-c', 'echo short; sleep 0.3'], shows: 'short' },
  { args: ['-q', '-n', 'named', '--max-rss', '64GiB', '--', 'true'], shows: '' },
  { args: ['report', 'first.jsonl'], shows: 'peak' },
  { args: ['report', '--json', 'second.jsonl'], shows: '"peaks":{"rss"' },
  { args: ['list'], shows: 'named' },
  { args: ['compare', 'first.jsonl', 'second.jsonl'], shows: 'peak' },
  { args: ['check', '--max-rss', '64GiB', 'first.jsonl'], shows: '' },
  { args: ['log', 'first.jsonl'], shows: 'loading' },
  { args: ['--version'], shows: '' },
];

const versions = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
if (process.platform !== 'linux') throw new Error('smoke-nodes runs on Linux only');
if (!existsSync(path.join(root, 'dist/main.cjs'))) throw new Error('no dist/: npm run build');

const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-smoke-'));
let failed = 0;
try {
  await install(folder, versions);
  for (const version of versions) failed += await smoke(version);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** Installs one Node for each version, side by side, outside the project. */
async function install(prefix, wanted) {
  const packages = wanted.map((v) => `node-${v}@npm:node-linux-${process.arch}@${v}`);
  // An empty project, so that npm neither reads nor writes another one's files.
  writeFileSync(path.join(prefix, 'package.json'), '{"private":true}\n');
  const options = ['--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  await execa('npm', ['install', ...options, ...packages], { cwd: prefix, stdio: 'inherit' });
}

/** Runs every command on one Node; returns how many failed. */
async function smoke(version) {
  const bin = path.join(folder, `node_modules/node-${version}/bin`);
  const cwd = path.join(folder, `work-${version}`);
  mkdirSync(cwd);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: cwd, LANG: 'C.UTF-8' };
  const options = { cwd, env, extendEnv: false, reject: false, timeout: COMMAND_TIMEOUT_MS };
  const { stdout: actual } = await execa('node', ['--version'], { ...options, reject: true });
  if (!actual.startsWith(`v${version}.`)) throw new Error(`Node ${version} answers ${actual}`);
  let count = 0;
  for (const { args, shows } of COMMANDS) {
    const { stdout, stderr, exitCode, shortMessage } = await execa(memwrap, args, options);
    if (exitCode === 0 && stderr === '' && stdout.includes(shows)) continue;
    count++;
    console.error(`Node ${actual}: memwrap ${args.join(' ')}\n${shortMessage ?? ''}`);
    console.error(`stdout: ${stdout}\nstderr: ${stderr}\n`);
  }
  console.log(`Node ${actual}: ${COMMANDS.length - count} of ${COMMANDS.length} commands pass`);
  return count;
}
