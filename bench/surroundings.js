import { readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem } from 'node:os';

/** The machine that the figures were measured on. */
export function surroundings() {
  const [, processor = 'unknown'] =
    /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
  return {
    processor,
    cores: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    kernel: release(),
    node: process.version,
  };
}
