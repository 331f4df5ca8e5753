import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { requestId } from "../ids";
import type { Store } from "../state";
import type { Holder } from "./access";
import { peopleOf, type DirectoryUser } from "./people";
import { isMatch, readFilter, readSearch } from "./search";

const MOST = 999;
const USUAL = 100;
const BASIC = ["id", "displayName", "givenName", "surname", "mail", "userPrincipalName"] as const;

class Refusal extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Microsoft Graph, as far as somebody with User.ReadBasic.All may list the people of their tenant. */
export function graphRoutes(store: Store, base: () => string): Hono {
  const routes = new Hono();

  routes.get("/v1.0/users", (c) => {
    const holder = holderOf(c.req.header("authorization"));
    const query = c.req.query();
    const isEventual = c.req.header("consistencylevel")?.toLowerCase() === "eventual";
    const { start, top } = placeOf(query);
    const people = found(peopleOf(holder.tenantId, store.state.personas), query, isEventual);
    const next = new URLSearchParams(Object.entries(query).filter(([name]) => name !== "$skiptoken"));
    next.set("$skiptoken", Buffer.from(`users:${start + top}`).toString("base64url"));
    return c.json({
      "@odata.context": `${base()}/graph/v1.0/$metadata#users`,
      ...(query.$count === "true" ? { "@odata.count": people.length } : {}),
      ...(start + top < people.length ? { "@odata.nextLink": `${base()}/graph/v1.0/users?${next}` } : {}),
      value: people.slice(start, start + top).map((person) => select(person, query.$select)),
    });
  });

  routes.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    const id = requestId();
    return c.json({ error: { code: error.code, message: error.message, innerError: { date: new Date().toISOString(), "request-id": id, "client-request-id": c.req.header("client-request-id") ?? id } } }, error.status, { "request-id": id });
  });

  function holderOf(header: string | undefined): Holder {
    const token = /^Bearer (.+)$/.exec(header ?? "")?.[1] ?? "";
    const holder = Object.entries(store.state.access.accessTokens).find(([each]) => each === token)?.[1];
    if (!holder || holder.expiresAt <= Date.now()) throw new Refusal(401, "InvalidAuthenticationToken", holder ? "Lifetime validation failed, the token is expired." : "Access token validation failure.");
    if (holder.kind === "personal") throw new Refusal(400, "BadRequest", "This operation is not supported for MSA accounts.");
    if (holder.kind === "guest" || !holder.permissions.includes("User.ReadBasic.All")) throw new Refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    return holder;
  }

  return routes;
}

function placeOf(query: Record<string, string>): { start: number; top: number } {
  if ("$skip" in query) throw new Refusal(400, "Request_BadRequest", "'$skip' is not supported by the service.");
  const top = Number(query.$top ?? USUAL);
  if (!Number.isInteger(top) || top < 1 || top > MOST) throw new Refusal(400, "Request_UnsupportedQuery", `Invalid page size specified: '${query.$top ?? ""}'. Must be between 1 and ${MOST} inclusive.`);
  if (query.$skiptoken === undefined) return { start: 0, top };
  const start = /^users:(\d+)$/.exec(Buffer.from(query.$skiptoken, "base64url").toString())?.[1];
  if (start === undefined) throw new Refusal(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
  return { start: Number(start), top };
}

function found(people: DirectoryUser[], query: Record<string, string>, isEventual: boolean): DirectoryUser[] {
  const { $search: search, $filter: filter, $orderby: order } = query;
  if (search !== undefined && !isEventual) throw new Refusal(400, "Request_UnsupportedQuery", "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
  if (filter !== undefined && order !== undefined && !isEventual) throw new Refusal(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
  if (order !== undefined && order !== "displayName" && order !== "userPrincipalName") throw new Refusal(400, "Request_UnsupportedQuery", `Unsupported sort property '${order}' for 'User'.`);
  const clauses = search === undefined ? null : readSearch(search);
  if (search !== undefined && clauses === null) throw new Refusal(400, "Request_BadRequest", "Syntax error in $search: use \"property:value\", joined by OR.");
  const begins = filter === undefined ? null : readFilter(filter);
  if (filter !== undefined && begins === null) throw new Refusal(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.");
  return people.filter((person) => (clauses === null || clauses.some((clause) => isMatch(person, clause))) && (begins === null || begins.some(({ property, value }) => (person[property] ?? "").toLowerCase().startsWith(value))));
}

function select(person: DirectoryUser, wanted: string | undefined): Record<string, string | null> {
  const names = wanted?.split(",") ?? BASIC;
  return Object.fromEntries(names.map((name) => {
    const known = BASIC.find((each) => each === name);
    if (known === undefined && !/^[A-Za-z]+$/.test(name)) throw new Refusal(400, "BadRequest", `Parsing OData Select failed: '${name}'.`);
    // What lies beyond the basic profile is left empty, as Graph does.
    return [name, known === undefined ? null : person[known]];
  }));
}
