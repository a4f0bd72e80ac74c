/** Words that tell of work that is over, and such that tell of work to come; they only tip the scales. */
const REPORTS =
  /[✓✔√✗✘]|(?<![\p{L}\d])(?:ok|pass(?:ed)?|fail(?:ed)?|done|finished|completed?|wrote|written|built|took|ended|fertig|beendet|erledigt|ge\p{L}{2,}(?:t|en)|(?:er|ver)\p{L}{2,}t|termin\p{L}+|fini|hecho|listo|completado|klaar|\p{L}{3,}ed)(?![\p{L}\d])|完了|完成|готово|завершен/iu;
const ANNOUNCES =
  /^[^\p{L}\d]*(?:\S+:\s)?(?:=== RUN|starting|begin\p{L}*|running|\p{L}{3,}ing|start|lade|beginne|starte|chargement|d[eé]but|cargando|iniciando|laden|開始|начало|загрузка)(?![\p{L}\d])|(?:\.\.\.|…)[^\p{L}\d]*$|(?<![\p{L}\d])(?:started|begun)(?![\p{L}\d])|開始/iu;
const CLOSES =
  /^[^\p{L}\d]*(?:\d+ (?:passed|failed|passing|failing|tests?)\b|Ran \d+ tests?|ok\s+\S+\s+\d|PASS$|FAIL$|OK$|test result:|Tests?:?\s+\d|=+ .* in [\d.]+ ?s|Finished in|Time:|Done in|BUILD |# (?:tests|pass))/iu;

/** Log odds that a line reports (above 0) or announces (below 0) its work, by its words alone. */
export function wordOdds(text: string): number {
  return (REPORTS.test(text) ? 0.8 : 0) - (ANNOUNCES.test(text) ? 1 : 0);
}

/** Whether a line sums up a whole run. */
export function closesRun(text: string): boolean {
  return CLOSES.test(text);
}
