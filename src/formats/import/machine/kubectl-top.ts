import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { findStamp, loneStamp } from './stamps.ts';

const HEADER = /\bCPU\(cores\)\s+(?:CPU\(?%\)?\s+)?MEMORY\(bytes\)/;
/** Without a header (--no-headers): names, millicores, mebibytes. */
const ROW = /^(?:\S+\s+){1,6}?\d+m\s+(?:\d+%\s+)?\d+(?:Ki|Mi|Gi)(?:\s+\d+%)?\s*$/;

/** `kubectl top pod` and `kubectl top node` in a loop, with --containers, --all-namespaces or --no-headers. */
export const kubectlTop: Importer = {
  help: 'kubectl top pod or node, in a loop',
  recognizes: ({ lines }) => {
    if (lines.some((line) => HEADER.test(line))) return CERTAINTY.sure;
    const rows = lines.filter((line) => ROW.test(line)).length;
    return rows > lines.length / 3 ? CERTAINTY.sure : CERTAINTY.no;
  },
  marker: HEADER,
  open: (context) => new KubectlImport(context),
};

class KubectlImport implements Import {
  readonly #frames: Frames;
  /** How many words before the CPU are the name: pod, namespace and pod, pod and container. */
  #names: number | undefined;

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'kubectl top', measure: 'working set' });
  }

  add(line: string): void {
    const { text, prefix } = cleaned(line);
    if (HEADER.test(text)) {
      const found = findStamp(text);
      const head = found === undefined ? text : text.slice(found.end);
      this.#names = words(head).findIndex((word) => word.startsWith('CPU('));
      this.#frames.boundary();
      return;
    }
    const fields = words(text);
    const memory = fields.findLastIndex((word) => /^\d+(?:Ki|Mi|Gi|Ti)?$|^<unknown>$/.test(word));
    const cpu = fields.findIndex((word) => /^\d+m$|^<unknown>$/.test(word));
    if (cpu < 1 || memory <= cpu) {
      const stamp = loneStamp(text);
      if (stamp !== undefined) this.#frames.stampLine(stamp);
      return;
    }
    const found = findStamp(text);
    const stamp = found?.stamp ?? prefix;
    const name = fields.slice(Math.max(0, cpu - (this.#names ?? this.#guess(fields, cpu))), cpu);
    this.#frames.row(
      name.join('/'),
      amount(fields[memory] ?? '', 1),
      stamp === undefined ? {} : { stamp },
    );
  }

  finish(): void {
    this.#frames.finish('kubectl top shows no pod or node here');
  }

  /** Without a header: words of the row that are no time. */
  #guess(fields: readonly string[], cpu: number): number {
    return fields
      .slice(0, cpu)
      .filter((word) => findStamp(word) === undefined && !/^[\d-]+$/.test(word)).length;
  }
}
