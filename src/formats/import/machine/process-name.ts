const LONGEST = 48;

/** What a process is called among others: 'python3 train.py (4035)'. */
export function processName(command: string, pid: string): string {
  const [program = '', ...args] = command.trim().split(/\s+/);
  const base = /^\/\S/.test(program) ? program.slice(program.lastIndexOf('/') + 1) : program;
  const full = [base, ...args.map((arg) => arg.replace(/^\/(?:[^/]*\/)+(?=[^/])/, ''))]
    .join(' ')
    .trim();
  const name = full.length > LONGEST ? `${full.slice(0, LONGEST - 1)}…` : full;
  if (pid === '') return name === '' ? 'process' : name;
  return name === '' ? pid : `${name} (${pid})`;
}
