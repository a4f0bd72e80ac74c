import { Command, Option } from 'commander';
import { optimizeLightly } from '../../host/engine.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { withProgress } from '../../read/progress.ts';
import { readReport } from '../../read/read-report.ts';
import { findRecording, sizeOf } from '../../read/recordings.ts';
import { METRIC_NAMES, type ReportMetric } from '../../recording/metrics.ts';
import type { AxisMode } from '../../render/chart/time-axis.ts';
import { onePhase } from '../../render/one-phase.ts';
import { RENDERERS } from '../../render/registry.ts';
import { STYLE_NAMES, type StyleName } from '../../render/styles/registry.ts';
import { parseWidth, viewOf } from '../../render/terminal-view.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments, wholeNumber } from '../options/arguments.ts';

const HELP = `memwrap report [run] - chart and phases of a run, and the log lines behind them

  run                a file, the name of a run, or - for stdin  [the latest]
  --metric <m>       rss, pss, anon, file, shmem, swap or system
                                                     [pss if shared, else rss]
  --x <axis>         auto, time or phase                                [auto]
  --style <s>        braille, block, line or ascii                      [auto]
  --lines <n>        log templates per phase                               [1]
  --phase <n>        only that phase, with its log lines and processes
  --width <n>        columns                                    [terminal, 80]
  --json | --md      machine or Markdown output instead of the chart
  --color, --no-color

docs/report.md explains the chart.
`;

interface Options {
  readonly metric?: ReportMetric;
  readonly x: AxisMode;
  readonly style?: StyleName;
  readonly lines?: number;
  readonly phase?: number;
  readonly width?: number;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly color?: boolean;
}

function command(): Command {
  return new Command('report')
    .argument('[run]')
    .addOption(new Option('--metric <m>').choices([...METRIC_NAMES, 'system']))
    .addOption(new Option('--x <axis>').choices(['auto', 'time', 'phase']).default('auto'))
    .addOption(new Option('--style <s>').choices(STYLE_NAMES))
    .option('--lines <n>', '', wholeNumber(0))
    .option('--phase <n>', '', wholeNumber(1))
    .option('--width <n>', '', parseWidth)
    .option('--json')
    .addOption(new Option('--md').conflicts('json'))
    .option('--color')
    .option('--no-color');
}

/** Shows a recording: the chart and what goes with it, as JSON or as Markdown. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(command(), args, HELP);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const recording = findRecording(world, operands[0]);
  await optimizeLightly();
  const whole = await readReport(recording, options.metric, undefined, (chunks) =>
    withProgress(chunks, sizeOf(recording), world),
  );
  const { phase } = options;
  if (phase !== undefined && whole.phases[phase - 1] === undefined) {
    throw new UserError(`--phase: there is no phase ${phase}`, phasesHint(whole.phases.length));
  }
  const form = options.json ? 'json' : options.md ? 'markdown' : 'chart';
  const report = phase === undefined || form === 'chart' ? whole : onePhase(whole, phase);
  const view = viewOf(world, world.stdout, options);
  const style = options.style ?? styleOfSurroundings(world, view.unicode);
  await world.stdout.write(
    RENDERERS[form](report, view, {
      axis: options.x,
      ...(style === undefined ? {} : { style }),
      ...(options.lines === undefined ? {} : { templates: options.lines }),
      ...(phase === undefined ? {} : { phase }),
    }),
  );
  return 0;
};

/** The logs of CI systems are shown in web fonts, whose braille is of uneven width. */
function styleOfSurroundings({ env }: World, unicode: boolean): StyleName | undefined {
  return unicode && (env['GITHUB_ACTIONS'] || env['GITLAB_CI']) ? 'line' : undefined;
}

function phasesHint(count: number): string {
  if (count === 0) return 'this run has none';
  return count === 1 ? 'this run has one' : `this run has ${count}`;
}
