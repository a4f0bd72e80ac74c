import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect } from 'vitest';
import { parseDocument } from 'yaml';
import { test } from './harness/contract-test.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The document, which must be YAML without errors, warnings or duplicate keys. */
function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(read(file), { strict: true });
  expect([...document.errors, ...document.warnings], file).toEqual([]);
  return document.toJS() as Record<string, unknown>;
}

function filesIn(folder: string, end: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => path.join(folder, file));
}

interface Manifest {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'runs-on': string;
        readonly steps: readonly Step[];
        readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
      }
    >
  >;
}

describe('.github', () => {
  const workflows = filesIn('.github/workflows', '.yml');

  test('each of its YAML files parses', () => {
    const files = filesIn('.github', '.yml');
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect(readYaml(file), file).toBeTypeOf('object');
  });

  test('each workflow has limited permissions, and each step does one thing', () => {
    expect(workflows.length).toBeGreaterThan(0);
    for (const file of workflows) {
      const { on, permissions, jobs } = readYaml(file) as unknown as Workflow;
      expect(on, file).toBeDefined();
      expect(permissions, file).toMatchObject({ contents: 'read' });
      for (const job of Object.values(jobs)) {
        expect(job['runs-on']).toMatch(/-latest$/);
        expect(job.steps.length).toBeGreaterThan(0);
        for (const { uses, run } of job.steps) {
          expect((uses === undefined) !== (run === undefined)).toBe(true);
        }
      }
    }
  });

  test('the scripts of the workflows are valid bash', async () => {
    const scripts = workflows.flatMap((file) =>
      Object.values((readYaml(file) as unknown as Workflow).jobs).flatMap(({ steps }) =>
        steps.flatMap(({ run }) => run ?? []),
      ),
    );
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of [...scripts, read('.ci/run')]) {
      const { stderr } = await execa('bash', ['-n'], { input: script, reject: false });
      expect(stderr, script).toBe('');
    }
  });

  test('the tests run on every supported major version of Node, from the oldest', () => {
    const { jobs } = readYaml('.github/workflows/test.yml') as unknown as Workflow;
    const versions = jobs['linux']?.strategy?.matrix.node ?? [];
    expect(versions).toEqual([20, 22, 24, 26]);
    expect(manifest.engines.node).toBe(`>=${versions[0]}`);
    expect(read('.nvmrc').trim()).toBe(String(versions[0]));
    expect(Object.values(jobs).map((job) => job['runs-on'])).toContain('macos-latest');
  });

  test('each issue form has what GitHub requires of one', () => {
    const forms = filesIn('.github/ISSUE_TEMPLATE', '.yml').filter(
      (f) => !f.endsWith('config.yml'),
    );
    expect(forms.length).toBe(2);
    for (const file of forms) {
      const form = readYaml(file) as {
        name?: string;
        description?: string;
        body: { type: string; id: string; attributes: { label?: string } }[];
      };
      expect(form.name && form.description, file).toBeTruthy();
      expect(form.body.length).toBeGreaterThan(0);
      const ids = form.body.map(({ id }) => id);
      expect(new Set(ids).size, file).toBe(ids.length);
      for (const { type, attributes } of form.body) {
        expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
        expect(attributes.label, file).toBeTruthy();
      }
    }
  });
});

describe('the documents at the root', () => {
  test('every relative link leads to a file', () => {
    const links = DOCUMENTS.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) => to),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((to) => !existsSync(path.join(ROOT, to)))).toEqual([]);
  });

  test('every file and folder that they name in code exists', () => {
    const named = DOCUMENTS.flatMap((file) =>
      [...read(file).matchAll(/`((?:src|tests|docs|scripts|bench)\/[\w./-]+)`/g)].map(
        ([, to = '']) => to,
      ),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((to) => !existsSync(path.join(ROOT, to)))).toEqual([]);
  });

  test('every npm script that they, the workflows and CI call exists', () => {
    const files = [
      ...DOCUMENTS,
      '.ci/run',
      ...filesIn('.github', '.yml'),
      ...filesIn('.github', '.md'),
    ];
    const called = files.flatMap((file) =>
      [...read(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });
});

describe('the release script', () => {
  const script = path.join(ROOT, 'scripts/release.js');
  const CHANGELOG =
    '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- One thing.\n\n## [1.2.3] - 2020-01-01\n\n- Old.\n';

  /** A repository with one commit on main, in which the script runs. */
  async function repository(folder: string, changelog = CHANGELOG) {
    const git = (...args: string[]) => {
      const settings = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
      return execa('git', [...settings, ...args], { cwd: folder });
    };
    writeFileSync(path.join(folder, 'CHANGELOG.md'), changelog);
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: 'example', version: '1.2.3' }),
    );
    for (const file of ['LICENSE', 'README.md'])
      copyFileSync(path.join(ROOT, file), path.join(folder, file));
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'first');
    const identity = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.invalid' };
    const committer = { GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.invalid' };
    const release = (...args: string[]) =>
      execa(process.execPath, [script, ...args], {
        cwd: folder,
        env: { ...identity, ...committer },
        reject: false,
      });
    return { git, release };
  }

  test('it sets the version, dates the changelog, commits and tags', async ({ folder }) => {
    const { git, release } = await repository(folder);
    expect(await release('minor')).toMatchObject({ exitCode: 0, stderr: '' });
    const changelog = readFileSync(path.join(folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toMatch(
      /^## \[Unreleased\]\n\n## \[1\.3\.0\] - \d{4}-\d\d-\d\d\n\n### Fixed\n\n- One thing\.\n\n## \[1\.2\.3\]/m,
    );
    expect(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).toMatchObject({
      version: '1.3.0',
    });
    expect((await git('status', '--porcelain')).stdout).toBe('');
    expect((await git('tag', '--points-at', 'HEAD')).stdout).toBe('v1.3.0');
    expect((await git('tag', '--format=%(contents)', '--list')).stdout).toContain('- One thing.');
  });

  test('a dry run changes nothing', async ({ folder }) => {
    const { git, release } = await repository(folder);
    const { exitCode, stdout } = await release('2.0.0', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('would set version 2.0.0');
    expect((await git('status', '--porcelain')).stdout).toBe('');
    expect((await git('tag', '--list')).stdout).toBe('');
  });

  test('it refuses uncommitted changes, a known tag and an empty section', async ({ folder }) => {
    const { git, release } = await repository(
      folder,
      CHANGELOG.replace('### Fixed\n\n- One thing.\n\n', ''),
    );
    expect(await release('patch')).toMatchObject({
      exitCode: 1,
      stderr: 'release: CHANGELOG.md has nothing under Unreleased',
    });
    await git('tag', 'v1.2.4');
    expect((await release('patch')).stderr).toBe('release: the tag v1.2.4 exists');
    writeFileSync(path.join(folder, 'README.md'), 'changed');
    expect((await release('patch')).stderr).toBe(
      'release: the working tree has uncommitted changes',
    );
    expect((await release('next')).stderr).toBe('release: not a version: next');
  });

  test('it publishes no package that lacks a file', async ({ folder }) => {
    const { release } = await repository(folder);
    const { exitCode, stderr } = await release('publish', '--dry-run');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^release: the package lacks bin\/memwrap, dist\/main\.cjs/);
  });
});
