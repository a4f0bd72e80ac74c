/** What became of a signal: 'gone' when there is no such process any more, 'refused' when it is not ours to signal. */
export type Delivery = 'sent' | 'gone' | 'refused';

/** Sends a signal to one process. */
export function deliver(pid: number, name: NodeJS.Signals): Delivery {
  try {
    process.kill(pid, name);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'refused' : 'gone';
  }
}
