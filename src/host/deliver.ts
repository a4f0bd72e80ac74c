/** What became of a signal: 'gone' if the process no longer exists, 'refused' if this user may not signal it. */
export type Delivery = 'sent' | 'gone' | 'refused';

/** Whether there is such a process; one that has ended and is not reaped yet counts. Never throws. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal to one process; never throws. */
export function deliver(pid: number, name: NodeJS.Signals): Delivery {
  try {
    process.kill(pid, name);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'refused' : 'gone';
  }
}
