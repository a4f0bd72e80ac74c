import type { Follows, ReportPhase } from '../report/types.ts';
import type { ComparedTemplate, TemplateGrowth } from './comparison.ts';
import { templateKey } from './template-key.ts';

/** Maximum number of templates listed for a phase. */
const MAX_TEMPLATES = 5;

/** The templates of a phase in both runs, the one whose growth changed most first. */
export function compareTemplates(
  base: ReportPhase | undefined,
  next: ReportPhase | undefined,
): ComparedTemplate[] {
  const nexts = new Map(next?.follows.map((one) => [templateKey(one.template), one]));
  const compared: ComparedTemplate[] = [];
  for (const one of base?.follows ?? []) {
    const key = templateKey(one.template);
    const other = nexts.get(key);
    nexts.delete(key);
    compared.push({
      template: other?.template ?? one.template,
      base: growthOf(one),
      ...(other ? { next: growthOf(other) } : {}),
    });
  }
  for (const one of nexts.values()) compared.push({ template: one.template, next: growthOf(one) });
  const change = ({ base: a, next: b }: ComparedTemplate): number =>
    Math.abs((b?.bytes ?? 0) - (a?.bytes ?? 0));
  return compared.sort((a, b) => change(b) - change(a)).slice(0, MAX_TEMPLATES);
}

function growthOf({ lines, bytes, bytesPerLine }: Follows): TemplateGrowth {
  return { lines, bytes, bytesPerLine };
}
