/**
 * What leaves the process for a log or a trace goes through here: a copy, walked value by value, without tokens,
 * keys and personal data, wherever they stand. It knows them by the name of their key and by their shape.
 */

const CENSORED = "[censored]";
const DEEPEST = 8;
const MOST_ENTRIES = 60;
const LONGEST_TEXT = 4_000;

/** Parts of key names, lower-case and without separators, whose values are never written. */
const SECRET_KEY =
  /token|secret|passw|pwd|cookie|authoriz|apikey|accesskey|privatekey|sharedkey|encryptionkey|signature|credential|assertion|verifier|connectionstring|mail|upn|phone|displayname|givenname|familyname|surname|username|useragent|forwardedfor|remoteaddress|ipaddress/;
const SECRET_KEYS = new Set(["ip", "sig", "jwt", "nonce", "auth", "session", "headers", "body", "payload", "query", "search"]);

/** Of an error: what tells where and why, and nothing of what it carries along (requests, answers, headers, configuration). */
const ERROR_FACTS = ["code", "reason", "status", "statusCode", "service", "operation", "syscall", "errno", "digest", "requestId", "correlationId", "retryAfterSeconds", "variable"] as const;

/** A copy of any value that may be logged. Never throws. */
export function redact(value: unknown): unknown {
  return copy(value, 0, new Set());
}

function copy(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return typeof value === "function" || typeof value === "symbol" ? `[${typeof value}]` : value;
  if (value === null) return null;
  if (above.has(value)) return "[circular]";
  if (depth >= DEEPEST) return "[deep]";
  above.add(value);
  try {
    return copyObject(value, depth + 1, above);
  } catch {
    return "[unreadable]";
  } finally {
    above.delete(value);
  }
}

function copyObject(value: object, depth: number, above: Set<object>): unknown {
  if (value instanceof Error) return copyError(value, depth, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return copyEntries([...value].map(([key, each]) => [typeof key === "object" ? "[object]" : String(key), each]), depth, above);
  if (Array.isArray(value) || value instanceof Set) return [...value].slice(0, MOST_ENTRIES).map((each) => copy(each, depth, above));
  return copyEntries(Object.entries(value), depth, above);
}

function copyEntries(entries: readonly (readonly [string, unknown])[], depth: number, above: Set<object>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of entries.slice(0, MOST_ENTRIES)) {
    if (value === undefined) continue;
    result[redactText(key)] = isSecretKey(key) && value !== null && typeof value !== "boolean" ? CENSORED : copy(value, depth, above);
  }
  return result;
}

function copyError(error: Error, depth: number, above: Set<object>): Record<string, unknown> {
  const result: Record<string, unknown> = { type: redactText(error.name), message: redactText(error.message) };
  for (const name of ERROR_FACTS) {
    const value: unknown = name in error ? Reflect.get(error, name) : undefined;
    if (typeof value === "string" || typeof value === "number") result[name] = typeof value === "string" ? redactText(value) : value;
  }
  result.stack = framesOf(error);
  if (error.cause !== undefined) result.cause = copy(error.cause, depth, above);
  if (error instanceof AggregateError) result.errors = error.errors.slice(0, 5).map((each) => copy(each, depth, above));
  return result;
}

/** Where it was thrown, without the message that stands above it. */
function framesOf(error: Error): string | undefined {
  if (typeof error.stack !== "string") return undefined;
  const lines = error.stack.split("\n").filter((line) => /^\s+at /.test(line));
  return redactText(lines.slice(0, 12).map((line) => line.trim()).join("\n"));
}

const keysKnown = new Map<string, boolean>();

function isSecretKey(key: string): boolean {
  const known = keysKnown.get(key);
  if (known !== undefined) return known;
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, "");
  const secret = SECRET_KEYS.has(plain) || SECRET_KEY.test(plain);
  if (keysKnown.size < 1_000) keysKnown.set(key, secret);
  return secret;
}

/** Whatever holds nothing of this needs no closer look: most texts. */
const SUSPICIOUS = /[@%?=:]|[^\s]{20}|bearer|basic|eyJ|mpp_|whsec_/i;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A text that may be logged: addresses without queries, and neither tokens, keys nor mail addresses in it. */
export function redactText(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  if (!SUSPICIOUS.test(short) || GUID.test(short)) return short;
  let result = short;
  for (const [pattern, replacement] of SHAPES) result = result.replace(pattern, replacement);
  return result.replace(RUN, (run) => (isOpaque(run) ? CENSORED : run));
}

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // JWT and JWE, also cut short.
  [/eyJ[\w-]*(?:\.[\w-]*)*/g, CENSORED],
  [/\b(bearer|basic|dpop|negotiate|sharedaccesssignature)\s+[^\s"',;]+/gi, `$1 ${CENSORED}`],
  [/\b(?:mpp|whsec|v1a?)_[\w+/=-]+/g, CENSORED],
  // Who signs in by address, and every query and fragment of one.
  [/(\w:\/\/)[^\s/@"'<>]*@/g, "$1"],
  [/\?[^\s"'<>)\]}]+/g, `?${CENSORED}`],
  [/#[^\s"'<>)\]}]*=[^\s"'<>)\]}]*/g, `#${CENSORED}`],
  [/(?<![\p{L}\p{N}._%+'~&!$*{}|^`-])[\p{L}\p{N}._%+'~&!$*{}|^`-]+(?:@|%40)(?!\d{4}-\d\d-\d\dT)[\p{L}\p{N}[][\p{L}\p{N}.:\]-]*/gu, CENSORED],
  // name=value and "name": "value".
  [
    /(?<![\w.-])([\w.-]*(?:token|secret|passw|pwd|cookie|authorization|api[-_]?key|access[-_]?key|shared[-_]?key|signature|\bsig|assertion|verifier|credential|user id|\buid)[\w.-]*["']?\s*[=:]\s*)(?:\{[^}]*\}|"[^"]*"|'[^']*'|[^\s"',;&)\]}]+)/gi,
    `$1${CENSORED}`,
  ],
  [/\b(code|state|nonce)=[^\s"',;&)]+/g, `$1=${CENSORED}`],
];

/** Twenty characters and more of those that tokens, ids, paths and long words are made of. */
const RUN = /[\w+/=~.%-]{20,}/g;
const GUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LEAST_OPAQUE = 17;

/** Whether a run looks drawn by lot: ids, words, numbers and paths made of them do not; a short hash in a file's name is let pass. */
function isOpaque(run: string): boolean {
  let opaque = 0;
  for (const piece of run.replace(GUIDS, ".").split(/[^A-Za-z0-9]+/)) {
    if (!isWord(piece)) opaque += piece.length * (/[a-z].*[A-Z]|[A-Z].*[a-z]/.test(piece) ? 2 : 1);
    if (opaque >= LEAST_OPAQUE) return true;
  }
  return false;
}

/** Letters, then at most a few digits, or a number; one in both cases has to be made of words of some length, as camelCase is. */
function isWord(piece: string): boolean {
  if (!/^(?:[A-Za-z]*\d{0,4}|\d{1,17})$/.test(piece)) return false;
  if (piece.length <= 3) return true;
  if (piece.length > 60) return false;
  const words = piece.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.length <= 1 ? piece.length <= 20 : piece.length / words.length >= 3.5;
}
