import { z } from "zod";
import { addressKey, guid } from "../kernel/ids";

/** No offer may have these keys: addresses of the portal's own use them. */
const RESERVED_OFFER_KEYS = ["unspecified"];

const webAddress = z.url({ protocol: /^https?$/ });

const planSchema = z.strictObject({
  planId: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  perSeat: z.boolean(),
});

const offerSchema = z.strictObject({
  key: addressKey.refine((key) => !RESERVED_OFFER_KEYS.includes(key), "this key is reserved"),
  offerId: z.string().min(1).max(100).regex(/^(?!.*-preview$)/, "leave -preview away"),
  name: z.string().min(1).max(200),
  productUrl: webAddress.nullish(),
  supportEmail: z.email().nullish(),
  plans: z.array(planSchema).min(1).refine((plans) => areDistinct(plans.map(({ planId }) => planId)), "a planId stands there twice"),
});

/** What a publisher sells and with which application it talks to Microsoft, as one document. */
export const catalogueSchema = z.strictObject({
  publisher: z.strictObject({
    key: addressKey,
    name: z.string().min(1).max(200),
    brandColor: z.string().regex(/^#[0-9a-f]{6}$/i, "use #rrggbb").nullish(),
    logoUrl: webAddress.nullish(),
    supportEmail: z.email().nullish(),
  }),
  technicalConfiguration: z.strictObject({
    tenantId: guid,
    clientId: guid,
    clientSecret: z.string().min(1),
  }),
  offers: z
    .array(offerSchema)
    .min(1)
    .refine((offers) => areDistinct(offers.map(({ key }) => key)), "a key stands there twice")
    .refine((offers) => areDistinct(offers.map(({ offerId }) => offerId)), "an offerId stands there twice"),
});

function areDistinct(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueOffer = Catalogue["offers"][number];
