import { z } from "zod";
import { readLicenseList } from "@/app/publisher/[publisherKey]/licenses/license-list";
import { memberOf } from "@/lib/auth/member-of";
import { csvResponse } from "@/lib/http/csv-response";
import { route } from "@/lib/http/route";
import { exportLicenses, LICENSE_EXPORT_TITLES } from "@/lib/licenses/overview/export-licenses";

const input = z.object({ query: z.string() });

/** The licenses that the list of the same address shows, all of them, as CSV. */
export const GET = route({ limit: 0, authenticate: memberOf("licenses.export"), input, faults: "html" }, async ({ caller: { scope }, input: { query }, now, requestId }) => {
  const parameters = new URLSearchParams(query);
  const given = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  const { filter, sort } = await readLicenseList(scope, given);
  return csvResponse({
    fileName: `${scope.publisherKey}-licenses-${now.toISOString().slice(0, 10)}.csv`,
    titles: LICENSE_EXPORT_TITLES,
    batches: exportLicenses({ scope, now }, filter, sort),
    requestId,
  });
});
