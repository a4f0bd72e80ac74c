import { table } from './rows.js';

/** docs/performance.md from the figures. */
export function page({ surroundings, results }) {
  const { processor, cores, memory, kernel, node } = surroundings;
  const parts = Object.entries(results).map(
    ([name, { title, rows }]) =>
      `## ${title}\n\n\`npm run bench -- --only ${name}\`\n\n${table(rows)}\n`,
  );
  return `# Performance

Written by \`npm run bench\`, which measures whole processes: CPU time as the kernel accounts it to a process and its
descendants, memory from \`/proc/PID/status\`. Figures are medians; contestants take turns within a round, so that other load
on the machine affects all alike. Peers that are not installed are left out (on Debian: \`apt install time moreutils
python3-memory-profiler\`; runsolver is built from its source, which is C++). "asked" is this project's own target.
\`npm run bench\` measures everything again, which takes a quarter of an hour on a quiet machine; \`npm run bench -- --smoke\`
takes a minute.

Measured on ${cores} cores of ${processor.replace(/\s+/g, ' ')}, ${memory}, Linux ${kernel}, Node ${node}.

${parts.join('\n')}
## Why

- **A start loads only what a run needs, compiled.** The program comes with V8's compiled form; the option parser, the report
  and everything else are loaded on demand; the command is started without a shell if Node changed nothing that has to be
  restored. What is left beyond \`node -e 0\` is mostly Node's own: its modules for processes and streams, which V8
  compiles at each start, and three processes (the launcher, the signal relay, the command).
- **Lines stay bytes.** One pass of SIMD in WebAssembly (\`src/recording/kernels/line-kernel.ts\`) over each chunk read checks
  UTF-8, finds line ends, escapes, and writes the records of all lines; a plain path in JavaScript gives the same bytes where
  SIMD is missing, and property tests compare the two on random bytes. No line becomes a string.
- **A recording is read as bytes.** In the same way \`src/recording/kernels/scan-kernel.ts\` recognizes samples and lines by their
  fixed key order and reads their numbers without JSON.parse, which handles everything else and is the tests' reference.
- **Samples come from open descriptors** of /proc, read in place; PSS, which is slow to read, takes at most 1 % of the time. A
  sample wakes the program once: it is written in the same turn, and nothing else has a timer.
- **Nothing grows with the run**: the report decimates as it reads, and the recorder holds one chunk.

What is left, by profile. A report of a million samples: of its CPU time half is the program's optimized code, of which no function
has more than a twelfth (the scan kernel has that, the sizes of a sample a twenty-fifth, the rest is spread evenly over three curves,
the log's timeline and the processes); a quarter is V8's optimizing compiler on its other cores, an eighth code that is not
optimized yet, and a twentieth collecting garbage. Starting, compiling and drawing, which a recording of ten thousand samples takes as
well, are a quarter of the whole. With a million lines and 200 thousand samples the compiler has a quarter as well, for every stretch
explained by its lines runs many functions a few times. One process at 10 Hz: each measurement wakes Node once, and that wake, four
reads of /proc and one write take half a millisecond.
`;
}
