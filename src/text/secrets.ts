/** What stands for a masked text. */
export const MASK = '***';

/**
 * A text without any of these, in small letters, holds nothing that is masked below: most are looked at no further. No pattern,
 * because compiling one takes longer than all of a short run's command lines do.
 */
const HINTS = [
  ...[
    'pass',
    'pwd',
    'secret',
    'token',
    'key',
    'auth',
    'bearer',
    'credential',
    'cookie',
    'signature',
  ],
  ...[
    'jwt',
    '_pat',
    '-pat',
    '://',
    'mysql',
    'mariadb',
    'mycli',
    'curl',
    'http',
    'redis-cli',
    'mongo',
  ],
  ...[
    'login',
    'ldap',
    'zip',
    '7z',
    'sqlcmd',
    'bcp',
    'smbclient',
    'lftp',
    'ghp_',
    'gho_',
    'ghu_',
    'ghs_',
  ],
  ...[
    'ghr_',
    'github_pat_',
    'glpat-',
    'gldt-',
    'glrt-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glsoat-',
    'xox',
  ],
  ...['sk-', 'sk_', 'akia', 'asia', 'aiza', 'npm_', 'pypi-', 'hf_', 'sg.', 'dckr_', 'eyj'],
] as const;

function isSuspicious(text: string): boolean {
  const small = text.toLowerCase();
  return HINTS.some((hint) => small.includes(hint));
}

/** What tokens of well-known services look like, wherever they stand. */
const SHAPES =
  /\b(?:gh[opsur]_\w{20,}|github_pat_\w{20,}|gl[a-z]{2,5}-[\w-]{16,}|xox[a-z]-[\w-]{10,}|sk[-_][\w-]{20,}|A(?:KIA|SIA)[0-9A-Z]{16}|AIza[\w-]{35}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,}|hf_[A-Za-z0-9]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|dckr_pat_[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g;
const KEY_BLOCK =
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g;
/** user:password@ of a URL, and a long token in the place of the user. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#:@'"<>]*):[^\s/?#'"<>]+@/gi;
const URL_TOKEN = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[\w-]{20,}@/gi;
const HEADER =
  /\b((?:(?:proxy-)?authorization|x-[\w-]{0,40}(?:key|token|auth|secret)|private-token|job-token|api-key|(?:set-)?cookie)["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token|digest|negotiate)\s+)?)[^\s"',;]+/gi;
const BEARER = /\b(bearer\s+)[\w.~+/=-]{8,}/gi;
/** 'NAME=value', '"name": "value"', 'name: value'. The name is looked at by `isSecretName`. */
const ASSIGNED =
  /(?<![\w.-])(-{0,2}[A-Za-z_][\w.-]*)(["']?(?:\s?=\s?|:\s?))("[^"\n]*"|'[^'\n]*'|[^\s,;&|"'}\])]+)/g;
/** '--password value' within a script. */
const GIVEN = /(?<![\w-])(--[A-Za-z][\w-]*)(\s+)("[^"\n]*"|'[^'\n]*'|[^\s;|&-][^\s;|&]*)/g;
/** Commands within a script that take a password behind a short option. */
const CURL_USER =
  /(\bcurl\b[^|;&\n]{0,400}?\s(?:-[a-zA-Z]*[uU]|--user|--proxy-user)[ =]?["']?[^\s:'"]+:)[^\s'"]+/g;
const MYSQL_PASSWORD = /(\b(?:mysql|mariadb)[\w-]*\b[^|;&\n]{0,400}?\s-p)[^\s'"]+/g;
const SSHPASS = /(\bsshpass\s+-p\s*)[^\s]+/g;

/**
 * A text with what is known to be a secret masked: passwords in URLs, headers with credentials, values of names like
 * `*_TOKEN`, tokens of well-known services, private keys. Time is linear in the length.
 */
export function maskSecrets(text: string): string {
  if (!isSuspicious(text)) return text;
  const assigned = (whole: string, name: string, between: string, value: string): string =>
    isSecretName(name) && !isNoSecret(value) ? `${name}${between}${masked(value)}` : whole;
  return text
    .replace(KEY_BLOCK, `$1${MASK}`)
    .replace(SHAPES, MASK)
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(URL_TOKEN, `$1${MASK}@`)
    .replace(HEADER, `$1${MASK}`)
    .replace(BEARER, `$1${MASK}`)
    .replace(ASSIGNED, assigned)
    .replace(GIVEN, assigned)
    .replace(CURL_USER, `$1${MASK}`)
    .replace(MYSQL_PASSWORD, `$1${MASK}`)
    .replace(SSHPASS, `$1${MASK}`);
}

/** In the quotes that it had. */
function masked(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${quote}${MASK}${quote}`;
}

/** A reference to a variable, or masked already: nothing is given away. */
function isNoSecret(value: string): boolean {
  return /^["']?(?:\$|\*\*\*)/.test(value);
}

const SECRET_WORD =
  /(?:password|passwd|passphrase|secret|token|apikey|credentials?|signature)$|^(?:jwt|bearer)$/;
/** Secrets only behind another word: `DB_PASS`, `GH_PAT`. */
const SECRET_BEHIND = /^(?:pass|pwd|pat|auth)$/;
const KEY_OF = /^(?:api|access|secret|auth|account|signing|encryption|private|shared|master)$/;

/** Whether what is called so is a secret: 'AWS_SECRET_ACCESS_KEY', '--api-key', 'userPassword'; not 'max-tokens', 'token-file'. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  if (SECRET_WORD.test(last)) return true;
  if (before === undefined) return last === 'pass' && name.startsWith('--');
  return SECRET_BEHIND.test(last) || (last === 'key' && KEY_OF.test(before));
}

/** Short options of well-known programs that hold a secret: behind them, in the next word, or both. */
interface SecretFlags {
  readonly program: RegExp;
  /** '-p' in '-pVALUE'. */
  readonly joined?: string;
  /** The next word is the secret; `user`: only what follows this character of it is. */
  readonly next?: RegExp;
  readonly user?: string;
  /** Only after this word. */
  readonly after?: string;
}

const FLAGS: readonly SecretFlags[] = [
  { program: /^(?:mysql|mariadb)[\w-]*$|^mycli$/, joined: '-p' },
  { program: /^sshpass$/, joined: '-p', next: /^-p$/ },
  { program: /^curl$/, joined: '-u', next: /^(?:-[a-zA-Z]*[uU]|--user|--proxy-user)$/, user: ':' },
  { program: /^https?$/, next: /^(?:-a|--auth)$/, user: ':' },
  { program: /^smbclient$/, next: /^(?:-U|--user)$/, user: '%' },
  { program: /^lftp$/, next: /^-u$/, user: ',' },
  { program: /^redis-cli$/, next: /^-a$/ },
  { program: /^mongo\w*$/, next: /^-p$/ },
  { program: /^ldap\w+$/, next: /^-w$/ },
  { program: /^(?:zip|unzip|sqlcmd|bcp)$/, next: /^-P$/ },
  { program: /^7z\w?$/, joined: '-p' },
  { program: /^(?:docker|podman|buildah|skopeo|helm|oras|az)$/, next: /^-p$/, after: 'login' },
];

/**
 * A command line with its secrets masked; the same list where there are none. Besides what `maskSecrets` finds: the values
 * of options like `--password`, also in the next word, and those of the short options of well-known programs.
 */
export function maskWords(words: readonly string[]): readonly string[] {
  if (!isSuspicious(words.join(' '))) return words;
  const out: string[] = [];
  let flags: SecretFlags | undefined;
  for (const [i, word] of words.entries()) {
    const before = words[i - 1] ?? '';
    out.push(
      ofProgram(word, before, words, flags) ??
        (i > 0 && isSecretFlag(before) && !word.startsWith('-') ? MASK : maskWord(word)),
    );
    const program = word.slice(word.lastIndexOf('/') + 1);
    flags = FLAGS.find((one) => one.program.test(program)) ?? flags;
  }
  return out.every((word, i) => word === words[i]) ? words : out;
}

/** '--password', '-password', '--db.userPassword': its value is the next word. */
function isSecretFlag(word: string): boolean {
  return /^--?[A-Za-z][\w.-]{2,}$/.test(word) && isSecretName(word);
}

function maskWord(word: string): string {
  // A value runs to the end of its word, spaces and all; `-Dname=value` is one of Java.
  const given = /^(--?[A-Za-z][\w.-]*|[A-Za-z_]\w*)=([\s\S]+)$/.exec(word);
  const [, name = '', value = ''] = given ?? [];
  if (given !== null && isSecretName(name) && !isNoSecret(value)) return `${name}=${MASK}`;
  // Of openssl: -passin pass:secret.
  return /^pass:./.test(word) ? `pass:${MASK}` : maskSecrets(word);
}

function ofProgram(
  word: string,
  before: string,
  words: readonly string[],
  flags: SecretFlags | undefined,
): string | undefined {
  if (flags === undefined) return undefined;
  const { joined, next, user, after } = flags;
  if (after !== undefined && !words.includes(after)) return undefined;
  const isNext = next?.test(before) === true;
  const isJoined =
    joined !== undefined && word.length > joined.length && word.startsWith(joined) && !isNext;
  if (!isNext && !isJoined) return undefined;
  const head = isJoined ? joined : '';
  if (user === undefined) return head + MASK;
  const at = word.indexOf(user, head.length);
  return at < 0 ? word : `${word.slice(0, at + 1)}${MASK}`;
}
