import { z } from "zod";
import { route } from "@/lib/http/route";

/** Alive is who answers: a process that does not should be started anew. Nothing else is looked at. */
export const GET = route({ limit: 0, authenticate: () => Promise.resolve(null), input: z.object({}) }, () =>
  Promise.resolve(Response.json({ live: true }, { headers: { "cache-control": "no-store" } })),
);
