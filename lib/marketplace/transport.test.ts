import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { upstreamCalls } from "../kernel/metrics";
import { fulfillment } from "./fulfillment";
import { send, type Answer } from "./transport";
import { UpstreamError } from "./upstream-error";

const options = { correlationId: "6f9619ff-8b86-d011-b42d-00c04fc964ff", patience: "interactive" } as const;
const SUBSCRIPTION = { id: "fb494e49-67ca-4673-658b-01f8c56393ec", offerId: "teamboard", planId: "team-monthly", saasSubscriptionStatus: "Subscribed" };
const BEARER = "opaque-bearer-of-this-test";

/** What the simulator cannot answer, answered by two servers of this test: Microsoft's, and one that nobody may call. */
interface Scripted {
  readonly url: string;
  readonly server: Server;
  readonly calls: IncomingMessage[];
}

let microsoft: Scripted;
let stranger: Scripted;
let answer: RequestListener = (_, response) => response.end();

async function listen(listener: RequestListener): Promise<Scripted> {
  const calls: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    calls.push(request);
    request.resume();
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { url: `http://localhost:${typeof address === "object" && address !== null ? address.port : 0}`, server, calls };
}

beforeAll(async () => {
  microsoft = await listen((request, response) => answer(request, response));
  stranger = await listen((_, response) => response.end("{}"));
  process.env.ENTRA_AUTHORITY = `${microsoft.url}/entra`;
  process.env.MARKETPLACE_API_URL = `${microsoft.url}/api`;
});

afterAll(() => {
  for (const { server } of [microsoft, stranger]) {
    server.close();
    server.closeAllConnections();
  }
});

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  globalThis.publisherTokens?.clear();
  microsoft.calls.length = 0;
});

afterEach(() => {
  expect(stranger.calls, "nobody else was called").toEqual([]);
  vi.restoreAllMocks();
});

function get(operation = "get"): Promise<Answer> {
  return send({ service: "marketplace", operation, method: "GET", url: `${microsoft.url}/api`, headers: { authorization: `Bearer ${BEARER}` } }, options);
}

async function failure(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${String(error)}`);
  for (const text of [error.message, error.said, JSON.stringify(error.explanation)]) {
    expect(text).not.toContain(BEARER);
    expect(text).not.toContain("@");
  }
  return error;
}

describe("one call", () => {
  it.each([301, 302, 303, 307, 308])("does not follow a %s to another host", async (status) => {
    answer = (_, response) => response.writeHead(status, { location: `${stranger.url}/api` }).end();
    expect(await failure(get())).toMatchObject({ reason: "unreadable", status, said: "It redirected the call." });
    expect(microsoft.calls).toHaveLength(1);
  });

  it("stops reading a body that is too large", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(1024 * 1024, " ");
      const more = (): void => {
        if (!response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
    };
    expect(await failure(get())).toMatchObject({ reason: "unreadable", status: 200, said: "The answer is too large." });
    expect(microsoft.calls).toHaveLength(1);
  });

  it("is tried again where the body breaks off", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"id": ', () => response.destroy());
    };
    expect(await failure(get())).toMatchObject({ reason: "unavailable", said: "The connection failed." });
    expect(microsoft.calls).toHaveLength(3);
  });

  it("reads past a byte order mark", async () => {
    answer = (_, response) => response.end('\uFEFF{"a": "ł"}');
    expect(await get()).toMatchObject({ status: 200, json: { a: "ł" } });
  });

  it("keeps Microsoft's ids, ours where they give none", async () => {
    answer = (_, response) => response.writeHead(404, { "x-ms-requestid": "theirs", "x-ms-correlationid": "work" }).end();
    expect((await get()).facts).toMatchObject({ requestId: "theirs", correlationId: "work", said: "It answered 404." });
    answer = (_, response) => response.writeHead(404).end();
    expect((await get()).facts).toMatchObject({ requestId: microsoft.calls.at(-1)?.headers["x-ms-requestid"], correlationId: options.correlationId });
    answer = (_, response) => response.writeHead(400, { "x-ms-request-id": "entra's" }).end();
    expect((await get()).facts.requestId).toBe("entra's");
  });

  it("does not repeat tokens and people that an answer repeats", async () => {
    answer = (_, response) => response.writeHead(500).end(`Bearer ${BEARER} of mira.soto@auroradental.example is not known`);
    expect((await failure(get())).said).toBe("Bearer … of … is not known");
    answer = (_, response) => response.end(`{"emailId": "mira.soto@auroradental.example", "token": "${BEARER}`);
    await failure(get());
  });

  it("is counted, each attempt by its outcome", async () => {
    const statuses = [200, 404, 503, 200];
    answer = (_, response) => response.writeHead(statuses.shift() ?? 200).end("{}");
    for (let call = 0; call < 3; call += 1) await send({ service: "marketplace", operation: "counted", method: "GET", url: `${microsoft.url}/x` }, options);
    const { values } = await upstreamCalls.get();
    const counted = values.filter((value) => value.metricName?.endsWith("_count") === true && value.labels.operation === "counted");
    expect(Object.fromEntries(counted.map((value) => [value.labels.outcome, value.value]))).toEqual({ ok: 2, refused: 1, unavailable: 1 });
  });

  it("is of no use where nobody listens", async () => {
    const closed = await listen((_, response) => response.end());
    closed.server.close();
    await once(closed.server, "close");
    expect(await failure(send({ service: "marketplace", operation: "get", method: "GET", url: closed.url }, options))).toMatchObject({ reason: "unavailable", status: null });
  });
});

describe("the client, where answers are odd", () => {
  const client = fulfillment({ tenantId: "a tenant/with odd characters", clientId: "app", clientSecret: "secret" });

  /** Entra gives the token; the API answers the given bodies in turn, and the last one for ever. */
  function script(...bodies: readonly object[]): void {
    let next = 0;
    answer = (request, response) => {
      if (request.url?.startsWith("/entra/")) {
        response.end(JSON.stringify({ token_type: "Bearer", expires_in: "3599", access_token: BEARER }));
        return;
      }
      const body = bodies[Math.min(next, bodies.length - 1)];
      next += 1;
      response.end(JSON.stringify(body));
    };
  }

  const pathsOf = (): string[] => microsoft.calls.map(({ url }) => url ?? "").filter((url) => url.startsWith("/api/"));

  it("gets the subscription that Resolve leaves out", async () => {
    script({ id: SUBSCRIPTION.id, offerId: "teamboard", planId: "team-monthly", quantity: "3" }, SUBSCRIPTION);
    expect(await client.resolve("token", options)).toMatchObject({ quantity: 3, subscription: SUBSCRIPTION });
    expect(pathsOf()).toEqual(["/api/saas/subscriptions/resolve?api-version=2018-08-31", `/api/saas/subscriptions/${SUBSCRIPTION.id}?api-version=2018-08-31`]);
  });

  it("never sends the bearer token to the host of a next link", async () => {
    script({ subscriptions: [SUBSCRIPTION], "@nextLink": `${stranger.url}/api/saas/subscriptions/?continuationToken=%5b%7b%2b%7d%5d&api-version=2018-08-31` }, { subscriptions: [] });
    const pages = [];
    for await (const page of client.listSubscriptions(options)) pages.push(page.subscriptions.length);
    expect(pages).toEqual([1, 0]);
    expect(pathsOf()[1]).toBe("/api/saas/subscriptions?api-version=2018-08-31&continuationToken=%5b%7b%2b%7d%5d");
  });

  it("does not read a list in circles", async () => {
    script({ subscriptions: [], "@nextLink": "https://x.example/?continuationToken=again" });
    const read = async (): Promise<void> => {
      for await (const page of client.listSubscriptions(options)) expect(page.subscriptions).toEqual([]);
    };
    expect(await failure(read())).toMatchObject({ reason: "unreadable" });
    expect(pathsOf()).toHaveLength(2);
  });

  it("names what is not as agreed, and not what it holds", async () => {
    script({ ...SUBSCRIPTION, id: "mira@auroradental.example" });
    expect(await failure(client.getSubscription(SUBSCRIPTION.id, options))).toMatchObject({ reason: "unreadable", said: "id is not as agreed." });
  });

  it("fetches one token more for all whose token was refused at the same time", async () => {
    let tokens = 0;
    answer = (request, response) => {
      if (request.url?.startsWith("/entra/")) response.end(JSON.stringify({ expires_in: 3599, access_token: `${BEARER}-${(tokens += 1)}` }));
      else if (request.headers.authorization === `Bearer ${BEARER}-1`) response.writeHead(403).end();
      else response.end(JSON.stringify(SUBSCRIPTION));
    };
    await Promise.all([1, 2, 3].map(() => client.getSubscription(SUBSCRIPTION.id, options)));
    expect(tokens).toBe(2);
    expect(microsoft.calls[0]?.url).toBe("/entra/a%20tenant%2Fwith%20odd%20characters/oauth2/v2.0/token");
  });

  it.each([
    ["no token", { expires_in: 3599 }],
    ["a token that no header can carry", { access_token: "a\nb", expires_in: 3599 }],
    ["no life", { access_token: BEARER }],
    ["a life of nothing", { access_token: BEARER, expires_in: 0 }],
  ])("takes %s for no answer of Entra's", async (_, body) => {
    answer = (_request, response) => response.end(JSON.stringify(body));
    expect(await failure(client.getSubscription(SUBSCRIPTION.id, options))).toMatchObject({ reason: "unreadable", service: "entra" });
  });
});
