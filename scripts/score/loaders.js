// Small jobs whose phases are known: shards loaded in steps, work that stays flat or grows, something large at the end.

/** 12 shards of 8 MiB, a loop that needs nothing, an index of 57 MiB. */
const PYTHON = `
import time
kept = []
for i in range(12):
    kept.append(bytearray(b'x') * (8 << 20))
    print('loading shard', i, flush=True)
    time.sleep(0.1)
for i in range(30):
    print('training step', i, flush=True)
    time.sleep(0.05)
print('building index', flush=True)
kept.append(bytearray(b'x') * (57 << 20))
time.sleep(1.5)
`;

/** 20 tables of 5 MiB, 60 to 250 ms each, then queries. */
const PERL = `
$| = 1;
my @kept;
for my $i (1 .. 20) {
  push @kept, chr(65 + $i) x (5 << 20);
  print "table $i\\n";
  select undef, undef, undef, 0.06 + 0.19 * (($i * 7) % 20) / 19;
}
for my $i (1 .. 30) { print "query $i\\n"; select undef, undef, undef, 0.05 }
`;

/** Eight shards at once, then 30 batches that keep 2 MiB each, then a release. */
const NODE = `
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let kept = [];
for (let i = 0; i < 8; i++) { kept.push(Buffer.alloc(16 << 20, 1)); console.log('loaded shard', i); await sleep(40); }
for (let i = 0; i < 30; i++) { kept.push(Buffer.alloc(2 << 20, 1)); console.log('batch', i); await sleep(80); }
await sleep(1500);
`;

/** Six files of 12 MiB with a pause after each, then nothing. */
const AWK = `
BEGIN {
  piece = sprintf("%1048576s", "x")
  for (i = 1; i <= 6; i++) {
    for (j = 0; j < 12; j++) kept[i, j] = piece j
    print "file " i; fflush(); system("sleep 0.2")
  }
  system("sleep 4")
}`;

/** By name: the command, and how many phases a person sees. */
export const LOADERS = {
  'python shards': { command: ['/usr/bin/python3', '-c', PYTHON], phases: 4 },
  'perl tables': { command: ['perl', '-e', PERL], phases: 2 },
  'node shards and batches': {
    command: ['node', '--input-type=module', '-e', NODE],
    phases: 3,
  },
  'awk files': { command: ['awk', AWK], phases: 2 },
};
