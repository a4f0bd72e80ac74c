import path from 'node:path';
import { exportRun } from '../../export/export-run.ts';
import { TABLES } from '../../export/exporter.ts';
import { type Destination, openFile } from '../../export/output-file.ts';
import {
  EXPORT_FORMATS,
  EXPORTERS,
  type ExportFormat,
  formatOfFile,
} from '../../export/registry.ts';
import { optimizeLightly } from '../../host/engine.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { withProgress } from '../../read/progress.ts';
import { sizeOf } from '../../read/recordings.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { printable } from '../../text/printable.ts';
import { UserError } from '../../text/user-error.ts';
import { chosenRecording } from '../chosen-recording.ts';
import { parseArguments } from '../options/arguments.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import { LOG_OPTIONS, logOptions } from '../options/log-options.ts';
import type { CommandTable, OptionsOf } from '../options/option.ts';
import { METRIC, RUN_OPERAND, WIDTH } from '../options/shared.ts';

const NAMES = Object.entries(EXPORTERS).map(([name, { help }]) => `  ${name.padEnd(12)} ${help}`);

export const TABLE = {
  name: 'export',
  summary: 'a run for another program',
  operands: [RUN_OPERAND],
  options: [
    {
      name: 'to',
      value: '<format>',
      help: 'one of those below',
      shown: 'by the name of -o',
      choices: EXPORT_FORMATS,
    },
    { name: 'output', short: 'o', value: '<file>', help: 'where to', shown: 'stdout' },
    { name: 'force', help: 'overwrite that file' },
    {
      name: 'table',
      value: '<t>',
      help: `of csv: ${TABLES.join(', ')}`,
      shown: 'samples',
      choices: TABLES,
      initial: 'samples',
    },
    METRIC,
    WIDTH,
    ...LOG_OPTIONS,
    ...IMPORT_OPTIONS,
  ],
  after: `Formats\n${NAMES.join('\n')}\n\ndocs/sharing.md says which is for whom.`,
} as const satisfies CommandTable;

type Options = OptionsOf<typeof TABLE>;

/** Writes a run, ours or another tool's, in the format of another program. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const format = formatOf(options);
  const recording = await chosenRecording(world, operands[0]);
  await optimizeLightly();
  const destination = destinationOf(options, world, recording.path);
  let failed = true;
  try {
    const remarks = await exportRun(
      {
        ...{ recording, exporter: EXPORTERS[format], table: options.table },
        view: { ...viewOf(world, world.stdout, options), color: false },
        foreign: foreignOptions(options),
        logs: logOptions(options),
        cwd: world.cwd(),
        through: (chunks) => withProgress(chunks, sizeOf(recording), world),
        ...(options.metric !== undefined && { metric: options.metric }),
      },
      destination,
    );
    failed = false;
    for (const remark of remarks) {
      await world.stderr.write(`memwrap: ${recording.label}: ${printable(remark)}\n`);
    }
  } finally {
    destination.end(failed);
  }
  return 0;
};

function formatOf({ to, output, table }: Options): ExportFormat {
  const format = to ?? (output === undefined ? undefined : formatOfFile(output));
  if (format === undefined) {
    const names = EXPORT_FORMATS.join(', ');
    if (output === undefined) throw new UserError('--to is missing', `write one of ${names}`);
    const shown = printable(output);
    throw new UserError(`${shown}: its name tells no format`, `write --to with one of ${names}`);
  }
  if (table !== 'samples' && format !== 'csv') {
    throw new UserError(`--table: ${format} is not made of tables`, 'write --to csv');
  }
  return format;
}

function destinationOf(
  { output, force }: Options,
  world: World,
  source: string | undefined,
): Destination {
  if (output !== undefined && output !== '-') {
    const file = path.isAbsolute(output) ? output : path.resolve(world.cwd(), output);
    return openFile(file, output, force === true, source);
  }
  const { stdout } = world;
  return {
    write: (bytes) => stdout.write(bytes),
    get closed() {
      return stdout.closed;
    },
    end() {},
  };
}
