import { z } from "zod";
import { database } from "../db/client";
import { keysetPage, LONGEST_PAGE } from "../db/keyset";
import type { PublisherScope } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import { readPlan } from "./schema";
import { within } from "./within";

const time = (description: string) => z.iso.datetime().nullable().meta({ description: `${description} UTC.` });

const party = (who: string) =>
  z
    .object({
      tenantId: z.guid().nullable().meta({ description: "Their Microsoft Entra tenant." }),
      objectId: z.guid().nullable().meta({ description: "Their object id in that tenant." }),
      emailId: z.string().nullable().meta({ description: "To write to, never to recognise somebody by." }),
    })
    .meta({ description: who });

/** A subscription as the v1 API sends it. Microsoft's facts have the names that they have at Microsoft. */
export const apiSubscription = z
  .object({
    id: z.guid().meta({ description: "Microsoft's id of the subscription, in lower case." }),
    subscriptionInfoId: z.guid().meta({ description: "The portal's own id of it, by which messages to your log endpoint and the actions name it, in lower case." }),
    name: z.string().meta({ description: "What the customer calls it." }),
    offerId: z.string().nullable().meta({ description: "Microsoft's id of the offer, without -preview. Null where the offer is not set up in the portal." }),
    planId: z.string().meta({ description: "Microsoft's id of the plan." }),
    planName: z.string().meta({ description: "The plan's name for people." }),
    status: z.string().meta({ description: "saasSubscriptionStatus as Microsoft spells it: PendingFulfillmentStart, Subscribed, Suspended, Unsubscribed, or a word that Microsoft adds." }),
    quantity: z.int().meta({ description: "Seats that were bought; 1 for a plan that is not paid by seat." }),
    perSeat: z.boolean().meta({ description: "Whether the plan is paid by seat." }),
    beneficiary: party("Who uses it."),
    purchaser: party("Who bought it: another tenant than the beneficiary's where a reseller did."),
    contactEmail: z.string().nullable().meta({ description: "Whom the customer's side wants to be written to." }),
    term: z
      .object({ startDate: time("First day of the present term."), endDate: time("Last day of it."), termUnit: z.string().nullable().meta({ description: "Its length as ISO 8601 writes it: P1M, P1Y, …" }) })
      .meta({ description: "The present term; its dates are null until the subscription is active." }),
    autoRenew: z.boolean().meta({ description: "Whether Microsoft renews it at the end of the term." }),
    isFreeTrial: z.boolean().meta({ description: "Whether the present term is a free trial." }),
    allowedCustomerOperations: z.array(z.string()).meta({ description: "What Microsoft lets the customer do: Read, Update, Delete." }),
    prices: z
      .array(z.object({ price: z.number().meta({ description: "For one term: by seat where the plan is paid by seat." }), currency: z.string().meta({ description: "ISO 4217." }), termUnit: z.string().meta({ description: "What the price is for: P1M, P1Y, …" }) }))
      .meta({ description: "The plan's prices for this customer, where Microsoft has told them." }),
    activation: z
      .object({
        state: z.string().meta({ description: "handed-over (your own system sets it up), reported-failed (it could not), refusing (your staff refused it, Microsoft has not ended it yet), requested, accepted, subscribed, refused (by Microsoft) or failed." }),
        requestedAt: z.iso.datetime().meta({ description: "When the customer asked for it. UTC." }),
        finishedAt: time("When it was over."),
        problem: z.string().nullable().meta({ description: "What stands in its way, in a word." }),
      })
      .nullable()
      .meta({ description: "How far the activation is; null before the customer asked for it." }),
    createdAt: z.iso.datetime().meta({ description: "When the portal first saw it. UTC." }),
    checkedAt: time("When Microsoft was last asked about it."),
    endedAt: time("When the portal first saw it Unsubscribed."),
  })
  .meta({ id: "Subscription", description: "One purchase of one of your plans." });

export type ApiSubscription = z.input<typeof apiSubscription>;

export const apiSubscriptionPage = z
  .object({
    items: z.array(apiSubscription).meta({ description: "The newest first." }),
    nextCursor: z.string().nullable().meta({ description: "What to send as cursor for the next page; null on the last one." }),
  })
  .meta({ id: "SubscriptionPage", description: "A part of a list." });

/** What the list may be asked for. */
export const apiSubscriptionQuery = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "it is no whole number")
    .transform(Number)
    .refine((limit) => limit <= LONGEST_PAGE, `it is more than ${LONGEST_PAGE}`)
    .default(50)
    .meta({ type: "integer", minimum: 1, maximum: LONGEST_PAGE, default: 50, description: "How many to return at most." }),
  cursor: z.string().max(500).optional().meta({ description: "nextCursor of the page before." }),
  status: z.string().min(1).max(50).optional().meta({ description: "Only those with exactly this status, as Microsoft spells it.", example: "Subscribed" }),
  offerId: z.string().min(1).max(100).optional().meta({ description: "Only those of the offer with this id at Microsoft." }),
  planId: z.string().min(1).max(100).optional().meta({ description: "Only those of the plan with this id at Microsoft." }),
  subscriptionInfoId: guid.optional().meta({ type: "string", format: "uuid", description: "Only the one that messages to your log endpoint call so." }),
  tenantId: guid.optional().meta({ type: "string", format: "uuid", description: "Only those whose beneficiary is in this tenant." }),
});

export const apiSubscriptionParams = z.object({ id: guid.meta({ type: "string", format: "uuid", description: "Microsoft's id of the subscription.", example: "37f9dea2-4345-438f-b0bd-03d40d28c7e0" }) });

const COLUMNS = {
  id: true,
  subscriptionId: true,
  name: true,
  planId: true,
  planJson: true,
  quantity: true,
  perSeat: true,
  status: true,
  startDate: true,
  endDate: true,
  billingCycle: true,
  autoRenew: true,
  isFreeTrial: true,
  allowedCustomerOperations: true,
  tenantId: true,
  beneficiaryObjectId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  purchaserEmail: true,
  contactEmail: true,
  createdAt: true,
  checkedAt: true,
  endedAt: true,
  offer: { select: { offerId: true, plans: { select: { planId: true, name: true, perSeat: true } } } },
  activation: { select: { state: true, requestedAt: true, finishedAt: true, problem: true } },
} as const;

async function findRow(where: object) {
  return database().subscription.findFirst({ where, select: COLUMNS });
}
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function toApi(row: Row): ApiSubscription {
  const plan = readPlan(row.planJson);
  const catalogued = row.offer?.plans.find(({ planId }) => planId === row.planId);
  return {
    id: row.subscriptionId.toLowerCase(),
    subscriptionInfoId: row.id.toLowerCase(),
    name: row.name,
    offerId: row.offer?.offerId ?? null,
    planId: row.planId,
    planName: plan?.displayName ?? catalogued?.name ?? row.planId,
    status: row.status,
    quantity: row.quantity,
    perSeat: row.perSeat || (catalogued?.perSeat ?? false),
    beneficiary: { tenantId: row.tenantId, objectId: row.beneficiaryObjectId, emailId: row.beneficiaryEmail },
    purchaser: { tenantId: row.purchaserTenantId, objectId: row.purchaserObjectId, emailId: row.purchaserEmail },
    contactEmail: row.contactEmail,
    term: { startDate: written(row.startDate), endDate: written(row.endDate), termUnit: row.billingCycle || null },
    autoRenew: row.autoRenew,
    isFreeTrial: row.isFreeTrial,
    allowedCustomerOperations: row.allowedCustomerOperations.split(" ").filter(Boolean),
    prices: plan?.terms ?? [],
    activation: row.activation && {
      state: row.activation.state,
      requestedAt: row.activation.requestedAt.toISOString(),
      finishedAt: written(row.activation.finishedAt),
      problem: row.activation.problem,
    },
    createdAt: row.createdAt.toISOString(),
    checkedAt: written(row.checkedAt),
    endedAt: written(row.endedAt),
  };
}

function written(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

/** One page of the publisher's subscriptions as the API sends them, newest first. */
export async function listApiSubscriptions(scope: PublisherScope, query: z.output<typeof apiSubscriptionQuery>): Promise<z.input<typeof apiSubscriptionPage>> {
  const { limit, cursor, status, offerId, planId, tenantId, subscriptionInfoId } = query;
  const asked = { id: subscriptionInfoId, status, planId, tenantId, ...(offerId === undefined ? {} : { offer: { offerId } }) };
  const page = await keysetPage({ limit, cursor }, (keyset) =>
    database().subscription.findMany({ where: { AND: [within(scope), asked, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: COLUMNS }),
  );
  return { items: page.items.map(toApi), nextCursor: page.nextCursor };
}

/**
 * One of the publisher's subscriptions as the API sends it.
 * @param subscriptionId Microsoft's id, in lower case.
 * @throws NotFoundError outside the scope.
 */
export async function getApiSubscription(scope: PublisherScope, subscriptionId: string): Promise<ApiSubscription> {
  const row = await findRow({ subscriptionId, ...within(scope) });
  if (row === null) throw new NotFoundError("subscription");
  return toApi(row);
}
