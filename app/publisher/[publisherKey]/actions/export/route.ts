import { z } from "zod";
import { readActionLog } from "@/app/publisher/[publisherKey]/actions/action-log-list";
import { toApiAction } from "@/lib/actions/log/api";
import { ACTION_EXPORT_TITLES, exportActions, toExported } from "@/lib/actions/log/export-actions";
import { memberOf } from "@/lib/auth/member-of";
import { csvResponse } from "@/lib/http/csv-response";
import { takeExportPlace } from "@/lib/http/export-places";
import { ndjsonResponse } from "@/lib/http/ndjson-response";
import { route } from "@/lib/http/route";

const input = z.object({ query: z.string() });
const formats = z.enum(["csv", "ndjson"]).catch("csv");

/** The sealed actions that the log of the same address shows, all of them, the oldest first: as CSV, or as NDJSON with what proves the seals. */
export const GET = route({ limit: 0, authenticate: memberOf("actions.export"), input, faults: "html" }, async ({ caller, input: { query }, now, requestId }) => {
  const parameters = new URLSearchParams(query);
  const given = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const { filter } = await readActionLog(caller.scope, given);
  const format = formats.parse(parameters.get("format"));
  const file = { fileName: `${caller.scope.publisherKey}-actions-${now.toISOString().slice(0, 10)}.${format}`, requestId, place: takeExportPlace(caller.scope.publisherId) };
  return format === "csv"
    ? csvResponse({ ...file, titles: ACTION_EXPORT_TITLES, batches: exportActions(caller, filter, toExported) })
    : ndjsonResponse({ ...file, batches: exportActions(caller, filter, toApiAction) });
});
