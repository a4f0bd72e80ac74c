/** What a start record's `measure` may be that is a part of a process's memory, or more than it holds: no limit of RSS can be judged by it. */
const NOT_RESIDENT = /^(?:heap|mapped memory)\b/;

/** Whether a recording with this measure says nothing of the resident memory of its processes. */
export function isPartOfProcess(measure: string): boolean {
  return NOT_RESIDENT.test(measure);
}
