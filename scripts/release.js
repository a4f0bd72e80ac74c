// Makes a release, in two steps:
//   npm run release -- major|minor|patch|X.Y.Z [--dry-run]   sets the version, dates the changelog, commits and tags
//   npm run release -- publish [--dry-run]                   publishes the tagged commit to npm, with provenance
// The first is run by hand and its tag pushed; the release workflow runs the second, because npm grants provenance only
// to a build on a CI system. A dry run changes nothing and lists what would stop a real one. Works on the current folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const UNRELEASED = '## [Unreleased]';
/** What an installed memwrap cannot do without. */
const REQUIRED_FILES = [
  'bin/memwrap',
  'dist/main.cjs',
  'dist/main.code.js',
  'dist/index.mjs',
  'dist/types/index.d.ts',
  'dist/THIRD-PARTY-NOTICES.txt',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
];

const { values, positionals } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const dryRun = values['dry-run'];
const [what] = positionals;

try {
  if (positionals.length !== 1) fail('give one of: major, minor, patch, X.Y.Z, publish');
  const steps = what === 'publish' ? await publish() : await prepare(what);
  for (const step of steps) console.log(dryRun ? `would ${step}` : `done: ${step}`);
} catch (error) {
  console.error(`release: ${error.shortMessage ?? error.message}`);
  process.exitCode = 1;
}

async function prepare(bump) {
  const manifest = readManifest();
  const version = nextVersion(manifest.version, bump);
  const { text, notes } = dateChangelog(readFileSync('CHANGELOG.md', 'utf8'), version);
  const problems = [
    ...(await gitProblems(`v${version}`)),
    ...(notes === '' ? ['CHANGELOG.md has nothing under Unreleased'] : []),
  ];
  stopAt(problems);
  if (!dryRun) {
    writeFileSync('CHANGELOG.md', text);
    const options = ['--no-git-tag-version', '--ignore-scripts', '--allow-same-version'];
    await execa('npm', ['version', version, ...options], { stdio: 'ignore' });
    await execa('git', ['commit', '--quiet', '--all', '--message', `release ${version}`]);
    await execa('git', ['tag', '--annotate', `v${version}`, '--message', `${version}\n\n${notes}`]);
  }
  return [
    `set version ${version} in package.json and CHANGELOG.md`,
    `commit and tag v${version}; to publish it: git push --follow-tags`,
  ];
}

async function publish() {
  const manifest = readManifest();
  const files = await packedFiles();
  const missing = REQUIRED_FILES.filter((file) => !files.includes(file));
  if (missing.length > 0) fail(`the package lacks ${missing.join(', ')}`);
  const tags = (await execa('git', ['tag', '--points-at', 'HEAD'])).stdout.split('\n');
  stopAt([
    ...(tags.includes(`v${manifest.version}`) ? [] : [`HEAD is not tagged v${manifest.version}`]),
    ...(manifest.repository === undefined
      ? ['package.json has no "repository", which npm needs for provenance']
      : []),
  ]);
  if (!dryRun)
    await execa('npm', ['publish', '--provenance', '--access', 'public'], { stdio: 'inherit' });
  return [`publish memwrap ${manifest.version} with provenance (${files.length} files)`];
}

function readManifest() {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

function nextVersion(current, bump) {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(current)?.slice(1).map(Number);
  if (parts === undefined) fail(`cannot count on from version ${current}`);
  const [major, minor, patch] = parts;
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  if (bump === 'patch') return `${major}.${minor}.${patch + 1}`;
  if (!/^\d+\.\d+\.\d+$/.test(bump)) fail(`not a version: ${bump}`);
  return bump;
}

/** The changelog with everything unreleased moved under `version`, and the notes of that section. */
function dateChangelog(changelog, version) {
  const start = changelog.indexOf(`${UNRELEASED}\n`);
  if (start < 0) fail(`CHANGELOG.md has no "${UNRELEASED}"`);
  const body = start + UNRELEASED.length + 1;
  const next = changelog.indexOf('\n## [', body);
  const notes = changelog.slice(body, next < 0 ? undefined : next).trim();
  const date = new Date().toISOString().slice(0, 10);
  const heading = `${UNRELEASED}\n\n## [${version}] - ${date}\n`;
  return { text: changelog.slice(0, start) + heading + changelog.slice(body), notes };
}

async function gitProblems(tag) {
  const { stdout: changes } = await execa('git', ['status', '--porcelain']);
  const { stdout: branch } = await execa('git', ['branch', '--show-current']);
  const { stdout: existing } = await execa('git', ['tag', '--list', tag]);
  return [
    ...(changes === '' ? [] : ['the working tree has uncommitted changes']),
    ...(branch === 'main' ? [] : ['a release is made on main']),
    ...(existing === '' ? [] : [`the tag ${tag} exists`]),
  ];
}

async function packedFiles() {
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [{ files }] = JSON.parse(stdout);
  return files.map((file) => file.path);
}

/** Stops a real release at the first problem; a dry run lists them all. */
function stopAt(problems) {
  if (problems.length === 0) return;
  if (!dryRun) fail(problems[0]);
  for (const problem of problems) console.log(`a real run would stop: ${problem}`);
}

function fail(message) {
  throw new Error(message);
}
