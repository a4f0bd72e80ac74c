import { benchexec } from './benchexec.ts';
import { bsdTime } from './bsd-time.ts';
import { gnuTime } from './gnu-time.ts';
import { CERTAINTY, type Importer, type Sniff } from './importer.ts';
import { lsf } from './lsf.ts';
import { nextflow } from './nextflow.ts';
import { pbs } from './pbs.ts';
import { phases } from './phases.ts';
import { runexec } from './runexec.ts';
import { runlim } from './runlim.ts';
import { sacct } from './sacct.ts';
import { seff } from './seff.ts';
import { snakemake } from './snakemake.ts';

/** The foreign formats, by name (`--from`). Of two that are equally sure the first is taken. */
export const IMPORTERS: Readonly<Record<string, Importer>> = {
  phases,
  // One number a task. Those that stand in a log of something else come last.
  nextflow,
  snakemake,
  sacct,
  benchexec,
  runlim,
  runexec,
  seff,
  lsf,
  pbs,
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
