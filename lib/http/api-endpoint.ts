import { z } from "zod";
import { NotFoundError, type ErrorCode } from "../kernel/errors";
import { route, type Call, type Incoming } from "./route";

type Shape = z.ZodObject;
type Schema = z.ZodType;

/** One call of the v1 API as it is checked, answered and described: all three use the same schemas. */
export interface Endpoint<Params extends Shape = Shape, Query extends Shape = Shape, Body extends Schema = Schema, Answer extends Schema = Schema, Scope extends string | null = string | null> {
  readonly method: "get" | "post" | "delete";
  /** As OpenAPI writes it: /api/v1/subscriptions/{id}. */
  readonly path: `/api/v1/${string}`;
  readonly operationId: string;
  /** The heading that it stands under. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** What an API key has to be allowed; null where the call is not made with one, but with what `ownKey` says. */
  readonly scope: Scope;
  readonly ownKey?: OwnKey;
  /** Ids in the path; what does not have the form of one is not found. */
  readonly params: Params;
  /** What follows the question mark; anything else there is refused. */
  readonly query: Query;
  /** The JSON that is sent, with its largest size in bytes; NO_BODY where there is none. */
  readonly body: { readonly schema: Body; readonly limit: number; readonly example?: z.input<Body> };
  readonly answer: {
    readonly status: number;
    readonly description: string;
    /** NO_ANSWER's where nothing is sent. */
    readonly schema: Answer;
    readonly example: z.input<Answer>;
    /** Another success with the same body, for which the handler returns `otherwise(…)`. */
    readonly otherwise?: { readonly status: number; readonly description: string };
  };
  /** What it may refuse, beyond what every call may. */
  readonly faults: readonly ErrorCode[];
}

/** A header of a call's own that shows who may make it, in place of an API key. */
export interface OwnKey {
  /** Of the security scheme in the description. */
  readonly name: string;
  readonly header: string;
  readonly description: string;
  /** What it means that the caller is not let in, or asks too often. */
  readonly meanings: { readonly unauthenticated: string; readonly "too-many-requests": string };
}

export const NO_BODY = { schema: z.undefined(), limit: 0 };

/** Of a call that answers by its status alone. */
export const NO_ANSWER = { schema: z.undefined(), example: undefined };

class Otherwise<Body> {
  constructor(readonly body: Body) {}
}

/** What a handler returns to answer with the other success that its description names. */
export function otherwise<Body>(body: Body): Otherwise<Body> {
  return new Otherwise(body);
}

/** Keeps the types of a description. */
export function endpoint<Params extends Shape, Query extends Shape, Body extends Schema, Answer extends Schema, Scope extends string | null>(
  description: Endpoint<Params, Query, Body, Answer, Scope>,
): Endpoint<Params, Query, Body, Answer, Scope> {
  return description;
}

interface Input<Params extends Shape, Query extends Shape, Body extends Schema> {
  readonly params: z.output<Params>;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
}

/**
 * The route handler of a described call. What `handler` returns is checked against the description before it is sent:
 * an answer that is not as described is a bug, and is answered as one (500) rather than sent.
 */
export function serve<Caller, Params extends Shape, Query extends Shape, Body extends Schema, Answer extends Schema>(
  { params, query, body, answer }: Endpoint<Params, Query, Body, Answer>,
  authenticate: (incoming: Incoming) => Promise<Caller>,
  handler: (call: Call<Caller, Input<Params, Query, Body>>) => Promise<z.input<Answer> | Otherwise<z.input<Answer>>>,
): ReturnType<typeof route> {
  const readQuery = z.preprocess(queryReader(Object.keys(query.shape)), query);
  const readBody = z.preprocess(readJson, body.schema);
  const input = z
    .object({ query: z.string(), body: z.string() })
    .transform((sent, context) => ({ query: checked(readQuery, "query", sent.query, context), body: checked(readBody, "body", sent.body, context) }));
  return route({ limit: body.limit, authenticate, input }, async (call) => {
    const ids = params.safeParse(call.params);
    if (!ids.success) throw new NotFoundError("address");
    const result = await handler({ ...call, input: { params: ids.data, query: call.input.query, body: call.input.body } });
    const [status, told] = result instanceof Otherwise ? [answer.otherwise?.status, result.body] : [answer.status, result];
    if (status === undefined) throw new Error("the description names no other success");
    const sent = answer.schema.parse(told);
    const headers = { "cache-control": "no-store" };
    if (sent === undefined) return new Response(null, { status, headers });
    // With its length it is sent in one piece.
    const json = JSON.stringify(sent);
    return new Response(json, { status, headers: { ...headers, "content-type": "application/json", "content-length": String(Buffer.byteLength(json)) } });
  });
}

function checked<Output>(schema: z.ZodType<Output>, name: string, value: string, context: z.RefinementCtx): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) context.addIssue({ code: "custom", path: [name, ...path], message });
  return z.NEVER;
}

/** What is not known is refused, because a filter that is not applied gives more than was asked for; so is what comes twice. */
function queryReader(names: readonly string[]) {
  return (text: unknown, context: z.RefinementCtx): unknown => {
    const pairs = [...new URLSearchParams(String(text))];
    pairs.forEach(([name], index) => {
      const told = `the parameter ${name.slice(0, 50)}`;
      if (!names.includes(name)) context.addIssue({ code: "custom", message: `${told} is not known: there are ${names.join(", ") || "none"}` });
      else if (pairs.findIndex(([other]) => other === name) < index) context.addIssue({ code: "custom", message: `${told} is given more than once` });
    });
    return Object.fromEntries(pairs);
  };
}

function readJson(text: unknown, context: z.RefinementCtx): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(String(text));
  } catch {
    context.addIssue({ code: "custom", message: "it is not JSON" });
    return z.NEVER;
  }
}
