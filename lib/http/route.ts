import type { ZodType } from "zod";
import { currentTime } from "../kernel/clock";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";
import { LARGEST_BODY, tooLarge } from "./body-limit";
import { renderError, renderErrorPage, statusOf } from "./render-error";
import { REQUEST_ID_HEADER, requestIdOf } from "./request-id";

/** What an authenticator and an input schema are given of a request. */
export interface Incoming {
  readonly request: Request;
  readonly params: Record<string, string | string[] | undefined>;
  readonly requestId: string;
  readonly now: Date;
}

/** A parsed and authenticated request. */
export interface Call<Caller, Input> extends Incoming {
  readonly caller: Caller;
  readonly input: Input;
}

export interface RouteDefinition<Caller, Input> {
  /** Largest body in bytes; 0 for calls that have none. */
  readonly limit: number;
  /** Who calls. Throws a PortalError to turn the call away; comes from lib/auth or from the noun. */
  readonly authenticate: (incoming: Incoming) => Promise<Caller>;
  /** Checks {params, query, body}, in which `query` is the raw query string without its question mark. */
  readonly input: ZodType<Input>;
  /** How a fault is told: to a machine (the default), or to a person's browser. */
  readonly faults?: "problem+json" | "html";
}

interface NextContext {
  /** Of nothing, where the route's address has no parameters. */
  readonly params: Promise<Record<string, string | string[] | undefined> | undefined>;
}

/**
 * Every HTTP edge runs through here: size limit → authenticate → input → handler. Faults become problem+json, and those
 * that are ours a log event; that of the request itself is written by logRequests, under the same request id.
 */
export function route<Caller, Input>(
  definition: RouteDefinition<Caller, Input>,
  handler: (call: Call<Caller, Input>) => Promise<Response>,
): (request: Request, context: NextContext) => Promise<Response> {
  if (definition.limit >= LARGEST_BODY) throw new Error("a route takes less than LARGEST_BODY, of which it would be handed a part");
  return async (request, context) => {
    const requestId = requestIdOf(request.headers);
    const finish = (response: Response): Response => {
      response.headers.set(REQUEST_ID_HEADER, requestId);
      return response;
    };
    try {
      const body = await readBody(request, definition.limit);
      const incoming: Incoming = { request, params: (await context.params) ?? {}, requestId, now: currentTime() };
      const caller = await definition.authenticate(incoming);
      const input = definition.input.safeParse({ params: incoming.params, query: new URL(request.url).search.slice(1), body });
      if (!input.success) throw invalidInput(input.error.issues[0]);
      return finish(await handler({ ...incoming, caller, input: input.data }));
    } catch (error) {
      if (statusOf(error) >= 500 && !(error instanceof PortalError && error.isLogged)) log.error({ event: "http.fault", method: request.method, requestId, err: error }, "a request failed");
      return finish(definition.faults === "html" ? renderErrorPage(error, requestId) : renderError(error, requestId));
    }
  };
}

function invalidInput(issue: { path: PropertyKey[]; message: string } | undefined): PortalError {
  return new PortalError("invalid-input", {
    what: "The request is not understood.",
    why: issue ? `${issue.path.map(String).join(".")}: ${issue.message}.` : "It has the wrong shape.",
    todo: "Correct it and send it again.",
  });
}

async function readBody(request: Request, limit: number): Promise<string> {
  if (request.body === null || limit === 0) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) {
      throw tooLarge(limit);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
