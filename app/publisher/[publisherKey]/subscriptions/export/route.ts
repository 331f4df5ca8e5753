import { z } from "zod";
import { readSubscriptionList } from "@/app/publisher/[publisherKey]/subscriptions/subscription-list";
import { memberOf } from "@/lib/auth/member-of";
import { csvResponse } from "@/lib/http/csv-response";
import { route } from "@/lib/http/route";
import { EXPORT_TITLES, exportSubscriptions } from "@/lib/subscriptions/export-subscriptions";

const input = z.object({ query: z.string() });

/** The rows that the list of the same address shows, all of them, as CSV. */
export const GET = route({ limit: 0, authenticate: memberOf("subscriptions.export"), input, faults: "html" }, async ({ caller: { scope }, input: { query }, now, requestId }) => {
  const parameters = new URLSearchParams(query);
  const given = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const { filter, sort } = await readSubscriptionList(scope, given);
  return csvResponse({
    fileName: `${scope.publisherKey}-subscriptions-${now.toISOString().slice(0, 10)}.csv`,
    titles: EXPORT_TITLES,
    batches: exportSubscriptions(scope, filter, sort),
    requestId,
  });
});
