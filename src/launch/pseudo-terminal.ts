import { spawn } from 'node:child_process';
import { constants, openSync } from 'node:fs';

/** A pseudo-terminal whose master is read by a process of its own, the pty reader, which passes the bytes on into a pipe. */
export interface PseudoTerminal {
  /** Descriptor of the slave, the side that a program uses as its terminal. */
  readonly slave: number;
  /** Calls back when it has taken over a new size of our own terminal. */
  onResize(act: () => void): void;
}

// Neither Node's modules nor a shell can unlock a pseudo-terminal; perl is nearly everywhere. The numbers are those of
// asm-generic/ioctls.h. Output processing is off, because our own terminal already turns newlines into CR LF. Node must not
// read the master itself: libuv takes a hang-up for the end even if there is more to read.
const PTY_READER = `
use POSIX ();
use Fcntl;
$SIG{$_} = 'IGNORE' for qw(INT QUIT HUP TERM USR1 USR2 ALRM PIPE);
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die;
open(my $out, '>&=', 3) or die;
sub measure {
  my $size = pack('S4', 24, 80, 0, 0);
  if (open(my $here, '<', '/dev/tty')) { my $found = $size; $size = $found if ioctl($here, 0x5413, $found); }
  ioctl($master, 0x5414, $size) or die;
}
my ($lock, $number) = (pack('i', 0), pack('i', 0));
ioctl($master, 0x40045431, $lock) or die;
ioctl($master, 0x80045430, $number) or die;
my $modes = POSIX::Termios->new;
$modes->getattr(fileno $master) or die;
$modes->setoflag($modes->getoflag & ~POSIX::OPOST());
$modes->setlflag($modes->getlflag & ~POSIX::ECHO());
$modes->setattr(fileno $master, POSIX::TCSANOW()) or die;
$SIG{WINCH} = sub { measure(); syswrite(STDOUT, "resized\\n"); };
measure();
syswrite(STDOUT, unpack('i', $number) . "\\n");
for (;;) {
  my $count = sysread($master, my $bytes, 65536);
  if (!defined $count) { next if $!{EINTR}; last; }
  last if !$count;
  for (my $at = 0; $at < $count;) {
    my $written = syswrite($out, $bytes, $count - $at, $at);
    if (defined $written) { $at += $written; } elsif (!$!{EINTR}) { exit; }
  }
}
`;

/** Makes a pseudo-terminal whose output goes into `pipe`. Our session and controlling terminal stay. Undefined without perl or /dev/ptmx. */
export async function openPseudoTerminal(pipe: number): Promise<PseudoTerminal | undefined> {
  const ptyReader = spawn('perl', ['-e', PTY_READER], {
    stdio: ['ignore', 'pipe', 'ignore', pipe],
  });
  let act: () => void = () => undefined;
  const number = await new Promise<number | undefined>((resolve) => {
    ptyReader.on('error', () => resolve(undefined));
    ptyReader.on('exit', () => resolve(undefined));
    ptyReader.stdout?.once('data', (text: Buffer) => {
      resolve(Number.parseInt(text.toString(), 10));
      ptyReader.stdout?.on('data', () => act());
    });
  });
  if (number === undefined) return undefined;
  ptyReader.unref();
  (ptyReader.stdout as { unref?(): void } | null)?.unref?.();
  return {
    slave: openSync(`/dev/pts/${number}`, constants.O_RDWR | constants.O_NOCTTY),
    onResize(listener) {
      act = listener;
    },
  };
}
