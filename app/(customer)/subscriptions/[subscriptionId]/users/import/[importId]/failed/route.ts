import { z } from "zod";
import { signedInCustomer } from "@/lib/auth/signed-in-customer";
import { csvResponse } from "@/lib/http/csv-response";
import { route } from "@/lib/http/route";
import { NotFoundError } from "@/lib/kernel/errors";
import { guid } from "@/lib/kernel/ids";
import { exportFailedLines, FAILED_TITLES } from "@/lib/licenses/imports/queries";

const input = z.object({ params: z.object({ subscriptionId: z.string(), importId: z.string() }) });
const address = z.object({ subscriptionId: guid, importId: z.string().regex(/^[1-9]\d{0,8}$/).transform(Number) });

/** What of a file came to nothing, as a file of the same columns: to be corrected and brought again. */
export const GET = route({ limit: 0, authenticate: signedInCustomer, input, faults: "html" }, async ({ caller, input: { params }, requestId }) => {
  const asked = address.safeParse(params).data;
  if (asked === undefined) throw new NotFoundError("import");
  const batches = await exportFailedLines(caller, asked.subscriptionId, asked.importId);
  return csvResponse({ fileName: `not-given-${asked.importId}.csv`, titles: FAILED_TITLES, batches, requestId });
});
