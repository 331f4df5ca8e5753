import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";

export const faultsSchema = z.object({
  faults: z.array(
    z.object({
      match: z.object({ path: z.string().optional(), method: z.string().optional() }).default({}),
      kind: z.enum(["latency", "status", "drop", "html", "empty", "invalid-json"]),
      status: z.number().int().min(200).max(599).default(500),
      retryAfter: z.number().optional(),
      delayMs: z.number().min(0).max(120_000).default(0),
      /** How many calls it hits before it is used up; left out: all of them. */
      times: z.number().int().positive().optional(),
    }),
  ),
});
export type Fault = z.infer<typeof faultsSchema>["faults"][number];

/** Faults that are injected into Microsoft's answers, in the order in which they were given. */
export class Faults {
  #faults: Fault[] = [];

  replace(faults: Fault[]): void {
    this.#faults = faults;
  }

  list(): Fault[] {
    return this.#faults;
  }

  middleware(): MiddlewareHandler<{ Bindings: HttpBindings }> {
    return async (c, next) => {
      const fault = this.#take(c.req.method, c.req.path);
      if (fault?.delayMs) await sleep(fault.delayMs);
      if (fault === null || fault.kind === "latency") return next();
      return answer(c, fault);
    };
  }

  #take(method: string, path: string): Fault | null {
    const fault = this.#faults.find(({ match }) => (match.path === undefined || new RegExp(match.path).test(path)) && (match.method === undefined || match.method === method));
    if (!fault) return null;
    if (fault.times !== undefined) {
      fault.times -= 1;
      if (fault.times === 0) this.#faults = this.#faults.filter((each) => each !== fault);
    }
    return fault;
  }
}

function answer(c: Context<{ Bindings: HttpBindings }>, fault: Fault): Response {
  const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  switch (fault.kind) {
    case "drop":
      c.env.outgoing.destroy();
      return new Response(null);
    case "html":
      return new Response("<!doctype html><html><body><h1>Service Unavailable</h1></body></html>", { status: fault.status === 500 ? 200 : fault.status, headers: { ...headers, "content-type": "text/html" } });
    case "empty":
      return new Response(null, { status: 200, headers });
    case "invalid-json":
      return new Response('{"subscriptions": [', { status: 200, headers: { ...headers, "content-type": "application/json" } });
    default:
      return Response.json({ error: { code: "InternalServerError", message: "The simulator was told to answer so." } }, { status: fault.status, headers });
  }
}
