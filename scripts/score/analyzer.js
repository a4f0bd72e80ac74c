import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const SOURCE = `
export { createReport } from './src/analyze/report/report.ts';
export { SeriesBuilder } from './src/analyze/report/series.ts';
export { findPhases } from './src/analyze/phases/find-phases.ts';
export { phases } from './src/formats/import/phases.ts';
export { readRecording } from './src/recording/reader.ts';
export { chartReport } from './src/render/chart-report.ts';
`;

/**
 * The analysis and the chart, bundled from its source. `settings` replaces constants, by file and name, for measuring what they are
 * worth: { 'resampled-boundaries.VISIBLE_STRAY': 0.02 }.
 */
export async function loadAnalyzer(settings = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-score-'));
  const outfile = path.join(folder, 'analyzer.mjs');
  await build({
    stdin: { contents: SOURCE, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'warning',
    plugins: [replaceConstants(settings)],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function replaceConstants(settings) {
  return {
    name: 'replace-constants',
    setup(builder) {
      builder.onLoad({ filter: /analyze[\\/]phases[\\/][^\\/]*\.ts$/ }, ({ path: file }) => {
        let contents = readFileSync(file, 'utf8');
        for (const [key, value] of Object.entries(settings)) {
          const [name, constant] = key.split('.');
          if (name !== path.basename(file, '.ts')) continue;
          const pattern = new RegExp(`const ${constant} = [^;]*;`);
          if (!pattern.test(contents)) throw new Error(`${key}: there is no such constant`);
          contents = contents.replace(pattern, `const ${constant} = ${JSON.stringify(value)};`);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
