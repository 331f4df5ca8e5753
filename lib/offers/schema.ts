import { z } from "zod";
import { addressKey, guid } from "../kernel/ids";
import { ONE_LINE } from "../kernel/one-line";

/** No offer may have these keys: addresses of the portal's own use them (/landing/unspecified, offers/export). */
const RESERVED_OFFER_KEYS = ["unspecified", "export"];

/** One line for people to read. Variables are read in secrets alone, so that no other one ends up on a page by mistake. */
function line(longest: number) {
  return z
    .string()
    .max(longest)
    .regex(/\S/, "is empty")
    .regex(ONE_LINE, "has to be one line, without control characters")
    .regex(/^(?!.*\$\{)/s, "holds ${, but variables are read in clientSecret alone: write the value itself");
}

/** Ids of Microsoft's, as Partner Center shows them. */
const microsoftId = line(100).regex(/^\S*$/, "has blanks in it");

const webAddress = line(1000).pipe(z.url({ protocol: /^https?$/ }));
const mailAddress = line(320).pipe(z.email());

/** What becomes of a kind of change that a customer asks for at Microsoft. */
export const CONSENTS = ["accept", "refuse"] as const;

/**
 * Who may use a subscription of a plan. seat: whom a manager gave a seat. site: everybody of the customer's tenant.
 * first-come: whoever of them uses it first, until the seats are taken.
 */
export const LICENSE_MODELS = ["seat", "site", "first-come"] as const;
export type LicenseModel = (typeof LICENSE_MODELS)[number];

/** The largest level, and the most seats, that a rule may name: more than anybody sells, and the columns hold it. */
const LARGEST = 1_000_000;

const consent = z.enum(CONSENTS, "is neither accept nor refuse").nullish();

/** Of one of the publisher's systems. No call ever carries what stands before an @ there. */
const systemAddress = webAddress.refine((address) => !holdsCredentials(address), "holds a user name or a password: leave them away, questions and messages are signed");

/** What customers may change at Microsoft by themselves, as far as it is the same for all plans. */
export const changesSchema = z.strictObject({
  decisionUrl: systemAddress.nullish(),
  whenSilent: consent,
  planUpgrades: consent,
  planDowngrades: consent,
  seatIncreases: consent,
  seatDecreases: consent,
});

/** automatic: active as soon as the customer confirms. endpoint: the publisher's own system sets it up before. */
export const ACTIVATION_MODES = ["automatic", "endpoint"] as const;
export type ActivationMode = (typeof ACTIVATION_MODES)[number];

export const DEFAULT_DEADLINE_MINUTES = 60;
/** From what people may still wait for, to as long as a MarketplaceToken is good: 30 days. */
export const SHORTEST_DEADLINE_MINUTES = 5;
export const LONGEST_DEADLINE_MINUTES = 43_200;

/** How many waiting messages of an endpoint are counted, so that its page takes no longer the more there are. */
export const MOST_WAITING_COUNTED = 1_000;

/** How a subscription becomes active. */
export const activationSchema = z
  .strictObject({
    mode: z.enum(ACTIVATION_MODES, "is neither automatic nor endpoint").nullish(),
    url: systemAddress.nullish(),
    deadlineMinutes: z.int().min(SHORTEST_DEADLINE_MINUTES).max(LONGEST_DEADLINE_MINUTES).nullish(),
  })
  .refine(({ mode, url }) => mode !== "endpoint" || Boolean(url), { path: ["url"], message: "is missing, but mode is endpoint: say where your system is" });

/** Where every action is told. */
export const logSchema = z.strictObject({ url: systemAddress.nullish() });

const seats = z.int().min(1).max(LARGEST).nullish();

export const planSchema = z
  .strictObject({
    planId: microsoftId,
    name: line(200),
    perSeat: z.boolean(),
    level: z.int().min(0).max(LARGEST).nullish(),
    // Nothing behind the colon could be meant as "none" and would count as "all": it is refused.
    changesTo: z.array(microsoftId).optional(),
    minSeats: seats,
    maxSeats: seats,
    licenses: z.enum(LICENSE_MODELS, "is none of seat, site and first-come").nullish(),
  })
  .superRefine(refuseImpossibleRules, { when: isGroup });

export const publisherSchema = z.strictObject({
  key: addressKey,
  name: line(200),
  brandColor: z.string().regex(/^#[0-9a-f]{6}$/i, "use #rrggbb").nullish(),
  logoUrl: webAddress.nullish(),
  supportEmail: mailAddress.nullish(),
});

/**
 * The document's schema, with `secret` to read the client secrets.
 * Everything wrong is found at once: what compares entries does so beside entries that are wrong by themselves.
 */
export function catalogueSchemaWith(secret: z.ZodType<string, string>) {
  const technicalConfiguration = z.strictObject({ tenantId: guid, clientId: guid, clientSecret: secret });
  const offer = z.strictObject({
    key: addressKey.refine((key) => !RESERVED_OFFER_KEYS.includes(key), "is reserved for the portal"),
    offerId: microsoftId.regex(/^(?!.*-preview$)/, "leave -preview away: both are one offer"),
    name: line(200),
    productUrl: webAddress.nullish(),
    supportEmail: mailAddress.nullish(),
    /** Where an offer has another application than the rest. */
    technicalConfiguration: technicalConfiguration.nullish(),
    activation: activationSchema.nullish(),
    log: logSchema.nullish(),
    changes: changesSchema.nullish(),
    overAssignment: consent,
    plans: z.array(planSchema).min(1).superRefine((plans, context) => refuseRepeated(plans, ["planId"], context), { when: isList }),
  });
  return z
    .strictObject({
      publisher: publisherSchema,
      technicalConfiguration,
      offers: z.array(offer).min(1).superRefine((offers, context) => refuseRepeated(offers, ["key", "offerId"], context), { when: isList }),
    })
    .superRefine(refuseTwoSecrets);
}

/** What a publisher sells and with which application it talks to Microsoft, as one document. */
export const catalogueSchema = catalogueSchemaWith(z.string().min(1));

export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueOffer = Catalogue["offers"][number];
export type CatalogueApplication = Catalogue["technicalConfiguration"];

const consentField = z.enum(CONSENTS, "Choose one of the two.");

const systemAddressField = z
  .string()
  .trim()
  .transform((text, context) => {
    if (text === "") return null;
    const read = systemAddress.safeParse(text);
    if (read.success) return read.data;
    context.addIssue({ code: "custom", message: "Enter an address that begins with https://, without a user name or password in it." });
    return z.NEVER;
  });

/** A whole number as somebody types it; nothing typed is none. */
function numberField(least: number, most = LARGEST) {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      if (text === "") return null;
      const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      context.addIssue({ code: "custom", message: `Enter a whole number from ${least} to ${most}, or nothing.` });
      return z.NEVER;
    });
}

/** The form in which an offer's rules for changes are set on its page; the plans are those of the page. */
export const changeRulesForm = z.object({
  decisionUrl: systemAddressField,
  whenSilent: consentField,
  planUpgrades: consentField,
  planDowngrades: consentField,
  seatIncreases: consentField,
  seatDecreases: consentField,
  plans: z.array(
    z
      .object({ planId: z.string(), level: numberField(0), changesTo: z.array(z.string()).nullable(), minSeats: numberField(1), maxSeats: numberField(1) })
      .refine(({ minSeats, maxSeats }) => minSeats === null || maxSeats === null || minSeats <= maxSeats, { path: ["maxSeats"], message: "Enter at least as many as the fewest seats." }),
  ),
});

/** The form in which an offer's rules for licenses are set on its page; nothing chosen for a plan is the default. */
export const licenseRulesForm = z.object({
  overAssignment: consentField,
  plans: z.array(z.object({ planId: z.string(), licenses: z.union([z.literal("").transform(() => null), z.enum(LICENSE_MODELS)], "Choose one of them.") })),
});

/** The form in which is set what the publisher's own systems are told of an offer. */
export const endpointsForm = z
  .object({
    mode: z.enum(ACTIVATION_MODES, "Choose one of the two."),
    activationUrl: systemAddressField,
    deadlineMinutes: numberField(SHORTEST_DEADLINE_MINUTES, LONGEST_DEADLINE_MINUTES),
    logUrl: systemAddressField,
  })
  .transform(({ mode, activationUrl, deadlineMinutes, logUrl }) => ({ activation: { mode, url: activationUrl, deadlineMinutes: deadlineMinutes ?? DEFAULT_DEADLINE_MINUTES }, logUrl }));

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface WithApplications {
  readonly technicalConfiguration: Application;
  readonly offers: readonly { readonly technicalConfiguration?: Application | null | undefined }[];
}

interface Refusing {
  addIssue(issue: { code: "custom"; path: (string | number)[]; message: string }): void;
}

function isGroup({ value }: { value: unknown }): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function holdsCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username !== "" || password !== "";
}

/** Of a plan as it was given: what is wrong by itself counts as not given. */
const comparedRules = z.object({
  planId: z.string().nullish().catch(null),
  perSeat: z.boolean().nullish().catch(null),
  changesTo: z.array(z.unknown()).nullish().catch(null),
  minSeats: seats.catch(null),
  maxSeats: seats.catch(null),
});

function refuseImpossibleRules(plan: unknown, context: Refusing): void {
  const { planId, perSeat, changesTo, minSeats, maxSeats } = comparedRules.parse(plan);
  const refuse = (path: (string | number)[], message: string): void => context.addIssue({ code: "custom", path, message });
  for (const [index, target] of (changesTo ?? []).entries()) {
    if (target === planId) refuse(["changesTo", index], "is the plan itself: leave it away");
    else if (changesTo?.indexOf(target) !== index) refuse(["changesTo", index], `${String(target)} stands there twice`);
  }
  if (perSeat === false) {
    for (const [name, value] of Object.entries({ minSeats, maxSeats })) if (value) refuse([name], "counts seats, but perSeat is false: leave it away");
  } else if (minSeats && maxSeats && minSeats > maxSeats) refuse(["maxSeats"], "is less than minSeats");
}

function isList({ value }: { value: unknown }): boolean {
  return Array.isArray(value);
}

/** Upper and lower case are one, because SQL Server compares so. */
function refuseRepeated(entries: readonly unknown[], keys: readonly string[], context: Refusing): void {
  for (const key of keys) {
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      const value: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, key) : undefined;
      if (typeof value !== "string") continue;
      if (seen.has(value.toLowerCase())) context.addIssue({ code: "custom", path: [index, key], message: `${value} stands there twice` });
      seen.add(value.toLowerCase());
    }
  }
}

function refuseTwoSecrets({ technicalConfiguration, offers }: WithApplications, context: Refusing): void {
  const secrets = new Map([[applicationName(technicalConfiguration), technicalConfiguration.clientSecret]]);
  for (const [index, { technicalConfiguration: own }] of offers.entries()) {
    if (!own) continue;
    const known = secrets.get(applicationName(own));
    if (known !== undefined && known !== own.clientSecret) {
      context.addIssue({ code: "custom", path: ["offers", index, "technicalConfiguration", "clientSecret"], message: "differs from the one that the same application has above" });
    }
    secrets.set(applicationName(own), own.clientSecret);
  }
}

/** How an application is told from another one. */
export function applicationName({ tenantId, clientId }: Pick<Application, "tenantId" | "clientId">): string {
  return `application ${clientId} of tenant ${tenantId}`.toLowerCase();
}
