import type { ProcessSample } from '../sampler.ts';

/** A process's figures, bytes, -1 where unknown. */
interface Figures extends Pick<ProcessSample, 'pid' | 'ppid' | 'started' | 'name' | 'rss'> {
  readonly hwm: number;
  readonly anon: number;
  readonly file: number;
  readonly shmem: number;
  readonly swap: number;
  readonly hugetlb: number;
  readonly pss: number;
}

/** Whether a sample still shows these figures. */
export function isSampleOf(sample: ProcessSample, now: Figures): boolean {
  return (
    sample.rss === now.rss &&
    sample.hwm === now.hwm &&
    sample.ppid === now.ppid &&
    (sample.swap ?? -1) === now.swap &&
    (sample.hugetlb ?? 0) === Math.max(0, now.hugetlb) &&
    (sample.anon ?? -1) === now.anon &&
    (sample.pss ?? -1) === now.pss
  );
}

/** The figures as a value, without those that are unknown. */
export function sampleOf(now: Figures): ProcessSample {
  return {
    pid: now.pid,
    ppid: now.ppid,
    started: now.started,
    name: now.name,
    rss: now.rss,
    hwm: now.hwm,
    ...(now.pss >= 0 && { pss: now.pss }),
    ...(now.anon >= 0 && { anon: now.anon }),
    ...(now.file >= 0 && { file: now.file }),
    ...(now.shmem >= 0 && { shmem: now.shmem }),
    ...(now.swap >= 0 && { swap: now.swap }),
    ...(now.hugetlb > 0 && { hugetlb: now.hugetlb }),
  };
}
