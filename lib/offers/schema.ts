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

export const planSchema = z.strictObject({
  planId: microsoftId,
  name: line(200),
  perSeat: z.boolean(),
});

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
