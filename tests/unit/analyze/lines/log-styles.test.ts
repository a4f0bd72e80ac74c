import { expect, test } from 'vitest';
import type { LineStory } from '../../../../src/analyze/lines/types.ts';
import { BLOCK_STYLES, INTERLEAVED_STYLES } from './interleaved-styles.ts';
import { LOG_STYLES, type LogStyle } from './log-styles.ts';
import { MORE_LOG_STYLES } from './more-log-styles.ts';
import { type Conditions, ScriptedJob } from './scripted-job.ts';

type Verdict = 'named' | 'silent' | 'misled';

/** What a reader takes from a story. */
function judge(story: LineStory | undefined, culprit: LogStyle['culprit']): Verdict {
  if (!story) return 'silent';
  if (typeof culprit === 'string') {
    if (story.kind === culprit) return 'named';
    return story.kind === 'line' && story.line.clock === undefined ? 'misled' : 'silent';
  }
  if (story.kind === 'open')
    return story.candidates.some((text) => culprit.test(text)) ? 'named' : 'silent';
  if (story.kind === 'time') return 'misled';
  if (story.kind !== 'line') return 'silent';
  const { text, until = '', or = [], clock } = story.line;
  if ([text, until, ...or].some((said) => culprit.test(said))) return 'named';
  return clock === undefined && story.line.place !== 'start' ? 'misled' : 'silent';
}

function explained(style: LogStyle, conditions: Conditions): Verdict {
  const job = new ScriptedJob(conditions);
  style.run(job);
  return judge(job.explain().story, style.culprit);
}

const STYLES = [...LOG_STYLES, ...MORE_LOG_STYLES, ...INTERLEAVED_STYLES, ...BLOCK_STYLES];
const SEEDS = [1, 2, 3];

/** Its lines come at random and its culprit as a clock does: at times that is open. */
const UNCERTAIN = 'warnings on stderr all along';
const CERTAIN = STYLES.filter(({ name }) => name !== UNCERTAIN);

test.each(CERTAIN)('$name', (style) => {
  const conditions = { sampled: 20, jitter: 0.1, pace: 1 };
  for (const seed of SEEDS) expect(explained(style, { ...conditions, seed })).toBe('named');
});

test.each([
  { sampled: 20, jitter: 0.1, pace: 0.5, named: 0.97, misled: 0.01 },
  { sampled: 40, jitter: 0.3, pace: 1, named: 0.97, misled: 0.01 },
  { sampled: 80, jitter: 0.3, pace: 1, named: 0.96, misled: 0.03 },
  { sampled: 20, jitter: 0.3, pace: 3, named: 0.97, misled: 0.01 },
])('sampled each $sampled ms at pace $pace, most are named and next to none mislead', (how) => {
  const verdicts = STYLES.flatMap((style) =>
    SEEDS.slice(1).map((seed) => explained(style, { ...how, seed })),
  );
  const part = (wanted: Verdict): number =>
    verdicts.filter((verdict) => verdict === wanted).length / verdicts.length;
  expect(part('named')).toBeGreaterThanOrEqual(how.named);
  expect(part('misled')).toBeLessThanOrEqual(how.misled);
});
