import { z } from "zod";
import { database } from "../db/client";
import { defineJob } from "../jobs/define";
import { jobKind } from "../jobs/kind";
import { SUBSCRIPTION_ENDED } from "../subscriptions/subscription-ended";
import { endSome } from "./end-licenses";
import { expireInvitations } from "./seat";

/** A cancelled subscription licenses nobody. */
export const endLicenses = defineJob({
  job: SUBSCRIPTION_ENDED,
  handle: async (ctx, { subscriptionId }) => ((await endSome(ctx, subscriptionId)) ? { kind: "done" } : { kind: "again", at: ctx.now }),
});

const SUBSCRIPTIONS_AT_ONCE = 200;

/** Invitations whose time is over give their seat back; whoever needs it sooner makes room by asking for a seat. */
export const expireLicenseInvitations = defineJob({
  job: jobKind("licenses.expire-invitations", z.object({})),
  schedule: "*/10 * * * *",
  handle: async (ctx) => {
    const late = await database().licenseInvitation.findMany({
      where: { state: "open", expiresAt: { lte: ctx.now } },
      select: { subscriptionInfoId: true },
      distinct: ["subscriptionInfoId"],
      take: SUBSCRIPTIONS_AT_ONCE,
    });
    for (const { subscriptionInfoId } of late) await ctx.fenced((writing) => expireInvitations(writing, { subscriptionInfoId }));
    return { kind: "done" };
  },
});
