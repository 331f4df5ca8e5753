import type { IsolatedWorld, Key, Visitor } from "./isolated-world";

/** What somebody is answered: a status, or where they are led. */
export type Answer = 200 | 201 | 204 | 303 | 401 | 403 | 404 | "sign-in" | "overview" | `to ${string}`;
type Answers = Readonly<Record<Visitor, Answer>>;

export interface Rule {
  readonly answers: Answers;
  /** For calls of the API: what a program is answered that comes with a key. */
  readonly keys?: Readonly<Record<Key, Answer>>;
  /** Behind the address: a question without its question mark. */
  readonly query?: (world: IsolatedWorld) => string;
  readonly body?: (world: IsolatedWorld) => unknown;
  /** Beside the session's. */
  readonly cookie?: (world: IsolatedWorld) => string;
  /** What the owner finds there, so that the address is known to be a good one. */
  readonly tells?: RegExp;
}

function answers(otherwise: Answer, special: Partial<Answers> = {}): Answers {
  return { mira: otherwise, priya: otherwise, stella: otherwise, jonas: otherwise, rico: otherwise, omar: otherwise, nobody: otherwise, expired: otherwise, ...special };
}
const UNKNOWN = { nobody: "sign-in", expired: "sign-in" } as const;

const EVERYBODY: Rule = { answers: answers(200) };
const SIGNED_IN: Rule = { answers: answers(200, UNKNOWN) };
const NOBODY: Rule = { answers: answers(404) };
const CUSTOMERS: Rule = { answers: answers(404, { mira: 200, jonas: 200, rico: 200, ...UNKNOWN }) };
const MANAGERS: Rule = { answers: answers(404, { mira: 200, jonas: "overview", rico: "overview", ...UNKNOWN }) };
const STAFF: Rule = { answers: answers(404, { priya: 200, ...UNKNOWN }) };
const STAFF_FILE: Rule = { answers: answers(404, { priya: 200, nobody: 401, expired: 401 }) };
const API: Rule & Required<Pick<Rule, "keys">> = { answers: answers(401), keys: { own: 200, other: 404, revoked: 401, wrong: 401, none: 401 } };

const SEAT_COOKIE = ({ seatSecret }: IsolatedWorld): string => `portal.seat=${seatSecret}`;
const PUBLISHER = "/publisher/[publisherKey]";
const SUBSCRIPTION = "/subscriptions/[subscriptionId]";

/** Every page, and every call of a route, with what each of the visitors is answered who opens it with the ids of Mira's subscription. */
export const ROUTES: Readonly<Record<string, Rule>> = {
  "/": { answers: answers("to /subscriptions", { priya: "to /publisher", omar: "to /publisher", ...UNKNOWN }) },
  "/docs": EVERYBODY,
  "/sign-in": EVERYBODY,
  "/licenses": SIGNED_IN,
  "/subscriptions": { ...SIGNED_IN, tells: /Aurora Dental/ },
  [SUBSCRIPTION]: { ...CUSTOMERS, tells: /Aurora Dental/ },
  [`${SUBSCRIPTION}/users`]: { ...MANAGERS, tells: /zoe@umbra\.example[^]*month end/ },
  [`${SUBSCRIPTION}/managers`]: { ...MANAGERS, tells: /Mira Aurora/ },
  [`${SUBSCRIPTION}/history`]: { answers: answers(404, { mira: 200, jonas: "overview", rico: 200, ...UNKNOWN }), tells: /zoe@umbra\.example/ },
  [`GET ${SUBSCRIPTION}/history/export`]: { answers: answers(404, { mira: 200, jonas: "overview", rico: 200, nobody: 401, expired: 401 }), tells: /zoe@umbra\.example/ },

  [`${SUBSCRIPTION}/plan`]: { ...MANAGERS, tells: /Team, monthly/ },
  [`${SUBSCRIPTION}/users/import`]: { ...MANAGERS, tells: /umbra\.csv/ },
  [`${SUBSCRIPTION}/users/import/[importId]`]: { ...MANAGERS, tells: /no-one-umbra/ },
  [`GET ${SUBSCRIPTION}/users/import/[importId]/failed`]: { answers: answers(404, { mira: 200, nobody: 401, expired: 401 }), tells: /no-one-umbra/ },

  "/invitation/accept": SIGNED_IN,
  "GET /invitation": { answers: answers("to /invitation/accept") },
  "/seat/accept": { ...SIGNED_IN, cookie: SEAT_COOKIE, tells: /Aurora Dental/ },
  "GET /seat": { answers: answers("to /seat/accept") },
  "GET /landing": { answers: answers("to /landing/unspecified") },
  "GET /landing/[offerKey]": { answers: answers("to /landing/ledgerlight/order") },
  "/landing/[offerKey]/order": EVERYBODY,

  "/publisher": { answers: answers(200, { priya: "to /publisher/northwind", omar: "to /publisher/fabrikam", ...UNKNOWN }) },
  [PUBLISHER]: { ...STAFF, tells: /umbra/ },
  [`${PUBLISHER}/subscriptions`]: { ...STAFF, tells: /Aurora Dental/ },
  [`${PUBLISHER}/subscriptions/[subscriptionId]`]: { ...STAFF, tells: /Aurora Dental/ },
  [`GET ${PUBLISHER}/subscriptions/export`]: { ...STAFF_FILE, tells: /Aurora Dental/ },
  [`GET ${PUBLISHER}/search`]: { ...STAFF_FILE, query: () => "search=Aurora", tells: /Aurora Dental/ },
  [`${PUBLISHER}/licenses`]: { ...STAFF, tells: /zoe@umbra\.example/ },
  [`GET ${PUBLISHER}/licenses/export`]: { ...STAFF_FILE, tells: /zoe@umbra\.example/ },
  [`${PUBLISHER}/inbox`]: { ...STAFF, tells: /Aurora Dental/ },
  [`${PUBLISHER}/inbox/[number]`]: { ...STAFF, tells: /umbra/ },
  [`GET ${PUBLISHER}/inbox/export`]: { ...STAFF_FILE, tells: /umbra/ },
  [`${PUBLISHER}/actions`]: { ...STAFF, tells: /Aurora Dental/ },
  [`GET ${PUBLISHER}/actions/export`]: STAFF_FILE,
  [`${PUBLISHER}/deliveries`]: { ...STAFF, tells: /Aurora Dental/ },
  [`${PUBLISHER}/deliveries/[number]`]: { ...STAFF, tells: /umbra/ },
  [`${PUBLISHER}/drift`]: STAFF,
  [`${PUBLISHER}/jobs`]: { ...STAFF, tells: /umbra/ },
  [`${PUBLISHER}/jobs/[jobId]`]: { ...STAFF, tells: /umbra/ },
  [`${PUBLISHER}/offers`]: STAFF,
  [`${PUBLISHER}/offers/[offerKey]`]: STAFF,
  [`GET ${PUBLISHER}/offers/export`]: STAFF_FILE,
  [`${PUBLISHER}/team`]: STAFF,
  [`${PUBLISHER}/api-keys`]: { ...STAFF, tells: /ERP umbra/ },
  [`${PUBLISHER}/audit`]: STAFF,

  "GET /api/auth/[...nextauth]": { answers: answers("to /sign-in"), query: () => "code=made-up&state=made-up" },
  "GET /api/health/live": EVERYBODY,
  "GET /api/health/ready": EVERYBODY,
  "GET /api/metrics": { answers: answers(401) },
  "POST /api/webhook/[offerKey]": { answers: answers(401), body: ({ subscriptionId }) => ({ id: subscriptionId, subscriptionId, action: "Unsubscribe" }) },
  "GET /api/v1/openapi.json": EVERYBODY,
  ...Object.fromEntries(["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [`${method} /api/v1/[...address]`, { ...NOBODY, keys: { own: 404, other: 404, revoked: 404, wrong: 404, none: 404 } } satisfies Rule])),
  "GET /api/v1/subscriptions": { ...API, keys: { ...API.keys, other: 200 }, tells: /Aurora Dental/ },
  "GET /api/v1/subscriptions/[id]": { ...API, tells: /Aurora Dental/ },
  "GET /api/v1/subscriptions/[id]/licenses": { ...API, tells: /zoe@umbra\.example/ },
  "POST /api/v1/subscriptions/[id]/licenses": { ...API, body: ({ people: { zoe } }) => ({ userId: zoe.objectId }), tells: /zoe@umbra\.example/ },
  "GET /api/v1/actions": { ...API, keys: { ...API.keys, other: 200 } },
  "POST /api/v1/license-checks": { ...API, keys: { ...API.keys, other: 200 }, body: ({ people: { zoe } }) => ({ tenantId: zoe.tenantId, userId: zoe.objectId }), tells: /"licensed":true/ },
  "POST /api/v1/activations/complete": { answers: answers(401), keys: { own: 401, other: 401, revoked: 401, wrong: 401, none: 401 }, body: () => ({ result: "succeeded" }) },
  "DELETE /api/v1/subscriptions/[id]/licenses/[licenseId]": { ...API, keys: { ...API.keys, own: 204 } },
};

/** A server action that a page of the customer's calls. Those of the publisher's all begin with the publisher's key, and roles.alone.spec.ts knows more of them. */
export interface Command {
  readonly answers: Answers;
  /** A record stands for a form. `subscription` is Mira's, or that of whoever tries her things by way of their own. */
  readonly given: (world: IsolatedWorld, subscription: string) => readonly unknown[];
  readonly cookie?: (world: IsolatedWorld) => string;
  /** Who may do it, so that it is not tried for nothing. */
  readonly may?: readonly Visitor[];
  /** Whether it names something of the subscription's, which is tried by way of another subscription too. */
  readonly child?: true;
}

export class Form {
  readonly fields: Readonly<Record<string, string | File>>;
  constructor(fields: Readonly<Record<string, string | File>>) {
    this.fields = fields;
  }
}

const OF_CUSTOMERS = "app/(customer)/subscriptions/[subscriptionId]";
const BY_FILE = `${OF_CUSTOMERS}/users/import/actions.ts`;
const OF_ORDER = "app/landing/[offerKey]/order/actions.ts";
const OF_SEAT = "app/seat/accept/actions.ts";
const BY_MANAGERS = { answers: answers(404, { mira: 303, jonas: "overview", rico: "overview", ...UNKNOWN }), may: ["mira"] } as const;
const chosen = ({ objectId, name, email }: IsolatedWorld["people"]["jonas"]): string => JSON.stringify({ objectId, upn: email, name });

/** In an order in which Mira can do them all, one after the other. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  "app/sign-in/actions.ts signIn": { answers: answers("to /sign-in"), given: () => [new Form({ returnTo: "/subscriptions" })] },
  "app/sign-in/actions.ts signOut": { answers: answers("to /sign-in"), given: () => [] },
  [`${OF_ORDER} signInToOrder`]: { answers: answers("to /sign-in"), given: () => ["ledgerlight", "guest"] },
  [`${OF_ORDER} resolveOrder`]: { answers: answers("to /landing/ledgerlight/order"), given: () => ["ledgerlight"] },
  [`${OF_ORDER} activateOrder`]: { answers: answers(404, { mira: "overview", jonas: "overview", rico: "overview", nobody: "overview", expired: "overview" }), may: ["mira"], given: (_, subscription) => [`/subscriptions/${subscription}`, new Form({ subscriptionId: subscription, contactEmail: "new@elsewhere.example" })] },
  [`${OF_ORDER} checkOrder`]: { answers: answers(404, { mira: 200, jonas: 200, rico: 200, nobody: 200, expired: 200 }), may: ["mira"], given: (_, subscription) => [subscription] },
  [`${OF_ORDER} followOrder`]: { answers: answers(404, { mira: 200, jonas: 200, rico: 200, nobody: 200, expired: 200 }), may: ["mira"], given: (_, subscription) => [subscription] },
  [`${OF_SEAT} accept`]: { answers: answers("to /seat/accept", { jonas: "to /licenses", mira: "to /seat/accept", ...UNKNOWN }), may: ["jonas", "mira"], given: ({ licenseInvitationId }) => [new Form({ invitation: String(licenseInvitationId) })], cookie: SEAT_COOKIE },
  [`${OF_SEAT} signInAtInvited`]: { answers: answers("to /sign-in"), given: () => [], cookie: SEAT_COOKIE },
  "app/invitation/accept/actions.ts accept": { answers: answers("to /invitation/accept", UNKNOWN), given: () => [] },
  "app/invitation/accept/actions.ts signInAtInvited": { answers: answers("to /invitation/accept"), given: () => [] },
  "app/(customer)/directory/actions.ts searchColleagues": { answers: answers(200, UNKNOWN), given: () => [{ search: "", cursor: null }] },
  "app/(customer)/directory/actions.ts connectDirectory": { answers: answers("to /subscriptions", UNKNOWN), given: () => ["/subscriptions"] },
  "app/(customer)/directory/actions.ts disconnectDirectory": { answers: answers("to /subscriptions", UNKNOWN), given: () => ["/subscriptions"] },
  [`${OF_CUSTOMERS}/plan/actions.ts confirmChange`]: { ...BY_MANAGERS, given: (_, subscription) => [subscription, { kind: "cancel" }, new Form({ understood: "on", seenPlan: "team-monthly", seenSeats: "9" })] },
  [`${OF_CUSTOMERS}/plan/actions.ts followChange`]: { answers: answers(404, { mira: 200, nobody: 200, expired: 200 }), may: ["mira"], given: ({ changeId }, subscription) => [subscription, changeId], child: true },
  [`${OF_CUSTOMERS}/plan/actions.ts checkChange`]: { answers: answers(`to ${SUBSCRIPTION}/plan`), given: (_, subscription) => [subscription] },
  [`${BY_FILE} confirmPeople`]: { ...BY_MANAGERS, given: ({ importId }, subscription) => [subscription, importId], child: true },
  [`${BY_FILE} followImport`]: { answers: answers(404, { mira: 200, nobody: 200, expired: 200 }), may: ["mira"], given: ({ importId }, subscription) => [subscription, importId], child: true },
  [`${BY_FILE} renewImportLinks`]: { ...BY_MANAGERS, answers: { ...BY_MANAGERS.answers, mira: 200 }, given: ({ importId }, subscription) => [subscription, importId], child: true },
  [`${BY_FILE} takeBackLinks`]: { ...BY_MANAGERS, given: ({ importId }, subscription) => [subscription, importId], child: true },
  [`${BY_FILE} discardPeople`]: { ...BY_MANAGERS, given: ({ importId }, subscription) => [subscription, importId], child: true },
  [`${BY_FILE} uploadPeople`]: { ...BY_MANAGERS, given: (_, subscription) => [subscription, new Form({ file: new File(["upn\nnew@elsewhere.example\n"], "people.csv", { type: "text/csv" }) })] },
  [`${OF_CUSTOMERS}/actions.ts ask`]: { answers: answers(404, { mira: "overview", jonas: "overview", rico: "overview", ...UNKNOWN }), may: ["mira", "jonas"], given: (_, subscription) => [subscription, "seat", new Form({ note: "Please" })] },
  [`${OF_CUSTOMERS}/actions.ts takeSeat`]: { ...BY_MANAGERS, answers: { ...BY_MANAGERS.answers, mira: "overview" }, given: (_, subscription) => [subscription] },
  [`${OF_CUSTOMERS}/actions.ts withdraw`]: { answers: answers(404, UNKNOWN), given: ({ seatRequestId }, subscription) => [subscription, seatRequestId], child: true },
  [`${OF_CUSTOMERS}/users/actions.ts giveSeats`]: { ...BY_MANAGERS, given: ({ people }, subscription) => [subscription, new Form({ person: chosen(people.wim) })] },
  [`${OF_CUSTOMERS}/users/actions.ts takeBackSeats`]: { ...BY_MANAGERS, given: ({ licenseId }, subscription) => [subscription, new Form({ license: licenseId })], child: true },
  [`${OF_CUSTOMERS}/users/actions.ts invite`]: { ...BY_MANAGERS, answers: { ...BY_MANAGERS.answers, mira: 200 }, given: (_, subscription) => [subscription, null, new Form({ label: "new@elsewhere.example" })] },
  [`${OF_CUSTOMERS}/users/actions.ts renewInvitation`]: { ...BY_MANAGERS, answers: { ...BY_MANAGERS.answers, mira: 200 }, given: ({ licenseInvitationId }, subscription) => [subscription, licenseInvitationId], child: true },
  [`${OF_CUSTOMERS}/users/actions.ts takeBackInvitation`]: { ...BY_MANAGERS, given: ({ licenseInvitationId }, subscription) => [subscription, licenseInvitationId], child: true },
  [`${OF_CUSTOMERS}/users/actions.ts decide`]: { ...BY_MANAGERS, given: ({ seatRequestId }, subscription) => [subscription, "users", seatRequestId, true], child: true },
  [`${OF_CUSTOMERS}/managers/actions.ts appoint`]: { ...BY_MANAGERS, given: ({ people }, subscription) => [subscription, new Form({ person: chosen(people.jonas) })] },
  [`${OF_CUSTOMERS}/managers/actions.ts remove`]: { ...BY_MANAGERS, given: ({ people: { jonas } }, subscription) => [subscription, jonas.tenantId, jonas.objectId], child: true },
  [`${OF_CUSTOMERS}/managers/actions.ts handOver`]: { ...BY_MANAGERS, answers: { ...BY_MANAGERS.answers, mira: "overview" }, given: ({ people }, subscription) => [subscription, new Form({ person: chosen(people.jonas) })] },
};
