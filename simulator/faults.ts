import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";

/** To these statuses HTTP has no body. */
const WITHOUT_BODY = [204, 205, 304];

export const faultsSchema = z.object({
  faults: z.array(
    z.object({
      match: z.object({ path: z.string().refine(isPattern, "it is no regular expression").optional(), method: z.string().toUpperCase().optional() }).default({}),
      /** `drop` hangs up before anything is done; `lost-answer` does what was asked, and hangs up then. */
      kind: z.enum(["latency", "status", "drop", "lost-answer", "html", "empty", "invalid-json"]),
      /** Left out, the kind decides. */
      status: z.number().int().min(200).max(599).optional(),
      retryAfter: z.number().int().min(0).optional(),
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
      if (fault.kind === "lost-answer") await next();
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

function answer(c: Context<{ Bindings: HttpBindings }>, { kind, status, retryAfter }: Fault): Response {
  const send = (usual: number, type: string, body: string): Response => {
    const answered = status ?? usual;
    const headers = { ...(type === "" ? {} : { "content-type": type }), ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }) };
    return new Response(WITHOUT_BODY.includes(answered) ? null : body, { status: answered, headers });
  };
  switch (kind) {
    case "drop":
    case "lost-answer":
      c.env.outgoing.destroy();
      return new Response(null);
    case "html":
      return send(200, "text/html", "<!doctype html><html><body><h1>Service Unavailable</h1></body></html>");
    case "empty":
      return send(200, "", "");
    case "invalid-json":
      return send(200, "application/json", '{"subscriptions": [');
    default:
      return send(500, "application/json", '{"error":{"code":"InternalServerError","message":"The simulator was told to answer so."}}');
  }
}

function isPattern(path: string): boolean {
  try {
    return new RegExp(path) instanceof RegExp;
  } catch {
    return false;
  }
}
