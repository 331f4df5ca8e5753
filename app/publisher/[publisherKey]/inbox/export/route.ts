import { z } from "zod";
import { readInboxList } from "@/app/publisher/[publisherKey]/inbox/inbox-list";
import { memberOf } from "@/lib/auth/member-of";
import { csvResponse } from "@/lib/http/csv-response";
import { route } from "@/lib/http/route";
import { exportInbox, INBOX_EXPORT_TITLES } from "@/lib/inbox/export-inbox";

const input = z.object({ query: z.string() });

/** The calls that the inbox of the same address shows, all of them, as CSV; without their bodies. */
export const GET = route({ limit: 0, authenticate: memberOf("inbox.read"), input, faults: "html" }, async ({ caller: { scope }, input: { query }, now, requestId }) => {
  const parameters = new URLSearchParams(query);
  const given = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const { filter } = await readInboxList(scope, given);
  return csvResponse({
    fileName: `${scope.publisherKey}-inbox-${now.toISOString().slice(0, 10)}.csv`,
    titles: INBOX_EXPORT_TITLES,
    batches: exportInbox(scope, filter),
    requestId,
  });
});
