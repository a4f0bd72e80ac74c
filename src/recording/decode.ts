import { METRIC_NAMES, type Metric } from './metrics.ts';
import type {
  BreachRecord,
  CgroupRecord,
  EndRecord,
  Exit,
  HookRecord,
  HostInfo,
  KilledProcess,
  KilledRecord,
  LineRecord,
  MarkRecord,
  Outlived,
  Peak,
  ProcessRecord,
  SampleRecord,
  SamplerInfo,
  Sizes,
  StartRecord,
  StreamRecord,
  UnjudgedLimit,
  UnreadRecord,
  UnseenRecord,
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
  bytes: optional(amount),
});

const unjudged = object<UnjudgedLimit>({
  limit: text,
  why: text,
  atLeast: optional(amount),
  atMost: optional(amount),
});

const peak = object<Peak>({
  ...sizes,
  time: optional(finite),
  seen: optional(amount),
  bound: optional(amount),
  machine: optional(amount),
  cgroup: optional(amount),
});

const outlived = object<Outlived>({
  count: amount,
  processes: list(
    object<Outlived['processes'][number]>({
      pid: amount,
      name: optional(text),
      argv: optional(wholeList(text)),
    }),
  ),
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
  watch: optional(text),
  axis: optional(text),
  streams: optional(dictionary(text)),
};

const sample: Fields<SampleRecord> = {
  type: oneOf('sample'),
  time: finite,
  ...sizes,
  pssAtLeast: optional(amount),
  pssAtMost: optional(amount),
  hwm: optional(amount),
  peak: optional(amount),
  procs: optional(amount),
  hugetlbAgain: optional(amount),
  machineUsed: optional(amount),
  machineAvailable: optional(amount),
  machineShmem: optional(amount),
  machineSwapUsed: optional(amount),
  pressureSome: optional(amount),
  pressureFull: optional(amount),
  stalledSome: optional(amount),
  stalledFull: optional(amount),
  cgroup: optional(amount),
  cgroupCache: optional(amount),
  membersRss: optional(amount),
  membersPss: optional(amount),
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
  redacted: optional(amount),
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

const unseen: Fields<UnseenRecord> = {
  type: oneOf('unseen'),
  time: finite,
  bytes: amount,
  most: amount,
  births: amount,
};

const unread: Fields<UnreadRecord> = {
  type: oneOf('unread'),
  time: finite,
  pid: amount,
  name: optional(text),
  metric: oneOf(...METRIC_NAMES),
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
  over: optional(amount),
  since: optional(amount),
  metric: optional(oneOf(...METRIC_NAMES)),
  sizes: optional(object<Sizes>(sizes)),
  procs: optional(amount),
  processes: optional(list(holder)),
  lines: optional(list(text)),
  phase: optional(text),
  follows: optional(text),
};

const hook: Fields<HookRecord> = {
  type: oneOf('hook'),
  time: finite,
  limit: text,
  msg: optional(text),
  fd: optional(finite),
  exit: optional(exit),
  took: optional(amount),
  timedOut: optional(truth),
};

const victim: Fields<KilledProcess> = {
  pid: amount,
  cause: text,
  name: optional(text),
  work: optional(text),
  size: optional(amount),
  metric: optional(text),
  limit: optional(amount),
  command: optional(truth),
  probably: optional(truth),
};

const killed: Fields<KilledRecord> = { type: oneOf('killed'), time: finite, ...victim };

const cgroup: Fields<CgroupRecord> = {
  type: oneOf('cgroup'),
  time: finite,
  usage: amount,
  limit: amount,
  cache: optional(amount),
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
  unjudged: optional(list(unjudged)),
  outlived: optional(outlived),
  cause: optional(text),
  killed: optional(list(object(victim))),
  notes: optional(list(text)),
};

const RECORDS: { readonly [T in StreamRecord['type']]: Shape<Extract<StreamRecord, { type: T }>> } =
  {
    start: object(start),
    sample: object(sample),
    line: object(line),
    process: object(process),
    unseen: object(unseen),
    unread: object(unread),
    mark: object(mark),
    breach: object(breach),
    hook: object(hook),
    killed: object(killed),
    cgroup: object(cgroup),
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
