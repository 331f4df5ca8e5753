import { z } from "zod";
import { memberOf } from "@/lib/auth/member-of";
import { route } from "@/lib/http/route";
import { listSubscriptions } from "@/lib/subscriptions/queries";
import type { FoundSubscription } from "@/lib/subscriptions/schema";

const MOST = 8;

const input = z.object({ query: z.string().transform((query) => new URLSearchParams(query).get("search")?.trim().slice(0, 200) ?? "") });

/** The publisher's newest subscriptions that fit what somebody is typing. */
export const GET = route({ limit: 0, authenticate: memberOf("subscriptions.read"), input }, async ({ caller: { scope }, input: { query: search } }) => {
  const found = search === "" ? null : await listSubscriptions(scope, { search, limit: MOST });
  const items = (found?.items ?? []).map(({ subscriptionId, name, customer, state }): FoundSubscription => ({ subscriptionId, name, customer, state }));
  return Response.json({ items, more: (found?.nextCursor ?? null) !== null }, { headers: { "cache-control": "no-store" } });
});
