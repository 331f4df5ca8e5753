import { z } from "zod";
import { describeApi } from "@/app/api/v1/document";
import { route } from "@/lib/http/route";

const nobody = (): Promise<null> => Promise.resolve(null);

/** The API's own description; tools of other hosts may read it from a browser. */
export const GET = route({ limit: 0, authenticate: nobody, input: z.object({}) }, async () => {
  return Response.json(describeApi(), { headers: { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" } });
});
