import { z } from 'zod';

export const termUnits = ['P1M', 'P1Y', 'P2Y', 'P3Y'] as const;

export const planSchema = z.strictObject({
  planId: z.string().min(1),
  displayName: z.string().optional(),
  description: z.string().default(''),
  isPricePerSeat: z.boolean().default(false),
  minQuantity: z.int().positive().optional(),
  maxQuantity: z.int().positive().optional(),
  hasFreeTrials: z.boolean().default(false),
  isStopSell: z.boolean().default(false),
  isPrivate: z.boolean().default(false),
  /** Tenants that may see a private plan. */
  audience: z.array(z.guid()).default([]),
  /** Set where a private plan is sold through a private offer. */
  privateOfferId: z.guid().optional(),
  price: z.number().nonnegative().default(10),
  currency: z.string().length(3).default('USD'),
  termUnit: z.enum(termUnits).default('P1M'),
});
export type Plan = z.infer<typeof planSchema>;

export const offerSchema = z.strictObject({
  offerId: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be lower-case letters, digits, - and _'),
  name: z.string().optional(),
  summary: z.string().default(''),
  plans: z.array(planSchema).min(1),
});
export type Offer = z.infer<typeof offerSchema>;

export const publisherSchema = z.strictObject({
  publisherId: z.string().min(1),
  name: z.string().min(1),
  tenantId: z.guid(),
  clientId: z.guid(),
  clientSecret: z.string().min(1),
  /** Absent: the landing pages of the configured portal. */
  landingUrlBase: z.url().optional(),
  offers: z.array(offerSchema),
});
export type Publisher = z.infer<typeof publisherSchema>;

export const personaSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and -'),
  name: z.string().min(1),
  kind: z.enum(['work', 'guest', 'personal']),
  tenantId: z.guid(),
  objectId: z.guid(),
  puid: z.string(),
  upn: z.string().min(1),
  email: z.string().optional(),
  employer: z.string().optional(),
  about: z.string().default(''),
  guestOf: z.array(z.strictObject({ tenantId: z.guid(), objectId: z.guid() })).default([]),
});
export type Persona = z.infer<typeof personaSchema>;

const partySchema = z.object({
  emailId: z.string().nullable(),
  objectId: z.string().nullable(),
  tenantId: z.string(),
  puid: z.string().nullable(),
});
export type Party = z.infer<typeof partySchema>;

export const subscriptionStatuses = [
  'PendingFulfillmentStart',
  'Subscribed',
  'Suspended',
  'Unsubscribed',
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

export const activationOutcomes = ['succeeds', 'fails-late'] as const;

export const subscriptionSchema = z.object({
  id: z.string(),
  name: z.string(),
  publisherId: z.string(),
  offerId: z.string(),
  preview: z.boolean(),
  planId: z.string(),
  quantity: z.number().optional(),
  personaKey: z.string(),
  beneficiary: partySchema,
  purchaser: partySchema,
  csp: z.boolean(),
  isFreeTrial: z.boolean(),
  autoRenew: z.boolean(),
  termUnit: z.enum(termUnits),
  term: z.object({ startDate: z.string(), endDate: z.string() }).optional(),
  status: z.enum(subscriptionStatuses),
  created: z.string(),
  activationOutcome: z.enum(activationOutcomes),
  /** Set between an accepted Activate and its late effect; real time, in milliseconds. */
  activationDueAt: z.number().optional(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

const landingTokenSchema = z.object({
  token: z.string(),
  subscriptionId: z.string(),
  issuedAt: z.number(),
});

const signingKeySchema = z.object({
  kid: z.string(),
  /** Microsoft signs personal accounts' tokens with keys of their own. */
  signsFor: z.enum(['organizations', 'personal']),
  current: z.boolean(),
  privateJwk: z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string() }),
});
export type SigningKey = z.infer<typeof signingKeySchema>;

export const settingsSchema = z.strictObject({
  activationDelayMs: z.int().nonnegative().default(2000),
  pageSize: z.int().positive().default(100),
});

export const stateSchema = z.object({
  version: z.literal(1),
  keys: z.array(signingKeySchema),
  clockOffsetMs: z.number(),
  settings: settingsSchema,
  registeredPublishers: z.array(publisherSchema),
  registeredPersonas: z.array(personaSchema),
  publishersWithExpiredSecret: z.array(z.string()),
  signIn: z.object({ secretExpired: z.boolean(), redirectUris: z.array(z.string()).optional() }),
  subscriptions: z.array(subscriptionSchema),
  landingTokens: z.array(landingTokenSchema),
});
export type State = z.infer<typeof stateSchema>;

export function emptyState(keys: SigningKey[]): State {
  return {
    version: 1,
    keys,
    clockOffsetMs: 0,
    settings: settingsSchema.parse({}),
    registeredPublishers: [],
    registeredPersonas: [],
    publishersWithExpiredSecret: [],
    signIn: { secretExpired: false },
    subscriptions: [],
    landingTokens: [],
  };
}
