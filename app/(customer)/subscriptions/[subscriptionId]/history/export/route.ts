import { getLocale, getTranslations } from "next-intl/server";
import { z } from "zod";
import { historyRows, HISTORY_TITLES } from "@/app/(customer)/subscriptions/[subscriptionId]/history/export/history-rows";
import { readHistoryList } from "@/app/(customer)/subscriptions/[subscriptionId]/history/history-list";
import { signedInCustomer } from "@/lib/auth/signed-in-customer";
import { csvResponse } from "@/lib/http/csv-response";
import { route } from "@/lib/http/route";
import { seeOther } from "@/lib/http/see-other";
import { NotFoundError } from "@/lib/kernel/errors";
import { guid } from "@/lib/kernel/ids";
import { exportHistory, mayReadHistory } from "@/lib/subscriptions/history";
import { getSubscriptionOfCustomer } from "@/lib/subscriptions/queries";

const input = z.object({ params: z.object({ subscriptionId: z.string() }), query: z.string() });

/** The lines that the history of the same address shows, all of them, as CSV. */
export const GET = route({ limit: 0, authenticate: signedInCustomer, input, faults: "html" }, async ({ caller, input: { params, query }, now, requestId }) => {
  const subscriptionId = guid.safeParse(params.subscriptionId).data;
  if (subscriptionId === undefined) throw new NotFoundError("subscription");
  const subscription = await getSubscriptionOfCustomer(caller, subscriptionId);
  if (!mayReadHistory(subscription)) return seeOther(`/subscriptions/${subscriptionId}`);
  const parameters = new URLSearchParams(query);
  const given = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const reader = { t: await getTranslations("history"), locale: await getLocale(), publisher: subscription.facts.publisherName ?? "", personal: caller.scope.personal };
  return csvResponse({
    fileName: `history-${subscriptionId}-${now.toISOString().slice(0, 10)}.csv`,
    titles: HISTORY_TITLES,
    batches: historyRows(reader, exportHistory(caller.scope, subscriptionId, readHistoryList(given).filter)),
    requestId,
  });
});
