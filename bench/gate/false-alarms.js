// Measures false alarms and missed leaks of the baseline. For each of several real commands five runs make a baseline;
// thirty more are compared with it, and thirty that need a tenth of the peak more.
// Usage: node bench/gate/false-alarms.js [runs] [command…]. Prints the table of docs/ci.md; with KEEP set, recordings
// that were misjudged are kept.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const MIB = 2 ** 20;
const BASE_RUNS = 5;
const repository = path.resolve(import.meta.dirname, '../..');
const memwrap = path.join(repository, 'bin/memwrap');
const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-false-alarms-'));
const write = (name, text) => writeFileSync(path.join(folder, name), text);

/** Every program allocates EXTRA MiB on top when that is set. */
const SUITE = (seed) => `
import { test, before } from 'node:test';
import assert from 'node:assert';
const extra = Buffer.alloc(Number(process.env.EXTRA ?? 0) * 2 ** 20, 1);
let rows;
before(() => {
  rows = Array.from({ length: 500_000 }, (_, row) => ({ row, key: Math.sin(row * ${seed}), name: 'row ' + row }));
});
for (let i = 0; i < 12; i++) {
  test('sorts and parses ' + i, () => {
    const some = rows.slice(i * 5000, (i + 1) * 5000);
    some.sort((a, b) => a.key - b.key);
    assert.strictEqual(JSON.parse(JSON.stringify(some)).length + extra.length * 0, 5000);
  });
}
`;
// Allocated by the runner alone: its workers get no EXTRA.
write(
  'extra.mjs',
  `
globalThis.extra = Buffer.alloc(Number(process.env.EXTRA ?? 0) * 2 ** 20, 1);
delete process.env.EXTRA;
`,
);
write(
  'suite.py',
  `
import os, runpy, sys
extra = b'x' * (int(os.environ.get('EXTRA', 0)) << 20)
sys.argv = ['test', 'test_json', 'test_itertools', 'test_difflib', 'test_ast']
runpy.run_module('test', run_name='__main__', alter_sys=True)
`,
);
mkdirSync(path.join(folder, 'suite'));
for (const seed of [1, 2]) write(`suite/suite-${seed}.test.mjs`, SUITE(seed));
write(
  'words.py',
  `
import os, random, json
extra = b'x' * (int(os.environ.get('EXTRA', 0)) << 20)
counts = {}
for i in range(800_000):
    word = 'word%d' % random.randrange(700_000)
    counts[word] = counts.get(word, 0) + 1
    if i % 20_000 == 0: print('counted', i, 'words')
text = json.dumps(counts)
print(len(json.loads(text)))
`,
);
write(
  'pool.py',
  `
import os, time
from multiprocessing import get_context
base = bytearray(os.urandom(1 << 20) * 60)
# Shared by five processes, and RSS counts it in each.
extra = bytearray(b'x' * ((int(os.environ.get('EXTRA', 0)) << 20) // 5))
def work(n):
    own = [bytes(base[i * 1000:i * 1000 + 4000]) for i in range(6000)]
    own.sort()
    time.sleep(0.1)
    print('worked on part', n)
    return len(own)
if __name__ == '__main__':
    with get_context('fork').Pool(4) as pool:
        print(sum(pool.map(work, range(12))))
`,
);
write(
  'Words.java',
  `
import java.util.*;
public class Words {
  public static void main(String[] args) {
    String set = System.getenv("EXTRA");
    // Outside of the heap, which would grow in steps of its own.
    java.nio.ByteBuffer extra = java.nio.ByteBuffer.allocateDirect((set == null ? 0 : Integer.parseInt(set)) << 20);
    while (extra.remaining() > 0) extra.put((byte) 1);
    Map<String, List<Integer>> words = new HashMap<>();
    Random random = new Random();
    for (int i = 0; i < 600_000; i++) {
      words.computeIfAbsent("word" + random.nextInt(200_000), k -> new ArrayList<>()).add(i);
    }
    System.out.println(words.size() + extra.remaining());
  }
}
`,
);
const functions = Array.from(
  { length: 3500 },
  (_, i) =>
    `int f${i}(int a,int b){int s=0;for(int i=a;i<b;i++){s+=i*${i}^(s>>3);if(s%7==${i % 7})s-=b;}return s;}\n`,
);
write('code.c', functions.join(''));
// cc1 cannot be made to allocate more directly: it gets more to compile, as a pull request would give it.
write('sort.sh', `sort -S "$((150 + \${EXTRA:-0}))M" --parallel=2 rows.txt | tail -1\n`);
const rows = Array.from(
  { length: 2_500_000 },
  (_, i) => `${(i * 2_654_435_761) % 4_294_967_296} row ${i}`,
);
write('rows.txt', `${rows.join('\n')}\n`);

const COMMANDS = {
  'python3 -m test, 4 of its modules': () => ['python3', 'suite.py'],
  'node --test, 2 files': () => ['node', '--test', 'suite/'],
  'python3, a dict and JSON': () => ['python3', 'words.py'],
  'python3, a pool of 4 forks': () => ['python3', 'pool.py'],
  'gcc -O1, 3500 functions': (extra, share) => {
    if (extra === 0) return ['gcc', '-O1', '-c', 'code.c', '-o', 'code.o'];
    write(
      'more.c',
      functions.join('') +
        functions
          .slice(0, Math.round(functions.length * share))
          .join('')
          .replaceAll('int f', 'int g'),
    );
    return ['gcc', '-O1', '-c', 'more.c', '-o', 'more.o'];
  },
  'java, a map of lists': () => ['java', '-XX:+UseSerialGC', '-Xms64m', '-cp', '.', 'Words'],
  'sort, 2.5 million rows': () => ['sh', 'sort.sh'],
  'vitest, units and rendering of this repository': () => [
    ...['node', '--import', path.join(folder, 'extra.mjs'), 'node_modules/vitest/vitest.mjs'],
    ...['run', '--root', repository, '--project', 'unit', 'tests/unit/units', 'tests/unit/render'],
  ],
};
await execa('javac', ['--release', '11', 'Words.java'], { cwd: folder, reject: false });

const run = async (name, options, command, extra) => {
  const env = extra > 0 ? { EXTRA: String(extra) } : {};
  const args = ['-q', '-o', path.join(folder, name), '--force', ...options, '--', ...command];
  const cwd = command.includes(repository) ? repository : folder;
  const { exitCode: status } = await execa(memwrap, args, {
    cwd,
    env,
    stdio: 'ignore',
    reject: false,
  });
  const last = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n').at(-1);
  const { peak } = JSON.parse(last);
  if (process.env.KEEP && (status === 122) === (extra === 0)) {
    cpSync(path.join(folder, name), path.join(folder, `wrong-${wrong++}-${name}`));
  }
  return { status, peak: peak.seen };
};
let wrong = 0;

/** One after the other, so that runs do not disturb each other. */
async function repeat(count, work) {
  const results = [];
  for (let i = 0; i < count; i++) results.push(await work());
  return results;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const runs = Number(process.argv[2] ?? 30);
const wanted = process.argv.slice(3);
console.log('| command | peak | spread of 5 | false alarms | planted | caught |');
console.log('| :- | -: | -: | -: | -: | -: |');
for (const [label, command] of Object.entries(COMMANDS)) {
  if (wanted.length > 0 && !wanted.some((word) => label.includes(word))) continue;
  const bases = [];
  for (let i = 1; i <= BASE_RUNS; i++) {
    bases.push((await run(`base-${i}.jsonl`, [], command(0), 0)).peak);
  }
  const base = median(bases);
  const spread = (Math.max(...bases) - Math.min(...bases)) / base;
  const gate = ['--baseline', path.join(folder, 'base-*.jsonl')];
  const plain = await repeat(runs, () => run('plain.jsonl', gate, command(0), 0));
  const extra = Math.ceil((0.1 * base) / MIB);
  // A compiler's memory grows by less than its input.
  const more = await repeat(runs, () => run('more.jsonl', gate, command(extra, 0.12), extra));
  const odd = [...plain, ...more].filter(({ status }) => status !== 0 && status !== 122);
  if (odd.length > 0) throw new Error(`${label}: ended with ${odd[0].status}`);
  const broken = (all) => `${all.filter(({ status }) => status === 122).length} of ${all.length}`;
  const planted = median(more.map(({ peak }) => peak)) / median(plain.map(({ peak }) => peak)) - 1;
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  console.log(
    `| ${label} | ${Math.round(base / MIB)} MiB | ${percent(spread)} | ${broken(plain)} | +${percent(planted)} | ${broken(more)} |`,
  );
}
if (process.env.KEEP) console.log(folder);
else rmSync(folder, { recursive: true });
