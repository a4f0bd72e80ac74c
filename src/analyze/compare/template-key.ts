/**
 * What two templates of two runs must share to be the same: a value that was constant in one run may be shown there.
 */
export function templateKey(template: string): string {
  return template.replace(/<[\w*]{1,12}>|\d+/g, '#');
}
