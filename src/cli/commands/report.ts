import { optimizeLightly } from '../../host/engine.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { withProgress } from '../../read/progress.ts';
import { readWithLogs } from '../../read/read-with-logs.ts';
import { sizeOf } from '../../read/recordings.ts';
import { onePhase } from '../../render/one-phase.ts';
import { paletteOf } from '../../render/palette.ts';
import { RENDERERS } from '../../render/registry.ts';
import { STYLE_NAMES, type StyleName } from '../../render/styles/registry.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { UserError } from '../../text/user-error.ts';
import { chosenRecording } from '../chosen-recording.ts';
import { parseArguments } from '../options/arguments.ts';
import { HTML } from '../options/html-options.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import { LOG_OPTIONS, logOptions } from '../options/log-options.ts';
import { type CommandTable, type OptionsOf, wholeNumber } from '../options/option.ts';
import { COLOR, FORMATS, formatOf, METRIC, RUN_OPERAND, WIDTH } from '../options/shared.ts';

export const TABLE = {
  name: 'report',
  summary: 'whose memory a run needed, its curve, its phases',
  operands: [RUN_OPERAND],
  options: [
    METRIC,
    {
      name: 'x',
      value: '<axis>',
      help: 'time, or phase: every phase equally wide',
      shown: 'time',
      choices: ['auto', 'time', 'phase'],
      initial: 'time',
    },
    {
      name: 'style',
      value: '<s>',
      help: STYLE_NAMES.join(', '),
      shown: 'auto',
      choices: STYLE_NAMES,
    },
    {
      name: 'lines',
      value: '<n>',
      help: 'log templates per phase',
      shown: '1',
      parse: wholeNumber(0),
    },
    {
      name: 'phase',
      value: '<n>',
      help: 'only that phase, with its log lines and processes',
      parse: wholeNumber(1),
    },
    {
      name: 'phases',
      value: '<which>',
      help: 'main, those that change the level, or all',
      shown: 'main',
      choices: ['main', 'all'],
      initial: 'main',
    },
    { name: 'processes', help: 'a row for each group of processes below the curve' },
    WIDTH,
    ...FORMATS,
    ...HTML,
    COLOR,
    ...LOG_OPTIONS,
    ...IMPORT_OPTIONS,
  ],
  after: 'docs/report.md explains the chart.',
} as const satisfies CommandTable;

/** Shows a recording as a chart with its phases, as JSON, as Markdown or as a page of HTML. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<OptionsOf<typeof TABLE>>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const recording = await chosenRecording(world, operands[0]);
  await optimizeLightly();
  if (options.html !== undefined || options.open === true) {
    const { putReport } = await import('../html-report.ts');
    const { metric, phase, html = '', open = false } = options;
    const [foreign, logs] = [foreignOptions(options), logOptions(options)];
    await putReport(world, recording, { metric, phase, foreign, logs }, { file: html, open });
    return 0;
  }
  const read = await readWithLogs(recording, {
    ...(options.metric !== undefined && { metric: options.metric }),
    foreign: foreignOptions(options),
    logs: logOptions(options),
    cwd: world.cwd(),
    through: (chunks) => withProgress(chunks, sizeOf(recording), world),
  });
  const form = formatOf(options);
  if (read.kind === 'tasks') {
    const { showTasks } = await import('../task-files.ts');
    return showTasks(world, read, options);
  }
  const whole = read.report;
  const { phase } = options;
  if (phase !== undefined && whole.phases[phase - 1] === undefined) {
    throw new UserError(`--phase: there is no phase ${phase}`, phasesHint(whole.phases.length));
  }
  const report = phase === undefined || form === 'chart' ? whole : onePhase(whole, phase);
  const view = viewOf(world, world.stdout, options);
  const style = options.style ?? styleOfSurroundings(world, view.unicode);
  await world.stdout.write(
    RENDERERS[form](report, view, {
      axis: options.x === 'phase' ? 'phase' : 'time',
      phases: options.phases,
      processes: options.processes === true,
      ...(style === undefined ? {} : { style }),
      ...(options.lines === undefined ? {} : { templates: options.lines }),
      ...(phase === undefined ? {} : { phase }),
    }),
  );
  if (form === 'chart' && recording.chosen !== undefined && !recording.elsewhere) {
    await world.stdout.write(`  ${paletteOf(view).dim(recording.chosen)}\n`);
  }
  return 0;
};

/** CI systems show logs in web fonts, whose braille is uneven in width. */
function styleOfSurroundings({ env }: World, unicode: boolean): StyleName | undefined {
  return unicode && (env['GITHUB_ACTIONS'] || env['GITLAB_CI']) ? 'line' : undefined;
}

function phasesHint(count: number): string {
  if (count === 0) return 'this run has none';
  return count === 1 ? 'this run has one' : `this run has ${count}`;
}
