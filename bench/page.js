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
descendants, memory from \`/proc/PID/status\`. Figures are medians; contestants take turns within a round, so that whatever
else the machine does affects all equally. Peers that are not installed are left out (on Debian: \`apt install time moreutils
python3-memory-profiler\`). "asked" is this project's own target. Everything is measured again by
\`npm run bench\`, which takes a quarter of an hour on a quiet machine; \`npm run bench -- --smoke\` takes less than a minute.

Measured on ${cores} cores of ${processor.replace(/\s+/g, ' ')}, ${memory}, Linux ${kernel}, Node ${node}.

${parts.join('\n')}
## Why

- **A start loads what a run needs, compiled.** The program comes with V8's compiled form; the parser of options, the report
  and everything else wait until they are needed; the command is started without a shell where Node changed nothing that
  has to be put back. What is left beyond \`node -e 0\` is mostly Node's own: its modules for processes and streams, which V8
  compiles at each start, and three processes (the launcher, the signal relay, the command).
- **Lines stay bytes.** One pass of SIMD in WebAssembly (\`src/recording/kernels/line-kernel.ts\`) over each chunk that was read checks
  UTF-8, finds the ends of lines, escapes, and writes the records of all its lines; a plain path in JavaScript gives the same
  bytes where there is no SIMD, and property tests compare the two on random bytes. No string is made of a line.
- **A recording is read by its bytes.** The same way (\`src/recording/kernels/scan-kernel.ts\`) samples and lines are recognised by their fixed key
  order and their numbers read without JSON.parse, which handles everything else and is what the tests compare with.
- **Samples come from kept descriptors** of /proc, read in place; PSS, which is slow to read, keeps to 1 % of the time. A sample
  wakes the program once: it is written in the same turn, and nothing else has a timer.
- **Nothing grows with the run**: the report thins out as it reads, the recorder holds one chunk.

Two figures are slightly above target on this machine. A report of a million samples: a third of its time is starting,
compiling and drawing, which a recording of ten thousand takes as well (four further looks at the curve are 40 ms of that), a
quarter is reading and scanning 81 MiB, the rest is keeping three curves and matching them with the log. One process at 10 Hz:
each measurement wakes Node once, and that wake, four reads of /proc and one write take half a millisecond.
`;
}
