/** An epoch time in milliseconds as local time, like '20261122-075823': the text sorts by time. */
export function compactLocalTime(epoch: number): string {
  const date = new Date(epoch);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** The epoch time in milliseconds of a text that begins like that; undefined where it does not. */
export function parseLocalTime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number);
  return new Date(year, month - 1, ...rest).getTime();
}
