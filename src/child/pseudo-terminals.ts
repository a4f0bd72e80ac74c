import { spawn, spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import type { Pipe } from './pipes.ts';

/** Pseudo-terminals that take the place of pipes: `read` is a terminal's master, `write` its slave. */
export interface PseudoTerminals {
  readonly pipes: readonly Pipe[];
  /** Gives them the size of the terminal that we are at; `done` when they have it. */
  resize(done: () => void): void;
}

// No module of Node and no shell can unlock a pseudo-terminal; perl is nearly everywhere. The numbers are those of
// asm-generic/ioctls.h. Output processing is off: the terminal behind us turns newlines into CR LF, once.
const PREPARE = `
use POSIX ();
my $size = pack('S4', 24, 80, 0, 0);
if (open(my $here, '<', '/dev/tty')) { my $found = $size; $size = $found if ioctl($here, 0x5413, $found); }
for my $fd (3 .. 2 + $ARGV[0]) {
  open(my $master, '+<&=', $fd) or die;
  ioctl($master, 0x5414, $size) or die;
  next if $ARGV[1];
  my ($lock, $number) = (pack('i', 0), pack('i', 0));
  ioctl($master, 0x40045431, $lock) or die;
  ioctl($master, 0x80045430, $number) or die;
  my $modes = POSIX::Termios->new;
  $modes->getattr($fd) or die;
  $modes->setoflag($modes->getoflag & ~POSIX::OPOST());
  $modes->setlflag($modes->getlflag & ~POSIX::ECHO());
  $modes->setattr($fd, POSIX::TCSANOW()) or die;
  print unpack('i', $number), "\\n";
}
`;

/** Passes a master on to stdout until its last slave is closed; cat gives up at a descriptor that does not block. */
export const PUMP = `perl -e '
for (;;) {
  my $in = ""; vec($in, 0, 1) = 1; select($in, undef, undef, undef);
  my $count = sysread(STDIN, my $bytes, 65536);
  next if !defined $count && ($!{EAGAIN} || $!{EINTR});
  last if !$count;
  for (my $at = 0; $at < $count;) { $at += syswrite(STDOUT, $bytes, $count - $at, $at) // exit; }
}'`;

/** Makes `count` pseudo-terminals; our session and controlling terminal stay. Undefined where it cannot be. */
export function openPseudoTerminals(count: number): PseudoTerminals | undefined {
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  let masters: number[];
  try {
    masters = Array.from({ length: count }, () =>
      openSync('/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK),
    );
  } catch {
    return undefined;
  }
  const command = ['-e', PREPARE, String(count)];
  const { status, stdout } = spawnSync('perl', command, { stdio: stdio('pipe', masters) });
  if (status !== 0) return undefined;
  const numbers = stdout.toString().trim().split('\n').filter(Boolean);
  return {
    pipes: masters.map((read, index) => ({
      read,
      write: openSync(`/dev/pts/${numbers[index]}`, O_RDWR | O_NOCTTY),
    })),
    resize(done) {
      try {
        const child = spawn('perl', [...command, 'resize'], { stdio: stdio('ignore', masters) });
        child.on('error', () => undefined);
        child.on('exit', done);
        child.unref();
      } catch {
        // A terminal whose output has ended is closed already.
      }
    },
  };
}

function stdio(
  output: 'pipe' | 'ignore',
  masters: readonly number[],
): ('pipe' | 'ignore' | number)[] {
  return ['ignore', output, 'ignore', ...masters];
}
