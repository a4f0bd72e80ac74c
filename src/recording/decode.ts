import { METRIC_NAMES, type Metric } from './metrics.ts';
import type {
  BreachRecord,
  EndRecord,
  Exit,
  HostInfo,
  LineRecord,
  MarkRecord,
  Peak,
  ProcessRecord,
  SampleRecord,
  SamplerInfo,
  StartRecord,
  StreamRecord,
} from './records.ts';
import {
  amount,
  dictionary,
  either,
  type Fields,
  finite,
  list,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  truth,
  wholeList,
} from './shape.ts';

const sizes = Object.fromEntries(METRIC_NAMES.map((name) => [name, optional(amount)])) as {
  readonly [M in Metric]: ReturnType<typeof optional<number>>;
};

const exit: Shape<Exit> = either(object({ code: finite }), object({ signal: text }));

const host = object<HostInfo>({
  name: optional(text),
  platform: optional(text),
  cpus: optional(amount),
  machineTotal: optional(amount),
  cgroupLimit: optional(amount),
});

const sampler = object<SamplerInfo>({
  kind: text,
  interval: either(oneOf('auto'), amount),
  metrics: list(oneOf(...METRIC_NAMES)),
  missing: optional(dictionary(text)),
});

const pidAndSize: Shape<readonly [number, number]> = (value) => {
  const [pid, rss] = wholeList(amount)(value) ?? [];
  return pid === undefined || rss === undefined ? undefined : [pid, rss];
};

const holder = object<NonNullable<BreachRecord['processes']>[number]>({
  pid: amount,
  name: optional(text),
  rss: amount,
});

const peak = object<Peak>({
  ...sizes,
  time: optional(finite),
  seen: optional(amount),
  bound: optional(amount),
  cgroup: optional(amount),
});

const start: Fields<StartRecord> = {
  type: oneOf('start'),
  time: finite,
  version: finite,
  memwrap: optional(text),
  name: text,
  argv: optional(wholeList(text)),
  cwd: optional(text),
  pid: optional(amount),
  run: optional(text),
  host: optional(host),
  sampler: optional(sampler),
  limits: optional(dictionary(finite)),
  envAdded: optional(list(text)),
  source: optional(text),
  measure: optional(text),
  axis: optional(text),
};

const sample: Fields<SampleRecord> = {
  type: oneOf('sample'),
  time: finite,
  ...sizes,
  hwm: optional(amount),
  procs: optional(amount),
  machineUsed: optional(amount),
  machineAvailable: optional(amount),
  machineShmem: optional(amount),
  cgroup: optional(amount),
  cost: optional(amount),
  late: optional(amount),
  top: optional(list(pidAndSize)),
};

const line: Fields<LineRecord> = {
  type: oneOf('line'),
  time: finite,
  fd: finite,
  msg: text,
  eol: optional(text),
  b64: optional(text),
  begun: optional(finite),
  ticks: optional(wholeList(amount)),
  since: optional(finite),
};

const process: Fields<ProcessRecord> = {
  type: oneOf('process'),
  time: finite,
  event: oneOf('seen', 'gone'),
  pid: amount,
  ppid: optional(amount),
  started: optional(finite),
  name: optional(text),
  argv: optional(wholeList(text)),
  forked: optional(truth),
  anon: optional(amount),
  hwm: optional(amount),
};

const mark: Fields<MarkRecord> = { type: oneOf('mark'), time: finite, msg: text, from: text };

const breach: Fields<BreachRecord> = {
  type: oneOf('breach'),
  time: finite,
  limit: text,
  allowed: finite,
  measured: finite,
  by: text,
  confidence: optional(amount),
  since: optional(amount),
  processes: optional(list(holder)),
  lines: optional(list(text)),
  phase: optional(text),
  follows: optional(text),
};

const end: Fields<EndRecord> = {
  type: oneOf('end'),
  time: finite,
  reason: text,
  exit: optional(exit),
  status: optional(finite),
  peak: optional(peak),
  samples: optional(amount),
  lines: optional(amount),
  dropped: optional(amount),
  late: optional(amount),
  cost: optional(object({ cpu: amount })),
  exited: optional(finite),
  cause: optional(text),
  notes: optional(list(text)),
};

const RECORDS: { readonly [T in StreamRecord['type']]: Shape<Extract<StreamRecord, { type: T }>> } =
  {
    start: object(start),
    sample: object(sample),
    line: object(line),
    process: object(process),
    mark: object(mark),
    breach: object(breach),
    end: object(end),
  };

const isKnown = (type: unknown): type is StreamRecord['type'] =>
  typeof type === 'string' && Object.hasOwn(RECORDS, type);

const typeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'type')
    ? (value as { type: unknown }).type
    : undefined;

/**
 * The record that a parsed line of a recording is; `undefined` for anything else. Keys may come in any order, fields that
 * are not known are left out, optional ones of a wrong type are taken as absent. Never throws.
 */
export function decodeRecord(value: unknown): StreamRecord | undefined {
  const type = typeOf(value);
  return isKnown(type) ? RECORDS[type](value) : undefined;
}

/** A record, but of a type that this program does not know: perhaps written by a newer one. */
export function isForeignRecord(value: unknown): boolean {
  const type = typeOf(value);
  return typeof type === 'string' && !isKnown(type);
}
