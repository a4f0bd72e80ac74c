import { benchexec } from './benchexec.ts';
import { bsdTime } from './bsd-time.ts';
import { conDuct, conDuctInfo } from './con-duct.ts';
import { csv } from './csv/csv.ts';
import { denet } from './denet.ts';
import { gctrace } from './gctrace.ts';
import { gnuTime } from './gnu-time.ts';
import { CERTAINTY, type Importer, type Sniff } from './importer.ts';
import { javaGc } from './java-gc.ts';
import { lsf } from './lsf.ts';
import { atop } from './machine/atop.ts';
import { collectl } from './machine/collectl.ts';
import { dockerStats } from './machine/docker-stats.ts';
import { dstat } from './machine/dstat.ts';
import { free } from './machine/free.ts';
import { kubectlTop } from './machine/kubectl-top.ts';
import { nmon } from './machine/nmon.ts';
import { pidstat } from './machine/pidstat.ts';
import { ps } from './machine/ps.ts';
import { sar } from './machine/sar.ts';
import { top } from './machine/top.ts';
import { vmstat } from './machine/vmstat.ts';
import { massif } from './massif.ts';
import { memoryUsage } from './memory-usage.ts';
import { mprof } from './mprof.ts';
import { msPrint } from './ms-print.ts';
import { nextflow } from './nextflow.ts';
import { pbs } from './pbs.ts';
import { phases } from './phases.ts';
import { prmon, prmonSummary } from './prmon.ts';
import { prometheus } from './prometheus.ts';
import { psrecord } from './psrecord.ts';
import { queryRange } from './query-range.ts';
import { runexec } from './runexec.ts';
import { runlim } from './runlim.ts';
import { runsolver, runsolverValues } from './runsolver.ts';
import { sacct } from './sacct.ts';
import { seff } from './seff.ts';
import { snakemake } from './snakemake.ts';
import { traceGc } from './trace-gc.ts';

/** The foreign formats, by name (`--from`). Of two that are equally sure the first is taken. */
export const IMPORTERS: Readonly<Record<string, Importer>> = {
  phases,
  mprof,
  atop,
  collectl,
  'docker-stats': dockerStats,
  dstat,
  free,
  'kubectl-top': kubectlTop,
  nmon,
  pidstat,
  ps,
  sar,
  top,
  vmstat,
  nextflow,
  snakemake,
  sacct,
  benchexec,
  runlim,
  runexec,
  seff,
  lsf,
  pbs,
  massif,
  'ms-print': msPrint,
  'java-gc': javaGc,
  'trace-gc': traceGc,
  gctrace,
  'memory-usage': memoryUsage,
  prometheus,
  'query-range': queryRange,
  psrecord,
  prmon,
  'prmon-summary': prmonSummary,
  'con-duct': conDuct,
  'con-duct-info': conDuctInfo,
  runsolver,
  'runsolver-values': runsolverValues,
  denet,
  csv,
  // These stand in the log of anything else, which may have a curve.
  'gnu-time': gnuTime,
  'bsd-time': bsdTime,
};

/** The importer that is surest of a file with these ends; undefined if none knows it. */
export function recognize(sniff: Sniff): Importer | undefined {
  let best: Importer | undefined;
  let certainty: number = CERTAINTY.no;
  for (const importer of Object.values(IMPORTERS)) {
    const sure = importer.recognizes(sniff);
    if (sure > certainty) [best, certainty] = [importer, sure];
  }
  return best;
}

/** The importer whose marker stands in the line. */
export function recognizeLine(line: string): Importer | undefined {
  return Object.values(IMPORTERS).find(({ marker }) => marker?.test(line) === true);
}
