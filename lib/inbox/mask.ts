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
/** Whatever is written like one, also with its @ escaped. */
const MAIL = /(?:[^\s"<>()[\],;:{}]|\\")*(?:@|＠|﹫|%40|\\u0040|&#64;)[^\s"<>()[\],;:{}]*/gi;
/** Shorter ones would be found in words that mean something else. */
const SHORTEST_SECRET = 5;
const DEEPEST = 40;

/**
 * A body for people to read who need not know whom it is about: indented, without mail addresses, names, and ids of
 * people and their organisations, wherever they stand. The ids of subscription, operation, plan and offer stay.
 */
export function maskBody(raw: string): string {
  const text = raw.replace(/^\uFEFF/, "");
  const read = readJson(text);
  if (read === undefined) return maskBroken(text);
  const secrets = new Set<string>();
  collect(read.value, { key: "", isPerson: false, depth: 0 }, secrets);
  return JSON.stringify(mask(read.value, { key: "", parent: "", isPerson: false, depth: 0, hide: hiding(secrets) }), null, 2);
}

/** A line of text without mail addresses. */
export function maskText(text: string): string {
  return text.replace(MAIL, MASKED.mail);
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

function whatIs(key: string): string | null {
  return PERSONAL.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}

/** What is personal by its key is hidden wherever else it stands. */
function collect(value: unknown, { key, isPerson, depth }: Place, into: Set<string>): void {
  if (depth > DEEPEST) return;
  if (typeof value === "object" && value !== null) {
    for (const [name, each] of entriesOf(value, key)) collect(each, { key: name, isPerson: isPerson || PERSON.test(name), depth: depth + 1 }, into);
  } else if (isPerson || whatIs(key) !== null) {
    const secret = String(value ?? "").trim().toLowerCase();
    if (secret.length >= SHORTEST_SECRET) into.add(secret);
  }
}

/** An element of a list is what the list is. */
function entriesOf(value: object, key: string): [string, unknown][] {
  return Array.isArray(value) ? value.map((each): [string, unknown] => [key, each]) : Object.entries(value).map(([name, each]) => [plain(name), each]);
}

type Hide = (text: string) => string;

function hiding(secrets: ReadonlySet<string>): Hide {
  // The longest first: one may be a part of another.
  const known = [...secrets].sort((one, other) => other.length - one.length).map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = known.length === 0 ? null : new RegExp(known.join("|"), "giu");
  return (text) => maskText(pattern === null ? text : text.replace(pattern, MASKED.other));
}

interface Masking extends Place {
  readonly parent: string;
  readonly hide: Hide;
}

function mask(value: unknown, at: Masking): unknown {
  if (value === null || value === "" || typeof value === "boolean") return value;
  if (typeof value === "object") return at.depth >= DEEPEST ? MASKED.other : maskWithin(value, at);
  const known = whatIs(at.key);
  if (known !== null) return known;
  if (at.isPerson) return MASKED.other;
  if (typeof value !== "string") {
    const hidden = at.hide(String(value));
    return hidden === String(value) ? value : hidden;
  }
  const within = /^\s*[[{]/.test(value) ? readJson(value) : undefined;
  if (within !== undefined) return JSON.stringify(mask(within.value, { ...at, depth: at.depth + 1 }));
  const isKept = KEPT_IDS.test(at.key) || (at.key === "id" && (at.depth === 1 || PARENTS.test(at.parent)));
  const hidden = at.hide(value);
  return isKept ? hidden : hidden.replace(GUID, MASKED.id);
}

function maskWithin(value: object, at: Masking): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => mask(each, { ...at, depth: at.depth + 1 }));
  const taken = new Set<string>();
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const key = plain(name);
      const shown = free(at.hide(name).replace(GUID, MASKED.id), taken);
      return [shown, mask(each, { key, parent: at.key, isPerson: at.isPerson || PERSON.test(key), depth: at.depth + 1, hide: at.hide })];
    }),
  );
}

/** Two keys may be masked alike. */
function free(name: string, taken: Set<string>): string {
  let shown = name;
  for (let copy = 2; taken.has(shown); copy += 1) shown = `${name} ${copy}`;
  taken.add(shown);
  return shown;
}

/** What stands behind a key, in anything that looks a little like JSON. */
const BEHIND_KEY = /(["']?)([\w.-]{2,60})\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,}\]]+)/g;

/** Of what is no JSON nobody can tell where a person begins: every id goes but those of subscription, operation, plan and offer. */
function maskBroken(text: string): string {
  return text
    .replace(BEHIND_KEY, (whole: string, quote: string, name: string, between: string, value: string) => {
      const known = whatIs(plain(name));
      return known === null ? whole : `${quote}${name}${quote}${between}"${known}"${value.startsWith("{") || value.startsWith("[") ? value : ""}`;
    })
    .replace(MAIL, MASKED.mail)
    .replace(GUID, (id: string, at: number, all: string) => (/(subscriptionid|operationid|planid|offerid)["']?\s*[:=]\s*["']?$/i.test(all.slice(0, at)) ? id : MASKED.id));
}
