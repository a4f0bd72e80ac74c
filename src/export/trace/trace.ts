import type { Report } from '../../analyze/report/types.ts';
import type { LineRecord, StartRecord, StreamRecord } from '../../recording/records.ts';
import { commandText } from '../../render/header.ts';
import { oneLine } from '../../render/text.ts';
import { isClock, isoTime } from '../../text/calendar.ts';
import type { Export, ExportContext, Exporter } from '../exporter.ts';
import { requireTimes } from '../needs-time.ts';
import { type SampleColumn, SampleColumns } from '../sample-columns.ts';
import { micros, PID, reportEvents, streamEvents, TID, type TraceEvent, titled } from './events.ts';

/**
 * Trace events (the "JSON Object Format" of the Trace Event Format), which Perfetto and chrome://tracing open: a counter a metric
 * and a group of processes, a slice a phase and a process, an instant a line, a mark and a breach. Sizes are bytes.
 */
export const trace: Exporter = {
  help: 'for ui.perfetto.dev and chrome://tracing',
  suffix: '.trace.json',
  needs: () => ({ records: true, lines: true, report: true }),
  open: (context) => new Trace(context),
};

interface Counter {
  /** The event's text before its time, and between its time and its value. */
  readonly head: Uint8Array;
  readonly middle: Uint8Array;
}

class Trace implements Export {
  readonly #context: ExportContext;
  #started: Pick<StartRecord, 'measure' | 'streams'> = {};
  #columns: SampleColumns | undefined;
  /** Of each column. */
  #counters: readonly Counter[] = [];
  #start: number | undefined;
  #now = 0;
  #any = false;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  add(record: StreamRecord): void {
    this.#start ??= record.time;
    this.#now = Math.max(this.#now, micros(record.time - this.#start));
    switch (record.type) {
      case 'start':
        requireTimes(record, this.#context.label, 'a trace');
        this.#started = record;
        for (const event of streamEvents(record)) this.#event(event);
        return;
      case 'line':
        this.#event(lineEvent(record, this.#start));
        return;
      case 'sample': {
        if (this.#columns === undefined) {
          this.#columns = new SampleColumns(this.#started);
          this.#counters = this.#columns.all.map(counterOf);
        }
        const numbers = this.#columns.of(record);
        const { out } = this.#context;
        for (const [i, counter] of this.#counters.entries()) {
          const value = numbers[i] as number;
          if (Number.isNaN(value)) continue;
          this.#separate();
          out.bytes(counter.head);
          out.number(this.#now);
          out.bytes(counter.middle);
          out.number(value);
          out.byte(0x7d);
          out.byte(0x7d);
        }
      }
    }
  }

  finish(report: Report | undefined): void {
    if (report === undefined) return;
    for (const event of reportEvents(report)) this.#event(event);
    const { start, name, metric } = report;
    const about = {
      ...{ command: commandText(report), run: oneLine(name), metric },
      ...(isClock(start) && { started: isoTime(start) }),
    };
    const end = `\n],"displayTimeUnit":"ms","otherData":${JSON.stringify(about)}}\n`;
    this.#context.out.text(end);
  }

  #event(event: TraceEvent): void {
    this.#separate();
    this.#context.out.text(JSON.stringify(event));
  }

  #separate(): void {
    this.#context.out.text(this.#any ? ',\n' : '{"traceEvents":[\n');
    this.#any = true;
  }
}

function lineEvent(record: LineRecord, start: number): TraceEvent {
  const ts = micros(Math.max(0, (record.begun ?? record.time) - start));
  const tid = TID.log + record.fd;
  return { ph: 'i', ...titled(record.msg), cat: 'log', pid: PID.run, tid, ts, s: 't' };
}

/** 'machine_used' in bytes is the counter 'machine used' of the machine. */
function counterOf(column: SampleColumn): Counter {
  const name = column.name.replaceAll('_', ' ');
  const pid = name.startsWith('machine ') ? PID.machine : PID.run;
  return {
    head: Buffer.from(`{"ph":"C","name":${JSON.stringify(name)},"pid":${pid},"tid":0,"ts":`),
    middle: Buffer.from(`,"args":{"${column.unit || 'count'}":`),
  };
}
