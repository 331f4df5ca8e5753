import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";

const KEPT = 2000;

/** One call that Microsoft's side has seen; tokens are told of, never kept. */
export interface SeenRequest {
  readonly number: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly authorized: boolean;
  readonly body: string;
  /** null: there was no answer, or not yet. */
  status: number | null;
}

export class Requests {
  #seen: SeenRequest[] = [];
  #number = 0;

  since(number: number): SeenRequest[] {
    return this.#seen.filter((each) => each.number > number);
  }

  /** Forgets them; the numbers go on, so that nobody who waits for later ones is misled. */
  clear(): void {
    this.#seen = [];
  }

  middleware(): MiddlewareHandler<{ Bindings: HttpBindings }> {
    return async (c, next) => {
      // What is sent to Entra are secrets and codes.
      const isKept = c.req.path.startsWith("/marketplace/") && (c.req.header("content-type")?.includes("json") ?? false);
      const seen: SeenRequest = {
        number: ++this.#number,
        at: new Date().toISOString(),
        method: c.req.method,
        path: c.req.path,
        requestId: c.req.header("x-ms-requestid") ?? null,
        correlationId: c.req.header("x-ms-correlationid") ?? null,
        authorized: c.req.header("authorization") !== undefined,
        body: isKept ? (await c.req.raw.clone().text()).slice(0, 2000) : "",
        status: null,
      };
      this.#seen = [...this.#seen, seen].slice(-KEPT);
      await next();
      if (!c.env.outgoing.destroyed) seen.status = c.res.status;
    };
  }
}
