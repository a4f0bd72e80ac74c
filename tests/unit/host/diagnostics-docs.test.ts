import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

test('docs/diagnostics.md has a row for exactly the events that are reported', () => {
  const source = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'))
    .join('\n');
  const reported = [...source.matchAll(/\b(?:diagnostics|log)\.(?:debug|trace)\(\s*'([^']+)'/g)];
  const rows = readFileSync(path.join(ROOT, 'docs/diagnostics.md'), 'utf8').matchAll(
    /^\| ((?:`[^`]+`(?:, )?)+) \|/gm,
  );
  const documented = [...rows].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, event]) => event),
  );
  const events = new Set(reported.map(([, event]) => event));
  expect([...events].sort()).toEqual(documented.sort());
  expect(events.size).toBeGreaterThan(15);
});
