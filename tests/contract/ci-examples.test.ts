import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { parseDocument } from 'yaml';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { begin, type Ended } from './harness/program.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CI = path.join(ROOT, 'docs/ci');

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

/** The document, which must be YAML without errors, warnings or duplicate keys. */
function read<T>(name: string): T {
  const document = parseDocument(readFileSync(path.join(CI, name), 'utf8'), { strict: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as T;
}

const JOB = `
  const memory = [];
  for (let i = 0; i < Number(process.env.SIZE ?? 4); i++) {
    memory.push(Buffer.alloc(10 << 20, 1));
    console.log('\\u2713 test ' + i);
  }
  setTimeout(() => memory.length, 400);`;
/** Starts up, rests, then leaks for longer than a leak takes to be certain. */
const SOAK = `
  const memory = [];
  setTimeout(() => setInterval(() => memory.push(Buffer.alloc(1 << 20, 1)), 50), 2500);
  setTimeout(() => process.exit(0), 40000);`;

/** A runner with a checked-out repository and stand-ins for npm and npx, without the network. */
function runner(folder: string, variables: Readonly<Record<string, string>> = {}) {
  const bin = path.join(folder, 'bin');
  const work = path.join(folder, 'work');
  mkdirSync(bin);
  mkdirSync(work);
  writeFileSync(path.join(work, 'job.js'), JOB);
  writeFileSync(path.join(work, 'soak.js'), SOAK);
  const program = (name: string, script: string): void => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  program('memwrap', `exec "${ROOT}/bin/memwrap" "$@"`);
  program('npm', '[ "$1" = test ] || exit 0\nexec node job.js');
  program(
    'npx',
    '[ "$1" = --yes ] && [ "$2" = memwrap@latest ] || exit 9\nshift 2\nexec memwrap "$@"',
  );
  for (const file of ['summary', 'output']) writeFileSync(path.join(folder, file), '');
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
    GITHUB_OUTPUT: path.join(folder, 'output'),
    ...variables,
  };
  return {
    work,
    summary: () => readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'),
    output: (name: string) =>
      readFileSync(env.GITHUB_OUTPUT, 'utf8')
        .split('\n')
        .findLast((line) => line.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? '',
    // As the runner starts steps, with `shell: bash` or without.
    step: (script: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
      begin('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
        cwd: work,
        env: { ...env, ...more },
      }).ended,
  };
}

describe('the workflow for GitHub', () => {
  const steps = (job: string): string[] =>
    (read<Workflow>('github-workflow.yml').jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []);

  test('a ceiling: a small test suite passes, a large one fails with an annotation', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'bash');
    const { step, summary } = runner(folder);
    const [install = '', global = '', tests = ''] = steps('ceiling');
    for (const script of [install, global]) expect((await step(script)).status).toBe(0);
    expect((await step(tests)).status).toBe(0);
    expect(summary()).toContain('npm test');
    const lower = tests.replace('2GiB', '60MiB');
    expect(lower).not.toBe(tests);
    const failed = await step(lower, { SIZE: '12' });
    expect(failed.status).toBe(122);
    expect(failed.err).toMatch(/^::error title=memwrap%3A memory ceiling::npm test peaked at /m);
  });

  test('a leak: the soak test is ended at the first certain sign', async ({ folder, skip }) => {
    needs(skip, 'bash');
    const { step } = runner(folder);
    const { status, err } = await step(steps('leak').at(-1) ?? '');
    expect(status).toBe(122);
    expect(err).toMatch(/a leak at .*MiB\/s over \d+s > 1\.00 MiB\/s \(node soak\.js is ended\)/);
  });

  test('the action has the inputs that the workflow passes', () => {
    const { inputs } = read<Action>('action.yml');
    const used = read<Workflow>('github-workflow.yml').jobs['baseline']?.steps.at(-1) as {
      uses: string;
      with: Record<string, string>;
    };
    expect(used.uses).toBe('./.github/actions/memwrap');
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(used.with)));
  });
});

describe('the composite action', () => {
  const action = read<Action>('action.yml');

  /** A step's script and environment with its expressions evaluated. */
  function prepared(
    id: string,
    given: Readonly<Record<string, string>>,
    outputs: (name: string) => string,
  ): [string, Record<string, string>] {
    const found = action.runs.steps.find((step) => step.id === id);
    const inputs = new Map(
      Object.entries(action.inputs).map(([name, input]) => [
        name,
        given[name] ?? input.default ?? '',
      ]),
    );
    const value = (text: string): string =>
      text.replace(
        /\$\{\{ (?:inputs\.([\w-]+)|steps\.run\.outputs\.([\w-]+)) \}\}/g,
        (_, input, output) => (input === undefined ? outputs(output) : (inputs.get(input) ?? '')),
      );
    const env = Object.entries(found?.env ?? {}).map(([name, text]) => [name, value(text)]);
    expect(found?.run).not.toContain('${{');
    return [found?.run ?? '', Object.fromEntries(env)];
  }

  test('keeps good runs, compares with them, and fails when a run needs more', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'bash');
    const { step, output, work } = runner(folder);
    const given = { run: 'npm test', name: 'tests', keep: '2' };
    const run = (size: number): Promise<Ended> =>
      step(...withSize(prepared('run', given, output), size));
    const first = await run(8);
    expect(first.status).toBe(0);
    expect(first.err).toContain('no baseline yet');
    for (let i = 0; i < 3; i++) {
      const kept = await step(...prepared('keep', given, output));
      expect(kept).toMatchObject({ status: 0, err: '' });
      // The names are unique to the second.
      const folderOf = path.join(work, '.memwrap/baseline/tests');
      expect(readdirSync(folderOf).length).toBeLessThanOrEqual(2);
      await step('sleep 1.1');
    }
    expect((await run(8)).status).toBe(0);
    const more = await run(16);
    expect(more.status).toBe(122);
    expect(more.err).toMatch(/^::error title=memwrap%3A memory baseline::/m);
    expect(output('memwrap-broken')).toContain('baseline');
    expect(action.outputs['broken']?.value).toContain('steps.run.outputs.memwrap-broken');
  });

  test('an input never becomes part of the script', async ({ folder, skip }) => {
    needs(skip, 'bash');
    const { step, output, work } = runner(folder);
    const evil = { run: 'true', name: 'x"; touch evil; "', 'max-rss': '$(touch evil)' };
    expect((await step(...prepared('run', evil, output))).status).toBe(125);
    expect((await step(...prepared('run', { ...evil, name: 'x' }, output))).status).toBe(125);
    expect(existsSync(path.join(work, 'evil'))).toBe(false);
  });
});

function withSize(
  [script, env]: [string, Record<string, string>],
  size: number,
): [string, Record<string, string>] {
  return [script, { ...env, SIZE: String(size) }];
}

test('the GitLab example names the files that memwrap writes', async ({ folder, skip }) => {
  needs(skip, 'bash');
  const { memory } = read<{
    memory: {
      script: string[];
      artifacts: { reports: { junit: string; metrics: string } };
    };
  }>('gitlab-ci.yml');
  const { step, work } = runner(folder, { GITHUB_ACTIONS: '', GITLAB_CI: 'true' });
  expect((await step(memory.script.join('\n'))).status).toBe(0);
  const { junit, metrics } = memory.artifacts.reports;
  expect(existsSync(path.join(work, metrics))).toBe(true);
  expect(existsSync(path.join(work, junit.replace('*', 'tests')))).toBe(true);
});
