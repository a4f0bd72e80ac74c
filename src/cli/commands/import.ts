import { realpathSync } from 'node:fs';
import path from 'node:path';
import { optimizeLightly } from '../../host/engine.ts';
import { compactLocalTime } from '../../host/local-time.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { findRecording } from '../../read/find-recording.ts';
import { withProgress } from '../../read/progress.ts';
import type { Read } from '../../read/read-report.ts';
import { readWithLogs } from '../../read/read-with-logs.ts';
import { type Recording, sizeOf } from '../../read/recordings.ts';
import { paletteOf } from '../../render/palette.ts';
import { RENDERERS } from '../../render/registry.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { openRecordFile } from '../../run/record-file.ts';
import { fileName } from '../../text/file-name.ts';
import { printable } from '../../text/printable.ts';
import { UserError } from '../../text/user-error.ts';
import { FileRecords, TextRecords } from '../imported-records.ts';
import { parseArguments } from '../options/arguments.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import { LOG_OPTIONS, logOptions } from '../options/log-options.ts';
import type { CommandTable, OptionsOf } from '../options/option.ts';
import { COLOR, METRIC, WIDTH } from '../options/shared.ts';

export const TABLE = {
  name: 'import',
  summary: 'make a recording of what another tool wrote',
  operands: [{ name: '<file>', help: 'of mprof, psrecord, docker stats, …, or - for stdin' }],
  options: [
    {
      name: 'output',
      short: 'o',
      value: '<file>',
      help: 'the recording, or - for stdout, without a report',
      shown: '.memwrap/<time>-<name>.jsonl',
    },
    { name: 'force', help: 'overwrite it' },
    ...LOG_OPTIONS,
    ...IMPORT_OPTIONS,
    { ...METRIC, group: 'The report' },
    WIDTH,
    COLOR,
  ],
  after: 'docs/import.md lists the formats.',
} as const satisfies CommandTable;

type Options = OptionsOf<typeof TABLE>;

/** Earlier moments are no moments of a clock. */
const FIRST_CLOCK_MS = 1e11;

/** Reads another tool's recording, writes it as one of ours, and reports it. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const recording = findRecording(world, operands[0]);
  await optimizeLightly();
  if (options.output === '-') await toStdout(recording, options, world);
  else await toFile(recording, options, world);
  return 0;
};

async function toStdout(recording: Recording, options: Options, world: World): Promise<void> {
  const records = new TextRecords(world.stdout);
  await read(recording, options, world, records);
  await records.finish();
}

async function toFile(recording: Recording, options: Options, world: World): Promise<void> {
  if (
    options.output !== undefined &&
    isSame(path.resolve(world.cwd(), options.output), recording)
  ) {
    throw new UserError(
      `--output: ${printable(options.output)}: is what is read`,
      'name another file',
    );
  }
  const records = new FileRecords((start) =>
    openRecordFile({
      ...(options.output !== undefined && { output: options.output }),
      force: options.force === true,
      append: false,
      // What counts from 0 has no time that its name could have.
      baseName: () =>
        `${compactLocalTime(start < FIRST_CLOCK_MS ? world.clock.wall() : start)}-${nameOf(recording)}`,
      cwd: world.cwd,
      env: world.env,
    }),
  );
  try {
    const { report } = await read(recording, options, world, records);
    const file = printable(records.finish());
    const view = viewOf(world, world.stdout, options);
    await world.stdout.write(RENDERERS.chart(report, view, { axis: 'time', phases: 'main' }));
    await world.stdout.write(`  ${paletteOf(view).dim(`recorded: ${file}`)}\n`);
  } catch (error) {
    records.discard();
    throw error;
  }
}

function isSame(file: string, { path: read }: Recording): boolean {
  try {
    return read !== undefined && realpathSync(file) === realpathSync(read);
  } catch {
    // There is no such file yet.
    return false;
  }
}

/** Throws UserError of a table of tasks, which is no run. */
async function read(
  recording: Recording,
  options: Options,
  world: World,
  records: FileRecords | TextRecords,
): Promise<Extract<Read, { kind: 'run' }>> {
  const imported = await readWithLogs(recording, {
    ...(options.metric !== undefined && { metric: options.metric }),
    foreign: foreignOptions(options),
    logs: logOptions(options),
    cwd: world.cwd(),
    watch: (record) => records.add(record),
    through: (chunks) => withProgress(chunks, sizeOf(recording), world),
  });
  if (imported.kind === 'run') return imported;
  throw new UserError(
    `${recording.label}: holds one number a task, which is no recording of a run`,
    `memwrap report ${recording.label} shows them`,
  );
}

/** A run is called like the file, without its suffix. */
function nameOf({ label }: Recording): string {
  const base = label.slice(label.lastIndexOf('/') + 1);
  return fileName(base.replace(/\.[A-Za-z]\w{0,7}$/, '') || base);
}
