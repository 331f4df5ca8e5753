/** What stands in place of personal data. */
export const MASKED = { mail: "[mail address]", id: "[id]", name: "[name]", other: "[masked]" } as const;

/** Keys as they are compared: without capitals and separators. */
const plain = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");

/** What a key says its value is; any other key holds nothing of a person by itself. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/e?mail|^upn$|userprincipal|signinname/, MASKED.mail],
  [/objectid$|^oid$|puid|tenantid$|tenant$|^tid$|userid$|(user|person|contact)guid/, MASKED.id],
  [/^(?!plan|offer|publisher)(.*)name$|^(given|sur|family|last|first|full)?name$/, MASKED.name],
  [/phone|address|street|city|postal|zip/, MASKED.other],
];

/** Everything below such a key is about a person. */
const PERSON = /^(beneficiary|purchaser|buyer|user|customer|contact|person|owner|admin|requestedby|requester|initiator|initiatedby|createdby|modifiedby)s?$/;

/** Ids that are nobody's: what the call is about. `id` alone is one only at the top, and below one of the parents. */
const KEPT_IDS = /^(subscriptionid|operationid|planid|offerid|publisherid|activityid|correlationid|requestid|marketplacesubscriptionid|saassubscriptionid|resourceid|productid)$/;
const PARENTS = /^(subscription|operation|plan|offer|publisher)$/;

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** A run of signs without any that ends an address. One at a time, so that long texts take no longer than their length. */
const TOKEN = /[^\s"<>()[\],;:]+/g;
/** Also escaped. */
const AT = /@|＠|﹫|%40|\\u0040|&#64/i;
/** Shorter ones would be found in words that mean something else. */
const SHORTEST_SECRET = 5;
/**
 * What all secrets are long, times what the call is long: so much at most is looked through, a tenth of a second's work.
 * A call has a handful in some kilobytes, a twentieth of it; of one beyond nothing is shown that could hold one of them.
 */
const MOST_COMPARED = 5e7;
const DEEPEST = 40;

/**
 * A body for people to read who need not know whom it is about: indented, without mail addresses, names, and ids of
 * people and their organisations, wherever they stand. The ids of subscription, operation, plan and offer stay.
 */
export function maskBody(raw: string): string {
  const text = raw.replace(/^\uFEFF/, "");
  const read = readJson(text);
  if (read === undefined) return maskBroken(text);
  const secrets: Secrets = { ids: new Set(), names: new Set() };
  collect(read.value, { key: "", isPerson: false, depth: 0 }, secrets);
  const hideIds = hiding(secrets.ids, text.length);
  const hideNames = hiding(secrets.names, text.length);
  return JSON.stringify(mask(read.value, { key: "", parent: "", isPerson: false, depth: 0, hideIds, hide: (each) => hideNames(hideIds(each)) }), null, 2);
}

/** A line of text without mail addresses. */
export function maskText(text: string): string {
  return text.replace(TOKEN, (token) => (AT.test(token) ? MASKED.mail : token));
}

function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

interface Place {
  readonly key: string;
  readonly isPerson: boolean;
  readonly depth: number;
}

/** What is personal by its key, and is hidden wherever else it stands. A name may be a word, too, so it leaves ids alone. */
interface Secrets {
  readonly ids: Set<string>;
  readonly names: Set<string>;
}

function whatIs(key: string): string | null {
  return PERSONAL.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}

/** Some fields hold JSON as a text. */
function withinText(text: string): { readonly value: unknown } | undefined {
  return /^\s*[[{]/.test(text) ? readJson(text) : undefined;
}

function collect(value: unknown, { key, isPerson, depth }: Place, into: Secrets): void {
  if (depth > DEEPEST) return;
  if (typeof value === "object" && value !== null) {
    // An element of a list is what the list is.
    if (Array.isArray(value)) for (const each of value) collect(each, { key, isPerson, depth: depth + 1 }, into);
    else for (const [name, each] of Object.entries(value)) collect(each, { key: plain(name), isPerson: isPerson || PERSON.test(plain(name)), depth: depth + 1 }, into);
    return;
  }
  if (typeof value !== "string" && typeof value !== "number") return;
  const within = typeof value === "string" ? withinText(value) : undefined;
  if (within !== undefined) collect(within.value, { key, isPerson, depth: depth + 1 }, into);
  const known = whatIs(key);
  if (known === null && !isPerson) return;
  const secret = String(value).trim();
  if (secret.length >= SHORTEST_SECRET) into[known === MASKED.name ? "names" : "ids"].add(secret);
}

type Hide = (text: string) => string;

/** @param within how long everything is together in which they are looked for. */
function hiding(secrets: ReadonlySet<string>, within: number): Hide {
  if (secrets.size === 0) return maskText;
  if ([...secrets].reduce((sum, { length }) => sum + length, 0) * within > MOST_COMPARED) return () => MASKED.other;
  // The longest first: one may be a part of another.
  const known = [...secrets].sort((one, other) => other.length - one.length).map((secret) => secret.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const pattern = new RegExp(known.join("|"), "giu");
  return (text) => maskText(text.replace(pattern, MASKED.other));
}

interface Masking extends Place {
  readonly parent: string;
  /** For what names no person by itself: ids, and keys. */
  readonly hideIds: Hide;
  readonly hide: Hide;
}

function mask(value: unknown, at: Masking): unknown {
  if (value === null || value === "" || typeof value === "boolean") return value;
  if (typeof value === "object") return at.depth >= DEEPEST ? MASKED.other : maskWithin(value, at);
  const known = whatIs(at.key);
  if (known !== null) return known;
  if (at.isPerson) return MASKED.other;
  if (typeof value === "number") return at.hide(String(value)) === String(value) ? value : MASKED.other;
  return typeof value === "string" ? maskString(value, at) : MASKED.other;
}

function maskString(value: string, at: Masking): string {
  const within = withinText(value);
  if (within !== undefined) return JSON.stringify(mask(within.value, { ...at, depth: at.depth + 1 }));
  const isKept = KEPT_IDS.test(at.key) || (at.key === "id" && (at.depth === 1 || PARENTS.test(at.parent)));
  return isKept ? at.hideIds(value) : at.hide(value).replace(GUID, MASKED.id);
}

function maskWithin(value: object, at: Masking): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => mask(each, { ...at, depth: at.depth + 1 }));
  const taken = new Map<string, number>();
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const key = plain(name);
      const shown = free(at.hideIds(name).replace(GUID, MASKED.id), taken);
      return [shown, mask(each, { ...at, key, parent: at.key, isPerson: at.isPerson || PERSON.test(key), depth: at.depth + 1 })];
    }),
  );
}

/**
 * Two keys may be masked alike.
 * @param taken how often each was wished for: counted on, so that a thousand of them are not tried a thousand times.
 */
function free(name: string, taken: Map<string, number>): string {
  let copy = taken.get(name) ?? 1;
  let shown = name;
  for (; taken.has(shown); shown = `${name} ${copy}`) copy += 1;
  taken.set(name, copy);
  if (shown !== name) taken.set(shown, 1);
  return shown;
}

/** What stands behind a key, in anything that looks a little like JSON. */
const BEHIND_KEY = /(["']?)([\w.-]{2,60})\1(\s{0,9}[:=]\s{0,9})("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,}\]{["']+)/g;
const KEPT_BEFORE = /(subscriptionid|operationid|planid|offerid)["']?\s*[:=]\s*["']?$/i;
const LONGEST_KEY = 40;

/** Of what is no JSON nobody can tell where a person begins: every id goes but those of subscription, operation, plan and offer. */
function maskBroken(text: string): string {
  return text
    .replace(BEHIND_KEY, (whole: string, quote: string, name: string, between: string) => {
      const known = whatIs(plain(name)) ?? (PERSON.test(plain(name)) ? MASKED.other : null);
      return known === null ? whole : `${quote}${name}${quote}${between}"${known}"`;
    })
    .replace(TOKEN, (token) => (AT.test(token) ? MASKED.mail : token))
    .replace(GUID, (id: string, at: number, all: string) => (KEPT_BEFORE.test(all.slice(Math.max(0, at - LONGEST_KEY), at)) ? id : MASKED.id));
}
