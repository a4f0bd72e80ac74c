import { execFile } from 'node:child_process';

const KIB = 1024;
const MAX_OUTPUT_BYTES = 64 * KIB * KIB;

/** One process of the machine, as the system's own tool lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly ppid: number;
  /** The process group, on systems that have them. */
  readonly group?: number;
  /** Start time on the tool's own scale: only for detecting reused pids and comparing ages. */
  readonly started: number;
  /** Bytes. */
  readonly rss: number;
  readonly name: string;
  readonly zombie: boolean;
}

/** Lists every process of the machine; `undefined` if the tool cannot be run. */
export type ProcessLister = () => Promise<readonly ListedProcess[] | undefined>;

/** Uses ps(1) on macOS, Linux and the BSDs; on Windows a CIM query in PowerShell, as wmic is being removed. */
export function processLister(platform: string): ProcessLister {
  if (platform === 'win32') {
    const query =
      'Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,WorkingSetSize,Name,' +
      "@{n='Started';e={$_.CreationDate.ToFileTimeUtc()}} | ConvertTo-Json -Compress";
    return list('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query], parseCim);
  }
  const columns = 'pid=,ppid=,pgid=,rss=,state=,lstart=,comm=';
  return list('/usr/bin/env', ['LC_ALL=C', 'ps', '-A', '-o', columns], parsePs);
}

function list(
  file: string,
  options: readonly string[],
  parse: (text: string) => readonly ListedProcess[],
): ProcessLister {
  return () =>
    new Promise((resolve) => {
      const settings = { maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
      execFile(file, options, settings, (error, stdout) => {
        resolve(error === null ? parse(stdout) : undefined);
      });
    });
}

const LINE =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+\w+\s+(\w+)\s+(\d+)\s+(\d+):(\d+):(\d+)\s+(\d+)\s(.*)$/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * Parses the output of `ps -A -o pid=,ppid=,pgid=,rss=,state=,lstart=,comm=` under LC_ALL=C; skips lines that do not
 * fit.
 */
export function parsePs(text: string): readonly ListedProcess[] {
  const listed: ListedProcess[] = [];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, pid, ppid, group, kib, state = '', month = '', ...rest] = match;
    const [day, hour, minute, second, year, name = ''] = rest;
    const days = (Number(year) * 12 + MONTHS.indexOf(month) / 3) * 31 + Number(day);
    listed.push({
      pid: Number(pid),
      ppid: Number(ppid),
      group: Number(group),
      // Not a real date, but it orders and distinguishes like one.
      started: ((days * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second),
      rss: Number(kib) * KIB,
      name: name.trimEnd(),
      zombie: state.startsWith('Z'),
    });
  }
  return listed;
}

/** Parses the JSON of the CIM query: a list, or a single object if there is only one. */
export function parseCim(text: string): readonly ListedProcess[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const listed: ListedProcess[] = [];
  for (const row of Array.isArray(rows) ? rows : [rows]) {
    if (typeof row !== 'object' || row === null) continue;
    const { ProcessId, ParentProcessId, WorkingSetSize, Started, Name } = row as CimRow;
    if (typeof ProcessId !== 'number' || typeof ParentProcessId !== 'number') continue;
    listed.push({
      pid: ProcessId,
      ppid: ParentProcessId,
      // File times count 100 ns; the system's own processes have none.
      started: typeof Started === 'number' ? Math.round(Started / 10_000) : 0,
      rss: typeof WorkingSetSize === 'number' ? WorkingSetSize : 0,
      name: typeof Name === 'string' ? Name : '',
      zombie: false,
    });
  }
  return listed;
}

interface CimRow {
  readonly ProcessId?: unknown;
  readonly ParentProcessId?: unknown;
  readonly WorkingSetSize?: unknown;
  readonly Started?: unknown;
  readonly Name?: unknown;
}
