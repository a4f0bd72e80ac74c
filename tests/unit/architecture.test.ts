import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = path.resolve(import.meta.dirname, '../../src');
const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/architecture.md');

/** `| room | may import | …` rows of docs/architecture.md; '*' for all. */
function allowedImports(): Map<string, Set<string>> {
  const rows = readFileSync(DOCUMENT, 'utf8').matchAll(/^\| `(\w[\w-]*)\/?` \| ([^|]*) \|/gm);
  return new Map(
    [...rows].map(([, room = '', names = '']) => [
      room,
      new Set(
        [...names.matchAll(/`([\w-]+)\/?`|\b(all)\b/g)].map(([, name, all]) => name ?? all ?? ''),
      ),
    ]),
  );
}

/** Which packages have one home; every other place goes through it. */
const HOMES: Readonly<Record<string, string>> = {
  pidusage: 'sample/portable',
  asciichart: 'render',
  commander: 'cli',
  pino: 'host',
  'node:child_process': 'launch|sample/portable|ci',
};

interface Import {
  readonly file: string;
  readonly from: string;
}

function imports(): Import[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(SOURCE, file), 'utf8');
      const found = text.matchAll(/(?:^|[\s(])(?:from|import)\s*\(?\s*'([^']+)'/g);
      return [...found].map(([, from = '']) => ({ file, from }));
    });
}

function roomOf(file: string): string {
  const [first = '', second] = file.split(path.sep);
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

const ALL = imports();
const LOCAL = ALL.filter(({ from }) => from.startsWith('.')).map(({ file, from }) => ({
  file,
  target: path.normalize(path.join(path.dirname(file), from)),
}));

test('every room imports only what docs/architecture.md allows it', () => {
  const allowed = allowedImports();
  const broken = LOCAL.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to || from === 'index') return false;
    const rooms = allowed.get(from);
    return !(rooms?.has(to) || (rooms?.has('all') && to !== 'cli'));
  });
  expect(
    broken.map(({ file, target }) => `${file} must not import ${target}; see docs/architecture.md`),
  ).toEqual([]);
});

test('docs/architecture.md has a row for every room', () => {
  const rooms = readdirSync(SOURCE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(rooms.filter((room) => !allowedImports().has(room))).toEqual([]);
});

test('a package that has a home is imported only there', () => {
  const strays = ALL.filter(({ file, from }) => {
    const homes = Object.hasOwn(HOMES, from) ? HOMES[from] : undefined;
    return homes !== undefined && !homes.split('|').some((home) => file.startsWith(home));
  });
  expect(strays.map(({ file, from }) => `${from} is imported in ${file}`)).toEqual([]);
});

test('no file imports itself in a circle', () => {
  const edges = new Map<string, string[]>();
  for (const { file, target } of LOCAL) edges.set(file, [...(edges.get(file) ?? []), target]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) circles.push([...trail.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  expect(circles).toEqual([]);
});
