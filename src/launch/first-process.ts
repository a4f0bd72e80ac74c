import { Socket } from 'node:net';
import { FORWARDED, type ForwardedSignal } from './signal-relay.ts';

const KNOWN: ReadonlySet<string> = new Set(FORWARDED);

/** Calls `act` for each signal that pid 1 got, as it writes them to the pipe `descriptor` (`Launch.init`). Never throws. */
export function onFirstProcessSignal(
  descriptor: number,
  act: (name: ForwardedSignal) => void,
): void {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  let text = '';
  pipe.on('error', () => undefined);
  pipe.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const words = text.split('\n');
    text = words.pop() ?? '';
    for (const word of words) {
      const name = `SIG${word}`;
      if (isForwarded(name)) act(name);
    }
  });
  pipe.unref();
}

function isForwarded(name: string): name is ForwardedSignal {
  return KNOWN.has(name);
}
