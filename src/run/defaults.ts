const GIB = 2 ** 30;

/** Defaults of a run. */
export const DEFAULTS = {
  force: false,
  append: false,
  interval: 'auto',
  sampler: 'auto',
  mark: [],
  io: 'pipe',
  unbuffer: true,
  maxRecord: 4 * GIB,
  argv: true,
  redact: [],
  quiet: false,
} as const;
