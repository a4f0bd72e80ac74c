/** What makes two templates the same in two runs: one may show a value that was the same all through its run. */
export function templateKey(template: string): string {
  return template.replace(/<[\w*]{1,12}>|\d+/g, '#');
}
