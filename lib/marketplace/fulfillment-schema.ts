import { z } from "zod";
import { guid } from "../kernel/ids";

/**
 * What Microsoft's fulfillment API answers, read leniently: only ids are insisted on, unknown fields are kept in `raw`,
 * enumerations stay the words that came (docs/marketplace/fulfillment.md).
 */

const text = z.preprocess((value) => (typeof value === "string" ? value.trim() : value), z.string().nullish().catch(null)).transform((value) => value || null);
const flag = (otherwise: boolean) =>
  z.unknown().transform((value) => {
    const word = typeof value === "string" ? value.trim().toLowerCase() : value;
    return word === true || word === "true" || (word !== false && word !== "false" && otherwise);
  });
const NIL = "00000000-0000-0000-0000-000000000000";
const optionalGuid = z.unknown().transform((value) => {
  const id = guid.safeParse(typeof value === "string" ? value.trim() : value).data;
  return id === undefined || id === NIL ? null : id;
});

/** More a row cannot hold. */
const MOST_SEATS = 2 ** 31 - 1;

/** A number, a number as text, "", null or nothing at all: Microsoft's quantity comes as any of these. */
export const quantity = z.unknown().transform((value) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= MOST_SEATS ? number : null;
});

// Of anything else, Date makes moments in whatever zone the process has.
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A moment; a time without a zone is UTC, the year 1 stands for "not set". */
export const moment = z.unknown().transform((value) => {
  if (typeof value !== "string") return null;
  const [, day, time = "00:00", zone = "Z"] = ISO.exec(value.trim()) ?? [];
  if (day === undefined) return null;
  const date = new Date(`${day}T${time}${zone}`);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1 ? null : date;
});

const party = z
  .preprocess(objectOrNothing, z.looseObject({ emailId: text.optional(), objectId: optionalGuid.optional(), tenantId: optionalGuid.optional() }))
  .transform(({ emailId, objectId, tenantId }) => ({ emailId: emailId ?? null, objectId: objectId ?? null, tenantId: tenantId ?? null }));

const term = z
  .preprocess(objectOrNothing, z.looseObject({ startDate: moment.optional(), endDate: moment.optional(), termUnit: text.optional(), chargeDuration: text.optional() }))
  .transform(({ startDate, endDate, termUnit, chargeDuration }) => ({ startDate: startDate ?? null, endDate: endDate ?? null, termUnit: termUnit ?? null, chargeDuration: chargeDuration ?? null }));

const operations = z.unknown().transform((value) => (Array.isArray(value) ? value.filter((each): each is string => typeof each === "string").map((each) => each.trim()) : []));

/** Keys come with stray blanks now and then (`"id  "`). */
function tidyKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.trim(), each]));
}

function objectOrNothing(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? tidyKeys(value) : {};
}

const word = z.string().transform((value) => value.trim()).pipe(z.string().min(1));

const id = z.string().transform((value) => value.trim()).pipe(guid);

const subscriptionFields = z.looseObject({
  id,
  name: text.optional(),
  publisherId: text.optional(),
  offerId: word,
  planId: word,
  quantity: quantity.optional(),
  beneficiary: party.optional(),
  purchaser: party.optional(),
  term: term.optional(),
  autoRenew: flag(true).optional(),
  isFreeTrial: flag(false).optional(),
  allowedCustomerOperations: operations.optional(),
  saasSubscriptionStatus: word,
  created: moment.optional(),
});

const NOBODY = { emailId: null, objectId: null, tenantId: null };

/** A subscription as the API describes it. `raw` is what came, unshortened. */
export const marketplaceSubscription = z.unknown().transform((raw, context) => {
  const parsed = subscriptionFields.safeParse(tidyKeys(raw));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.addIssue({ code: "custom", message: issue.message, path: issue.path });
    return z.NEVER;
  }
  const given = parsed.data;
  return {
    id: given.id,
    name: given.name ?? "",
    publisherId: given.publisherId ?? null,
    offerId: given.offerId,
    planId: given.planId,
    quantity: given.quantity ?? null,
    beneficiary: given.beneficiary ?? NOBODY,
    purchaser: given.purchaser ?? NOBODY,
    term: given.term ?? { startDate: null, endDate: null, termUnit: null, chargeDuration: null },
    autoRenew: given.autoRenew ?? true,
    isFreeTrial: given.isFreeTrial ?? false,
    allowedCustomerOperations: given.allowedCustomerOperations ?? [],
    saasSubscriptionStatus: given.saasSubscriptionStatus,
    created: given.created ?? null,
    raw,
  };
});
export type MarketplaceSubscription = z.infer<typeof marketplaceSubscription>;

/** A plan that a customer may have. */
export const marketplacePlan = z.unknown().transform((raw, context) => {
  const parsed = z
    .looseObject({ planId: word, displayName: text.optional(), isPricePerSeat: flag(false).optional(), isStopSell: flag(false).optional(), isPrivate: flag(false).optional(), minQuantity: quantity.optional(), maxQuantity: quantity.optional() })
    .safeParse(tidyKeys(raw));
  if (!parsed.success) {
    context.addIssue({ code: "custom", message: "it is not a plan" });
    return z.NEVER;
  }
  const { planId, displayName, isPricePerSeat, isStopSell, isPrivate, minQuantity, maxQuantity } = parsed.data;
  return {
    planId,
    displayName: displayName ?? planId,
    isPricePerSeat: isPricePerSeat ?? false,
    isStopSell: isStopSell ?? false,
    isPrivate: isPrivate ?? false,
    minQuantity: minQuantity ?? null,
    maxQuantity: maxQuantity ?? null,
    raw,
  };
});
export type MarketplacePlan = z.infer<typeof marketplacePlan>;

export const planList = z.preprocess((value) => tidyKeys(value ?? {}), z.looseObject({ plans: z.array(marketplacePlan).nullish() })).transform(({ plans }) => plans ?? []);

/** An entry of the list that cannot be read; `problem` names fields, never what they hold. */
export interface UnreadableEntry {
  /** The subscription's, where at least that can be read. */
  readonly id: string | null;
  readonly problem: string;
}

/** One entry that cannot be read does not take its page along. */
export const subscriptionPage = z
  .preprocess((value) => tidyKeys(value ?? {}), z.looseObject({ subscriptions: z.array(z.unknown()).nullish(), "@nextLink": text.optional() }))
  .transform((page) => {
    const subscriptions: MarketplaceSubscription[] = [];
    const unreadable: UnreadableEntry[] = [];
    for (const entry of page.subscriptions ?? []) {
      const parsed = marketplaceSubscription.safeParse(entry);
      if (parsed.success) subscriptions.push(parsed.data);
      else unreadable.push({ id: entryId.safeParse(tidyKeys(entry)).data?.id ?? null, problem: `${[...new Set(parsed.error.issues.map(({ path }) => path.map(String).join(".") || "The entry"))].join(", ")} cannot be read.` });
    }
    return { subscriptions, unreadable, nextLink: page["@nextLink"] ?? null };
  });
const entryId = z.looseObject({ id });

/** An operation on a subscription, as its own address describes it. */
export const marketplaceOperation = z
  .preprocess(
    tidyKeys,
    z.looseObject({ id, subscriptionId: id.nullish(), action: word, status: word, planId: text.optional(), quantity: quantity.optional(), operationRequestSource: text.optional(), errorMessage: text.optional() }),
  )
  .transform((given) => ({
    id: given.id,
    subscriptionId: given.subscriptionId ?? null,
    action: given.action,
    /** NotStarted, InProgress, Succeeded, Failed, Conflict, and what Microsoft may add. */
    status: given.status,
    planId: given.planId ?? null,
    quantity: given.quantity ?? null,
    /** Azure or Partner; missing at times. */
    requestSource: given.operationRequestSource ?? null,
    errorMessage: given.errorMessage ?? null,
  }));
export type MarketplaceOperation = z.infer<typeof marketplaceOperation>;

/** What is under way: an object, a bare list, or nothing at all; an entry that cannot be read does not take the others along. */
export const operationList = z
  .preprocess((value) => (Array.isArray(value) ? { operations: value } : tidyKeys(value ?? {})), z.looseObject({ operations: z.array(z.unknown()).nullish() }))
  .transform(({ operations: entries }) => (entries ?? []).flatMap((entry) => marketplaceOperation.safeParse(entry).data ?? []));

/** What a purchase token stands for. */
export const resolvedPurchase = z
  .preprocess(tidyKeys, z.looseObject({ id, subscriptionName: text.optional(), offerId: word, planId: word, quantity: quantity.optional(), subscription: z.unknown().optional() }))
  .transform((given) => ({
    id: given.id,
    subscriptionName: given.subscriptionName ?? "",
    offerId: given.offerId,
    planId: given.planId,
    quantity: given.quantity ?? null,
    /** null where the answer does not hold a whole one, or holds another one: Get has it. */
    subscription: [marketplaceSubscription.safeParse(given.subscription).data].find((nested) => nested?.id === given.id) ?? null,
  }));

export interface ResolvedPurchase {
  readonly id: string;
  readonly subscriptionName: string;
  readonly offerId: string;
  readonly planId: string;
  readonly quantity: number | null;
  readonly subscription: MarketplaceSubscription;
}

/** Purchases of an offer in preview carry a suffix that no other place knows. */
export function withoutPreview(offerId: string): string {
  return offerId.replace(/-preview$/, "");
}
