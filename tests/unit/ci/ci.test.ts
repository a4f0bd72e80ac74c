import { expect, test } from 'vitest';
import type { CiFacts } from '../../../src/ci/ci-system.ts';
import { rounded } from '../../../src/ci/gitlab.ts';
import { ciOf } from '../../../src/ci/names.ts';
import { CI_SYSTEMS } from '../../../src/ci/registry.ts';
import { SECTIONS } from '../../../src/ci/sections.ts';
import { BUILD } from '../render/answers.ts';
import { exampleReport, GIB, MIB } from '../render/example.ts';

const report = exampleReport(0, [
  ['rise', 3000, 330 * MIB],
  ['plateau', 22_000, 400 * MIB],
  ['climb', 71_000, 2.03 * GIB],
]);

function facts(changes: Partial<CiFacts> = {}): CiFacts {
  return {
    name: 'npm-test',
    command: 'npm test',
    status: 122,
    report,
    comparison: undefined,
    breaches: [
      { limit: 'max-rss', title: 'ceiling', sentence: 'npm test peaked at 2.03 GiB (2.00 GiB)' },
    ],
    warnOnly: false,
    unknownFails: true,
    recording: '/job/.memwrap/run.jsonl',
    env: { GITHUB_STEP_SUMMARY: '/github/summary', GITHUB_OUTPUT: '/github/output' },
    ...changes,
  };
}

test('the CI system is known by its environment', () => {
  expect(ciOf({ GITHUB_ACTIONS: 'true' })).toBe('github');
  expect(ciOf({ GITLAB_CI: 'true' })).toBe('gitlab');
  expect(ciOf({ BUILDKITE: 'true' })).toBe('buildkite');
  expect(ciOf({ CI: 'true' })).toBe('none');
});

test('GitHub gets one annotation, its colons and percents escaped', () => {
  const breaches = [
    { limit: 'max-rss', title: 'ceiling', sentence: 'a: 100%, b\nc' },
    { limit: 'max-growth', title: 'ceiling', sentence: 'second' },
  ];
  const said = CI_SYSTEMS.github.actions(facts({ breaches })).filter(({ kind }) => kind === 'say');
  expect(said).toEqual([
    {
      kind: 'say',
      text: '::error title=memwrap%3A memory ceiling::a: 100%25, b%0Ac%0Asecond',
    },
  ]);
});

test('a limit that only warns is a warning, and without a breach there is no annotation', () => {
  const warned = CI_SYSTEMS.github.actions(facts({ warnOnly: true })).at(-1);
  expect(warned).toMatchObject({ text: expect.stringMatching(/^::warning title=/) });
  const kinds = CI_SYSTEMS.github.actions(facts({ breaches: [] })).map(({ kind }) => kind);
  expect(kinds).toEqual(['append', 'append']);
});

test('the job summary holds the chart and the phases, the outputs one value a line', () => {
  const [summary, output] = CI_SYSTEMS.github.actions(facts());
  expect(summary).toMatchObject({ file: '/github/summary', most: 900_000 });
  const text = summary && 'text' in summary ? summary.text : '';
  expect(text).toContain('```text\n');
  expect(text).toContain('| phase |');
  expect(output).toEqual({
    kind: 'append',
    file: '/github/output',
    most: 1_000_000,
    text:
      'memwrap-status=122\nmemwrap-peak-bytes=2179695903\nmemwrap-peak-metric=rss\n' +
      'memwrap-broken=max-rss\nmemwrap-unjudged=\nmemwrap-recording=/job/.memwrap/run.jsonl\n',
  });
});

test('a path with a newline is no output value', () => {
  const [, output] = CI_SYSTEMS.github.actions(facts({ recording: '/a\nevil=1' }));
  expect(output && 'text' in output ? output.text : '').not.toContain('evil');
});

test('GitLab gets two files beside the recording', () => {
  const actions = CI_SYSTEMS.gitlab.actions(facts({ command: 'echo "<&\u0001>"' }));
  expect(actions.map((action) => 'file' in action && action.file)).toEqual([
    '/job/.memwrap/npm-test.metrics.txt',
    '/job/.memwrap/npm-test.junit.xml',
  ]);
  const [metrics, junit] = actions.map((action) => ('text' in action ? action.text : ''));
  expect(metrics).toContain('memwrap_peak_bytes{run="npm-test"} ');
  expect(metrics?.endsWith('# EOF\n')).toBe(true);
  expect(junit).toContain(
    '<testsuite name="echo &quot;&lt;&amp;&gt;&quot;" tests="1" failures="1"',
  );
  expect(junit).toContain(
    '<failure message="npm test peaked at 2.03 GiB (2.00 GiB)" type="max-rss">',
  );
});

test('a run within its limits is a test case that passed', () => {
  const [, junit] = CI_SYSTEMS.gitlab.actions(facts({ breaches: [] }));
  expect(junit && 'text' in junit ? junit.text : '').toMatch(
    /failures="0"[\s\S]*name="npm-test: memory"/,
  );
});

test('rounding takes noise of half a step away and never more than 2 %', () => {
  for (const value of [1, 1023, 1.61 * GIB, 412 * MIB]) {
    const near = rounded(value) ?? 0;
    expect(Math.abs(near - value) / value).toBeLessThan(0.02);
    expect(rounded(near)).toBe(near);
  }
  expect(rounded(0)).toBe(0);
  expect(rounded(undefined)).toBeUndefined();
});

test('Buildkite gets an annotation by its agent, only where a limit was broken', () => {
  expect(CI_SYSTEMS.buildkite.actions(facts())).toMatchObject([
    {
      kind: 'pipe',
      command: ['buildkite-agent', 'annotate', '--style', 'error', '--context', 'memwrap-npm-test'],
    },
  ]);
  expect(CI_SYSTEMS.buildkite.actions(facts({ breaches: [] }))).toEqual([]);
});

test.for([
  ['github', '::group::Install deps', 'Install deps'],
  ['github', '::endgroup::', undefined],
  ['github', 'see ::group:: in the docs', undefined],
  ['gitlab', '\u001b[0Ksection_start:1560896352:my_first\r\u001b[0KHeader of it', 'Header of it'],
  ['gitlab', 'section_start:1560896352:quiet[collapsed=true]\r\u001b[0K', 'quiet'],
  ['gitlab', '\u001b[0Ksection_end:1560896353:my_first\r\u001b[0K', undefined],
  ['buildkite', '--- :npm: Tests', ':npm: Tests'],
  ['buildkite', 'x --- y', undefined],
] as const)('in %s the line %j opens %j', ([name, line, title]) => {
  const rule = SECTIONS[name];
  expect(rule?.title(line)).toBe(title);
  if (title !== undefined) expect(line).toContain(rule?.needle ?? '');
});

test('an annotation and a test result say where to start, as the report does', () => {
  const start = 'Start with cc1plus grammar.cpp: 673 of the 1046 MiB at the peak (31 s)';
  const said = CI_SYSTEMS.github.actions(facts({ report: BUILD })).at(-1);
  expect(said).toMatchObject({ text: expect.stringContaining(`(2.00 GiB)%0A${start}`) });
  const [, junit] = CI_SYSTEMS.gitlab.actions(facts({ report: BUILD }));
  expect(junit).toMatchObject({ text: expect.stringContaining(`(2.00 GiB)&#10;${start}`) });
});

const OPEN = {
  report: {
    ...report,
    unjudged: [{ limit: 'max-pss', why: 'the PSS of hold (7) may not be read' }],
  },
  breaches: [],
};
const SENTENCE = '--max-pss is not judged: the PSS of hold (7) may not be read';

test('a limit that could not be judged is an annotation, an output value and a failed test', () => {
  const [, output, annotation] = CI_SYSTEMS.github.actions(facts(OPEN));
  expect(annotation).toEqual({
    kind: 'say',
    text: `::error title=memwrap%3A memory limit not judged::${SENTENCE}`,
  });
  expect(output).toMatchObject({ text: expect.stringContaining('memwrap-unjudged=max-pss\n') });
  const [metrics, junit] = CI_SYSTEMS.gitlab.actions(facts(OPEN));
  expect(metrics).toMatchObject({ text: expect.stringContaining('memwrap_limits_unjudged') });
  expect(junit).toMatchObject({ text: expect.stringContaining(`<failure message="${SENTENCE}"`) });
  expect(CI_SYSTEMS.buildkite.actions(facts(OPEN))).toMatchObject([
    { command: expect.arrayContaining(['error']) },
  ]);
});

test('where it fails nothing it is a warning, and the test passes', () => {
  const passing = facts({ ...OPEN, unknownFails: false });
  expect(CI_SYSTEMS.github.actions(passing).at(-1)).toMatchObject({
    text: expect.stringContaining('::warning '),
  });
  expect(CI_SYSTEMS.gitlab.actions(passing)[1]).toMatchObject({
    text: expect.stringContaining('failures="0"'),
  });
});
