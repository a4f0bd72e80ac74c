import { readFileSync } from 'node:fs';
import type { Self } from './self.ts';

export const nodeSelf: Self = {
  pid: process.pid,
  onSignal(name, act) {
    process.on(name, act);
    return () => void process.removeListener(name, act);
  },
  raise: (name) => void process.kill(process.pid, name),
  isForeground() {
    let stat: string;
    try {
      stat = readFileSync('/proc/self/stat', 'latin1');
    } catch {
      return false;
    }
    // After the name in parentheses: state, ppid, pgrp, session, tty_nr, tpgid (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  },
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
