import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openPage, startBrowser } from './harness/browser.ts';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { memwrap } from './harness/program.ts';

const MIB = 2 ** 20;
const START = 1_780_000_000_000;
const MOST_BYTES = 400_000;
/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startBrowser().catch(() => undefined);
});
afterAll(async () => {
  await browser?.close();
});

/** The browser, or a skipped test. */
function browserOr(skip: (note: string) => void): Browser {
  needs(skip, 'browser');
  if (browser === undefined) throw new Error('the browser did not start');
  return browser;
}

const json = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** Two processes; memory rises with its lines, then stays: 60 s, 120 lines, a mark, a limit, the machine. */
function plainRecording(step = 3): string {
  const records: object[] = [
    {
      ...{ type: 'start', time: START, version: 1, name: 'job', argv: ['job', '--all'], pid: 7 },
      ...{ limits: { 'max-rss': 300 * MIB }, host: { machineTotal: 8192 * MIB } },
    },
    ...[7, 8].map((pid) => ({
      ...{ type: 'process', event: 'seen', time: START, pid, ppid: pid - 1 },
      ...{ name: 'job', argv: ['job', `part-${pid}`] },
    })),
  ];
  for (let i = 0; i <= 600; i++) {
    const held = 40 * MIB + Math.min(Math.max(0, i - 100), 200) * (step * MIB * 0.25);
    records.push({
      ...{ type: 'sample', time: START + i * 100, rss: held * 1.5, procs: 2 },
      ...{ machineUsed: 2000 * MIB + held },
      top: [
        [7, held],
        [8, held / 2],
      ],
    });
    if (i % 5 === 0) {
      const msg = i > 100 && i < 300 ? `loaded shard ${i / 5}` : `waiting ${i / 5}`;
      records.push({ type: 'line', time: START + i * 100 + 1, fd: i % 2 ? 2 : 1, msg });
    }
    if (i === 300) records.push({ type: 'mark', time: START + 30_000, msg: 'half', from: 'line' });
  }
  records.push({ type: 'end', time: START + 60_000, reason: 'exit', exit: { code: 0 } });
  return json(records);
}

async function pageOf(
  folder: string,
  recording: string,
  args: readonly string[] = [],
): Promise<string> {
  writeFileSync(path.join(folder, 'job.jsonl'), recording);
  const { status, err } = await memwrap(['report', 'job.jsonl', '--html', 'page.html', ...args], {
    cwd: folder,
  });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return path.join(folder, 'page.html');
}

const status = (page: Page): Promise<string | null> => page.locator('#status').textContent();
const now = (page: Page): Promise<string | null> => page.locator('#log li.now').textContent();

/** Moves the pointer over the plot, to a fraction of its width. */
async function hover(page: Page, part: number): Promise<void> {
  const box = await page.locator('.u-over').boundingBox();
  if (box === null) throw new Error('no plot');
  await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
}

/** Violations of WCAG A and AA, contrast included, each with where it is. */
async function violations(page: Page): Promise<string[]> {
  // The page's policy lets no script in: a test's own needs a way around it.
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: object,
          options: object,
        ): Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run({ include: 'html' }, { runOnly: { type: 'tag', values: tags } });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}

describe('the page of a report', () => {
  test('holds the answer, the facts and the phases without its script', async ({
    folder,
    skip,
  }) => {
    const file = await pageOf(folder, plainRecording());
    const { out } = await memwrap(['report', 'job.jsonl', '--width', '1000'], { cwd: folder });
    const answer = out.split('\n').find((line) => line.startsWith('  Start with')) ?? 'none';
    const { page, complaints } = await openPage(browserOr(skip), file, {
      javaScriptEnabled: false,
    });
    expect(await page.locator('#answer .start').textContent()).toBe(answer.trim());
    expect(await page.locator('h1').textContent()).toBe('job --all');
    expect(await page.locator('.facts').textContent()).toContain('peak');
    expect(await page.locator('table').count()).toBeGreaterThanOrEqual(2);
    expect(complaints).toEqual([]);
  });

  test('shows the line of the moment under the pointer, and the moment of the line', async ({
    folder,
    skip,
  }) => {
    const file = await pageOf(folder, plainRecording());
    const { page, complaints } = await openPage(browserOr(skip), file);
    await hover(page, 0.505);
    expect(await now(page)).toMatch(/^(stderr: )?30\.\d s/);
    const inView = (choice: string): Promise<boolean> =>
      page.evaluate<boolean>(`(() => {
        const item = document.querySelector('#log ${choice}');
        const [inner, outer] = [item, item.parentElement].map((one) => one.getBoundingClientRect());
        return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
      })()`);
    expect(await inView('li.now')).toBe(true);
    expect(await inView('li:first-child')).toBe(false);
    await hover(page, 0.25);
    await page.locator('#log li', { hasText: 'loaded shard 30' }).hover();
    expect(await page.locator('.tip').textContent()).toMatch(/^15\.0 s/);
    expect(await now(page)).toContain('loaded shard 30');
    expect(await page.locator('.u-cursor-x').isVisible()).toBe(true);
    await page.locator('#log').focus();
    await page.keyboard.press('ArrowDown');
    expect(await now(page)).toContain('loaded shard 31');
    expect(await page.locator('.tip').textContent()).toMatch(/^15\.5 s/);
    expect(complaints).toEqual([]);
  });

  test('zooms and moves by keys, buttons, wheel, drag and double-click', async ({
    folder,
    skip,
  }) => {
    const file = await pageOf(folder, plainRecording());
    const { page } = await openPage(browserOr(skip), file);
    expect(await status(page)).toBe('');
    await page.locator('#chart').focus();
    await page.keyboard.press('+');
    expect(await status(page)).toBe('11 s to 49 s of 60 s');
    await page.keyboard.press('ArrowRight');
    expect(await status(page)).toBe('21 s to 58 s of 60 s');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('-');
    expect(await status(page)).toBe('');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await status(page)).not.toBe('');
    await page.locator('#chart').focus();
    await page.keyboard.press('0');
    expect(await status(page)).toBe('');
    await hover(page, 0.25);
    await page.mouse.wheel(0, -600);
    await expect.poll(() => status(page), SOON).not.toBe('');
    const [from, to] = ((await status(page)) ?? '').match(/[\d.]+/g)?.map(Number) ?? [];
    // Around the pointer, which stays at a quarter.
    expect(((from ?? 0) * 3 + (to ?? 0)) / 4).toBeCloseTo(15, 0);
    await hover(page, 0.5);
    const box = await page.locator('.u-over').boundingBox();
    await page.locator('.u-over').dblclick();
    expect(await status(page)).toBe('');
    if (box === null) throw new Error('no plot');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 100, { steps: 4 });
    await page.mouse.up();
    expect(await status(page)).toMatch(/^15 s to 45 s/);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.25, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(await status(page)).toMatch(/^30 s to 60 s/);
  });

  test('zooms with two fingers, and moves with one', async ({ folder, skip }) => {
    const file = await pageOf(folder, plainRecording());
    const { page } = await openPage(browserOr(skip), file, {
      viewport: { width: 400, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    const box = await page.locator('.u-over').boundingBox();
    if (box === null) throw new Error('no plot');
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...parts: number[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: parts.map((part, id) => ({
          ...{ x: box.x + box.width * part, y: box.y + 100, id },
        })),
      });
    await touch('touchStart', 0.4, 0.6);
    for (const step of [0.05, 0.1, 0.15, 0.2]) await touch('touchMove', 0.4 - step, 0.6 + step);
    await touch('touchEnd');
    await expect.poll(() => status(page), SOON).toMatch(/^2\d(\.\d)? s to [34]\d(\.\d)? s/);
    const before = await status(page);
    await touch('touchStart', 0.8);
    for (const part of [0.7, 0.6, 0.5]) await touch('touchMove', part);
    await touch('touchEnd');
    await expect.poll(() => status(page), SOON).not.toBe(before);
  });

  test('finds lines, counts them and goes from one to the next', async ({ folder, skip }) => {
    const file = await pageOf(folder, plainRecording());
    const { page } = await openPage(browserOr(skip), file);
    const field = page.locator('#needle');
    await field.fill('SHARD 3');
    const matches = page.locator('#matches');
    // 30 to 39.
    expect(await matches.textContent()).toBe('10 matches');
    expect(await page.locator('#log mark').count()).toBe(10);
    await field.press('Enter');
    expect(await matches.textContent()).toBe('1 of 10');
    expect(await now(page)).toContain('loaded shard 30');
    await field.press('Enter');
    expect(await now(page)).toContain('loaded shard 31');
    await page.getByRole('button', { name: 'Previous match' }).click();
    await page.getByRole('button', { name: 'Previous match' }).click();
    expect(await now(page)).toContain('loaded shard 39');
    expect(await page.locator('.tip').textContent()).toMatch(/^19\.5 s/);
    await field.fill('nothing like this');
    expect(await matches.textContent()).toBe('0 matches');
    await field.fill('');
    expect(await matches.textContent()).toBe('');
    expect(await page.locator('#log mark').count()).toBe(0);
  });

  test('switches processes, the machine, limits, marks and phases', async ({ folder, skip }) => {
    const file = await pageOf(folder, plainRecording());
    const { page, complaints } = await openPage(browserOr(skip), file);
    const picture = (): Promise<string> =>
      page.evaluate<string>(`document.querySelector('.u-wrap canvas').toDataURL()`);
    const boxes = page.locator('input[type=checkbox]');
    const count = await boxes.count();
    // Five switches, two processes.
    expect(count).toBe(7);
    for (let i = 0; i < count; i++) {
      const before = await picture();
      await boxes.nth(i).click();
      await expect.poll(picture, { ...SOON, message: `switch ${i}` }).not.toBe(before);
      await boxes.nth(i).click();
      await expect.poll(picture, { ...SOON, message: `switch ${i} back` }).toBe(before);
    }
    await hover(page, 0.5);
    expect(await page.locator('.tip').textContent()).toContain('part-8');
    await page.getByLabel(/part-8/).click();
    await hover(page, 0.51);
    expect(await page.locator('.tip').textContent()).not.toContain('part-8');
    expect(complaints).toEqual([]);
  });

  test('a phase of the table, and --phase, are zoomed to', async ({ folder, skip }) => {
    const file = await pageOf(folder, plainRecording());
    const { page } = await openPage(browserOr(skip), file);
    await page.locator('button[data-phase="1"]').first().click();
    expect(await status(page)).toMatch(/^9 s to 31 s/);
    const zoomed = await openPage(
      browserOr(skip),
      await pageOf(folder, plainRecording(), ['--phase', '2']),
    );
    expect(await status(zoomed.page)).toMatch(/^10(\.\d)? s to 30/);
  });

  test.for(['light', 'dark'] as const)(
    'meets WCAG AA in %s, and turns by a switch',
    { timeout: 180_000 },
    async (scheme, { folder, skip }) => {
      const file = await pageOf(folder, plainRecording());
      for (const width of [1280, 400]) {
        const viewport = { width, height: 900 };
        const { page } = await openPage(browserOr(skip), file, { viewport, colorScheme: scheme });
        await page.evaluate(
          `for (const one of document.querySelectorAll('details')) one.open = true`,
        );
        await page.locator('#needle').fill('shard');
        const ground = (): Promise<string> =>
          page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
        const before = await ground();
        expect(before).toBe(scheme === 'dark' ? 'rgb(14, 19, 24)' : 'rgb(244, 246, 248)');
        expect(await violations(page)).toEqual([]);
        await page.locator('#theme').click();
        expect(await ground()).not.toBe(before);
        expect(await violations(page)).toEqual([]);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(wide).toBeLessThanOrEqual(width);
      }
    },
  );

  test('prints in light colours, without tools', async ({ folder, skip }) => {
    const file = await pageOf(folder, plainRecording());
    const { page } = await openPage(browserOr(skip), file, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    const color = await page.evaluate<string>('getComputedStyle(document.body).color');
    expect(color).toBe('rgb(27, 36, 48)');
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('#chart canvas').isVisible()).toBe(true);
  });
});

const EVIL = [
  '</script><script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '\u202egnp.exe\u202c \u2066turned\u2069',
  'nul \0 and \x1b[31mred\x1b[0m',
  '<!--<script>',
  '"\'` &lt;b&gt;',
  '\ud800 alone',
];

function hostileRecording(): string {
  const evil = (i: number): string => EVIL[i % EVIL.length] ?? '';
  const records: object[] = [
    { ...{ type: 'start', time: START, version: 1, name: evil(0), argv: EVIL, measure: evil(1) } },
    ...Array.from({ length: 5000 }, (_, i) => ({
      ...{ type: 'process', event: 'seen', time: START + i, pid: i + 7, ppid: 7 },
      ...{ name: evil(i).slice(0, 15), argv: [evil(i), String(i)] },
    })),
  ];
  for (let i = 0; i < 400; i++) {
    const time = START + 6000 + i * 50;
    const top = Array.from({ length: 20 }, (_, k) => [7 + ((i * 8 + k) % 5000), (k + 1) * MIB]);
    records.push({ type: 'sample', time, rss: 210 * MIB + i * MIB, procs: 5000, top });
    records.push({ type: 'line', time, fd: 1 + (i % 2), msg: `${evil(i)} ${i}` });
    if (i === 200) records.push({ type: 'line', time, fd: 1, msg: 'A'.repeat(MIB) });
    if (i % 50 === 0) records.push({ type: 'mark', time, msg: evil(i / 50), from: 'line' });
  }
  records.push({
    ...{ type: 'breach', time: START + 26_000, limit: 'max-rss', allowed: 100 * MIB },
    ...{ measured: 609 * MIB, by: 'sum', processes: [{ pid: 7, name: evil(1), rss: MIB }] },
  });
  records.push({ type: 'end', time: START + 26_000, reason: 'exit', notes: EVIL });
  return json(records);
}

test('a hostile recording is text and nothing else', async ({ folder, skip }) => {
  const file = await pageOf(folder, hostileRecording());
  expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
  expect(readFileSync(file, 'utf8')).not.toMatch(/[\0\x1b\u202a-\u202e\u2066-\u2069]/);
  for (const width of [1280, 400]) {
    const viewport = { width, height: 900 };
    const { page, complaints } = await openPage(browserOr(skip), file, { viewport });
    await hover(page, 0.7);
    await page.locator('#needle').fill('<img src=x');
    expect(await page.locator('#matches').textContent()).toMatch(/^\d\d matches/);
    expect(await page.evaluate(() => Object.hasOwn(globalThis, 'pwned'))).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    expect(complaints).toEqual([]);
  }
});

test('its policy lets nothing else run, load or be sent', async ({ folder, skip }) => {
  const file = await pageOf(folder, plainRecording());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(
    readFileSync(file, 'utf8'),
  )?.[1];
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^;]+'; style-src 'sha256-[^;]+';/,
  );
  expect(policy).not.toContain('unsafe');
  const { page, complaints } = await openPage(browserOr(skip), file);
  await page.evaluate(`
    const script = document.createElement('script');
    script.textContent = 'globalThis.pwned = 1';
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/x.png';
    document.body.append(script, image);
    document.body.setAttribute('onclick', 'globalThis.pwned = 1');
  `);
  await page.locator('h1').click();
  expect(await page.evaluate(() => Object.hasOwn(globalThis, 'pwned'))).toBe(false);
  await expect
    .poll(() => complaints.filter((text) => text.includes('Content Security Policy')).length, SOON)
    .toBeGreaterThanOrEqual(3);
});

test('three days with a million lines stay below 400 kB', { timeout: 240_000 }, async ({
  folder,
  skip,
}) => {
  const rows: string[] = [plainRecording().split('\n')[0] ?? ''];
  for (let i = 0; i < 250_000; i++) {
    const time = START + i * 1037;
    const rss = (500 + (i % 60_000) / 50 + (i % 7)) * MIB;
    rows.push(`{"level":20,"time":${time},"type":"sample","rss":${rss},"procs":1}`);
    for (let k = 0; k < 4; k++) {
      rows.push(
        `{"level":30,"time":${time + k},"type":"line","fd":1,"msg":"step ${i * 4 + k} of the training, loss 0.${i % 997}"}`,
      );
    }
  }
  const file = await pageOf(folder, `${rows.join('\n')}\n`);
  expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
  const { page, complaints } = await openPage(browserOr(skip), file);
  expect(await page.locator('#left-out').textContent()).toMatch(/of 1,000,000 lines/);
  expect(await page.locator('#log li.gap').count()).toBeGreaterThan(100);
  expect(await page.locator('#log').textContent()).toContain('step 999999 of');
  expect(complaints).toEqual([]);
});

test('the page of a comparison shows both runs and the verdict', async ({ folder, skip }) => {
  writeFileSync(path.join(folder, 'before.jsonl'), plainRecording(3));
  writeFileSync(path.join(folder, 'after.jsonl'), plainRecording(6));
  const compared = await memwrap(['compare', 'before.jsonl', 'after.jsonl', '--html'], {
    cwd: folder,
  });
  expect(compared.status).toBe(122);
  expect(compared.out).toMatch(/^memwrap-before-after\.html {2}[\d.]+ KiB\n$/);
  const file = path.join(folder, 'memwrap-before-after.html');
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, complaints } = await openPage(browserOr(skip), file, { colorScheme });
    expect(await page.locator('#answer').textContent()).toMatch(/^Worse: peak \+/);
    await hover(page, 0.8);
    const tip = await page.locator('.tip').textContent();
    expect(tip).toContain('before');
    expect(tip).toContain('after');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }
});

describe('--html', () => {
  test('never takes the recording for its file', async ({ folder }) => {
    const text = plainRecording();
    writeFileSync(path.join(folder, 'job.jsonl'), text);
    const { status, err } = await memwrap(['report', '--html', 'job.jsonl'], { cwd: folder });
    expect(status).toBe(125);
    expect(err).toContain('write it before --html');
    expect(readFileSync(path.join(folder, 'job.jsonl'), 'utf8')).toBe(text);
  });

  test('names the file itself, and says where it is if nothing can show it', async ({ folder }) => {
    writeFileSync(path.join(folder, 'job.jsonl'), plainRecording());
    const { status, out, err } = await memwrap(['report', 'job.jsonl', '--open'], {
      cwd: folder,
      env: { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
    });
    expect(status).toBe(0);
    expect(out).toMatch(/^memwrap-job\.html {2}[\d.]+ KiB\n$/);
    expect(err).toContain('not opened, this is a session by ssh: file:///');
    expect(statSync(path.join(folder, 'memwrap-job.html')).size).toBeGreaterThan(10_000);
  });

  test('opens the file with the desktop’s own program', async ({ folder, skip }) => {
    needs(skip, 'linux');
    writeFileSync(path.join(folder, 'job.jsonl'), plainRecording());
    writeFileSync(
      path.join(folder, 'xdg-open'),
      '#!/bin/sh\necho "$1" > opened.tmp\nmv opened.tmp opened\n',
      {
        mode: 0o755,
      },
    );
    const { status, err } = await memwrap(['report', 'job.jsonl', '--open'], {
      cwd: folder,
      env: { DISPLAY: ':9', PATH: `${folder}:${process.env['PATH']}` },
    });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const opened = path.join(folder, 'opened');
    await expect.poll(() => read(opened), SOON).toBe(`${path.join(folder, 'memwrap-job.html')}\n`);
  });

  test('writes the page to stdout for -', async ({ folder }) => {
    writeFileSync(path.join(folder, 'job.jsonl'), plainRecording());
    const { out } = await memwrap(['report', 'job.jsonl', '--html', '-'], { cwd: folder });
    expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
