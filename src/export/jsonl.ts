import { encodeRecord } from '../recording/encode.ts';
import { LineView } from '../recording/line-view.ts';
import type { LineRecord, StreamRecord } from '../recording/records.ts';
import type { Export, ExportContext, Exporter } from './exporter.ts';

/** The recording in memwrap's own format: what another tool recorded becomes one of ours. */
export const jsonl: Exporter = {
  help: "memwrap's own format: of another tool's file a recording",
  suffix: '.jsonl',
  tellsNotes: true,
  needs: () => ({ records: true, lines: true, report: false }),
  open: (context) => new Records(context),
};

class Records implements Export {
  readonly #context: ExportContext;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  add(record: StreamRecord): void {
    this.#context.out.text(encodeRecord(record instanceof LineView ? plain(record) : record));
  }

  finish(): void {}
}

/** A line whose fields are getters, as an object to spread. */
function plain({ time, fd, msg, eol, b64, begun, since }: LineRecord): LineRecord {
  return {
    ...{ type: 'line', time, fd, msg },
    ...(eol !== undefined && { eol }),
    ...(b64 !== undefined && { b64 }),
    ...(begun !== undefined && { begun }),
    ...(since !== undefined && { since }),
  };
}
