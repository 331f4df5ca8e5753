import { z } from "zod";
import type { ApiKeyActor } from "../auth/api-key";
import { database } from "../db/client";
import { sortedPage, type Sort } from "../db/keyset";
import type { Context, PublisherScope } from "../kernel/context";
import { NotFoundError, PortalError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import { apiSubscriptionParams, apiSubscriptionQuery } from "../subscriptions/api";
import { within } from "../subscriptions/within";
import { assignLicense } from "./assign";
import { assigneeSchema, type SeatRefusal } from "./schema";
import { unassignLicenses } from "./unassign";

const STATUS = { assigned: "Assigned", unassigned: "Unassigned" } as const;
const status = z.enum(["assigned", "unassigned"]);
const time = (description: string) => z.iso.datetime().nullable().meta({ description: `${description} UTC.` });
const id = (description: string, example: string) => guid.meta({ type: "string", format: "uuid", description, example });

/** A license as the v1 API sends it. */
export const apiLicense = z
  .object({
    id: z.guid().meta({ description: "The portal's id of the license, which messages to your log endpoint and the actions call subscriptionUserId, in lower case." }),
    userId: z.guid().meta({ description: "Their object id in their Microsoft Entra tenant: with it, who they are." }),
    tenantId: z.guid().nullable().meta({ description: "That tenant; null where Microsoft does not name the subscription's." }),
    userPrincipalName: z.string().meta({ description: "For people to read, never to recognise somebody by. The object id where nobody said more." }),
    name: z.string().nullable().meta({ description: "For people to read." }),
    status: status.meta({ description: "assigned, or unassigned where it was taken back." }),
    assignedAt: time("When they were last given it; null only where the row is older than the portal."),
    assignedBy: z.string().nullable().meta({ description: "By whom, for people to read." }),
    unassignedAt: time("When it was taken back."),
    lastCheckedAt: time("When your product last asked about it, noted at most once an hour."),
  })
  .meta({ id: "License", description: "A seat of a subscription, and who has it." });
export type ApiLicense = z.input<typeof apiLicense>;

export const apiLicensePage = z
  .object({
    items: z.array(apiLicense).meta({ description: "The last assigned first." }),
    nextCursor: z.string().nullable().meta({ description: "What to send as cursor for the next page; null on the last one." }),
  })
  .meta({ id: "LicensePage", description: "A part of a list." });

export const apiLicenseQuery = apiSubscriptionQuery.pick({ limit: true, cursor: true }).extend({
  status: status.default("assigned").meta({ description: "assigned: who has a seat. unassigned: whose seat was taken back." }),
  userId: guid.optional().meta({ type: "string", format: "uuid", description: "Only the license of the person with this object id." }),
});

export const apiLicenseParams = apiSubscriptionParams.extend({ licenseId: id("The license's id.", "0d8f6b2e-91c4-4a7d-8e35-52b7c1f0a964") });

/** Who is to have a seat. */
export const newApiLicense = z
  .strictObject({
    userId: id("Their object id in the customer's tenant: oid of their token.", "c3a8e5f1-2b64-4d97-b0c8-7f5d1e9a2364"),
    userPrincipalName: assigneeSchema.shape.upn.optional().meta({ description: "What the customer's managers see them as; their object id where it is left away." }),
    name: assigneeSchema.shape.name.optional().meta({ description: "What they are called." }),
    tenantId: guid.optional().meta({ type: "string", format: "uuid", description: "Their tenant, to be on the safe side: refused where it is not the subscription's." }),
  })
  .meta({ id: "NewLicense", description: "Who is to have a seat." });

const COLUMNS = { id: true, userId: true, tenantId: true, userUpn: true, name: true, status: true, assignedAt: true, assignedBy: true, unassignedAt: true, lastCheckedAt: true } as const;

async function findRow(where: { readonly id: string }) {
  return database().subscriptionUser.findUniqueOrThrow({ where, select: COLUMNS });
}

function toApi(row: Awaited<ReturnType<typeof findRow>>): ApiLicense {
  return {
    id: row.id.toLowerCase(),
    userId: row.userId.toLowerCase(),
    tenantId: row.tenantId?.toLowerCase() ?? null,
    userPrincipalName: row.userUpn,
    name: row.name,
    status: row.status === STATUS.assigned ? "assigned" : "unassigned",
    assignedAt: written(row.assignedAt),
    assignedBy: row.assignedBy,
    unassignedAt: written(row.unassignedAt),
    lastCheckedAt: written(row.lastCheckedAt),
  };
}

function written(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

const LAST_ASSIGNED_FIRST: Sort<"assignedAt"> = { column: { name: "assignedAt", kind: "time", nullable: true }, direction: "desc" };

/**
 * One page of who has a seat of a subscription.
 * @param subscriptionId Microsoft's id, in lower case.
 * @throws NotFoundError outside the scope.
 */
export async function listApiLicenses(scope: PublisherScope, subscriptionId: string, query: z.output<typeof apiLicenseQuery>): Promise<z.input<typeof apiLicensePage>> {
  const { id: subscriptionInfoId } = await findSubscription(scope, subscriptionId);
  const asked = { subscriptionInfoId, status: STATUS[query.status], userId: query.userId };
  const page = await sortedPage(LAST_ASSIGNED_FIRST, query, (keyset) => database().subscriptionUser.findMany({ where: { AND: [asked, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: COLUMNS }));
  return { items: page.items.map(toApi), nextCursor: page.nextCursor };
}

/**
 * Gives somebody a seat.
 * @throws NotFoundError outside the scope; PortalError `conflict` where no seat can be given to them.
 */
export async function createApiLicense(ctx: Context<PublisherScope, ApiKeyActor>, subscriptionId: string, asked: z.output<typeof newApiLicense>): Promise<{ readonly license: ApiLicense; readonly isNew: boolean }> {
  const { tenantId } = await findSubscription(ctx.scope, subscriptionId);
  if (asked.tenantId !== undefined && asked.tenantId !== tenantId?.toLowerCase()) throw refusal("other-tenant");
  const outcome = await assignLicense(ctx, { subscriptionId, user: { objectId: asked.userId, upn: asked.userPrincipalName ?? asked.userId, name: asked.name ?? null } });
  if (outcome.kind === "not-manager") throw new NotFoundError("subscription");
  if (outcome.kind === "refused") throw refusal(outcome.reason);
  return { license: toApi(await findRow({ id: outcome.licenseId })), isNew: outcome.kind === "assigned" };
}

/**
 * Takes a seat back; one that was taken back stays so.
 * @throws NotFoundError outside the scope, and for a license of another subscription.
 */
export async function deleteApiLicense(ctx: Context<PublisherScope, ApiKeyActor>, subscriptionId: string, licenseId: string): Promise<undefined> {
  const outcome = await unassignLicenses(ctx, subscriptionId, [licenseId]);
  if (outcome.kind === "not-manager") throw new NotFoundError("subscription");
}

async function findSubscription(scope: PublisherScope, subscriptionId: string) {
  const row = await database().subscription.findFirst({ where: { subscriptionId, ...within(scope) }, select: { id: true, tenantId: true } });
  if (row === null) throw new NotFoundError("subscription");
  return row;
}

type Refusal = SeatRefusal | "other-tenant";

const REFUSALS: Readonly<Record<Refusal, { readonly what: string; readonly why: string; readonly todo: string }>> = {
  "no-seat": { what: "No seat is free.", why: "All seats that were bought are taken, by people and by invitations that are open.", todo: "Take one back, or let the customer buy more." },
  suspended: { what: "The subscription is suspended.", why: "No seats are given until it is paid.", todo: "Try again when its status is Subscribed." },
  "not-activated": { what: "The subscription is not active yet.", why: "Nobody has activated it, or the activation is under way.", todo: "Try again when its status is Subscribed." },
  unsubscribed: { what: "The subscription has ended.", why: "It was cancelled, or was not paid for too long.", todo: "The customer has to buy it again." },
  "not-needed": { what: "No license is needed.", why: "The plan is for everybody of the customer's organisation.", todo: "A license check says yes to each of them as it is." },
  "no-tenant": { what: "Nobody can be given a seat.", why: "Microsoft does not say which organisation the subscription is for.", todo: "Ask Microsoft about it on the subscription's page; if it stays so, open a support case." },
  "by-link-only": { what: "A seat of a personal account's is given by a link.", why: "Personal accounts have no colleagues.", todo: "The customer makes the link in the portal." },
  "other-tenant": { what: "They are of another tenant.", why: "Seats are for people of the subscription's tenant, which is not the tenantId that was sent.", todo: "Send an object id of that tenant; a guest has one there." },
};

function refusal(reason: Refusal): PortalError {
  return new PortalError("conflict", REFUSALS[reason]);
}
