import { z } from "zod";
import { describe, expect, it, vi } from "vitest";
import { ERROR_CODES, NotFoundError, PortalError, TooManyRequestsError } from "../kernel/errors";
import { log } from "../kernel/log";
import { contentSecurityPolicy } from "./content-security-policy";
import { STATUS_OF } from "./problem";
import { route } from "./route";
import { seeOther } from "./see-other";

const anybody = () => Promise.resolve("caller");
const anything = z.object({ body: z.string(), query: z.string(), params: z.object({ id: z.string() }) });
const problemSchema = z.strictObject({ type: z.string().startsWith("urn:problem:"), title: z.string().min(1), status: z.number(), detail: z.string().min(1), instance: z.string() });
const context = { params: Promise.resolve({ id: "7" }) };
const call = (body?: string) => new Request("http://portal.example/api/x?token=secret", body === undefined ? {} : { method: "POST", body });

describe("route", () => {
  it("hands over caller, input and request id, and answers with the id", async () => {
    const handle = route({ limit: 10, authenticate: anybody, input: anything }, ({ caller, input, requestId }) => Promise.resolve(Response.json({ caller, input, requestId })));
    const request = call("hello");
    request.headers.set("x-request-id", "the-id");
    const answer = await handle(request, context);
    expect(await answer.json()).toEqual({ caller: "caller", input: { body: "hello", query: "token=secret", params: { id: "7" } }, requestId: "the-id" });
    expect(answer.headers.get("x-request-id")).toBe("the-id");
  });

  it.each([
    ["a body beyond the limit", () => route({ limit: 3, authenticate: anybody, input: anything }, () => Promise.resolve(new Response())), 413],
    ["an input of the wrong shape", () => route({ limit: 9, authenticate: anybody, input: z.object({ query: z.literal("other") }) }, () => Promise.resolve(new Response())), 400],
    ["a caller who is turned away", () => route({ limit: 9, authenticate: () => Promise.reject(new NotFoundError("thing")), input: anything }, () => Promise.resolve(new Response())), 404],
    ["a bug", () => route({ limit: 9, authenticate: anybody, input: anything }, () => Promise.reject(new TypeError("password=hunter2"))), 500],
  ])("answers %s with problem+json", async (_, make, status) => {
    const answer = await make()(call("hello"), context);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const text = await answer.text();
    const problem = problemSchema.parse(JSON.parse(text));
    expect(problem).toMatchObject({ status, instance: answer.headers.get("x-request-id") });
    expect(text).not.toContain("hunter2");
  });

  it("says how to authenticate, and when to come again", async () => {
    const answer = async (error: PortalError) => (await route({ limit: 0, authenticate: () => Promise.reject(error), input: anything }, () => Promise.resolve(new Response()))(call(), context)).headers;
    expect((await answer(new PortalError("unauthenticated", { what: "Who?", why: "Unknown.", todo: "Say." }))).get("www-authenticate")).toBe("Bearer");
    expect((await answer(new TooManyRequestsError(7, "Too fast."))).get("retry-after")).toBe("7");
    expect((await answer(new NotFoundError("thing"))).has("www-authenticate")).toBe(false);
  });

  it("logs a fault of ours under the request id, where the log has it not yet, and leaves everything else to the one event of the request", async () => {
    const spies = (["info", "warn", "error"] as const).map((level) => vi.spyOn(log, level));
    const answering = (handler: () => Promise<Response>) => route({ limit: 9, authenticate: anybody, input: anything }, handler)(call("hello"), context);
    await answering(() => Promise.resolve(new Response()));
    await answering(() => Promise.reject(new NotFoundError("thing")));
    await answering(() => Promise.reject(new PortalError("busy", { what: "It is full.", why: "As before.", todo: "Wait." }, { isLogged: true })));
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    const answer = await answering(() => Promise.reject(new TypeError("a bug")));
    expect(spies[2]?.mock.calls).toEqual([[expect.objectContaining({ event: "http.fault", requestId: answer.headers.get("x-request-id") }), "a request failed"]]);
    vi.restoreAllMocks();
  });

  it("authenticates before it looks at the input", async () => {
    const handle = route({ limit: 9, authenticate: () => Promise.reject(new NotFoundError("thing")), input: z.object({ query: z.literal("other") }) }, () => Promise.resolve(new Response()));
    expect((await handle(call(), context)).status).toBe(404);
  });

  it("tells a person's browser in HTML, without letting words become markup", async () => {
    const fault = new PortalError("busy", { what: "<script>alert(1)</script>", why: "It is full.", todo: "Wait." });
    const answer = await route({ limit: 0, authenticate: anybody, input: anything, faults: "html" }, () => Promise.reject(fault))(call(), context);
    const page = await answer.text();
    expect(answer.status).toBe(503);
    expect(page).not.toContain("<script>");
    expect(page).toContain("Wait.");
    expect(page).toContain(answer.headers.get("x-request-id"));
  });
});

describe("answers", () => {
  it("have one status for every code", () => {
    expect(Object.keys(STATUS_OF).sort()).toEqual([...ERROR_CODES].sort());
  });

  it("redirect without being kept by a cache", () => {
    const answer = seeOther("/landing/x/order");
    expect([answer.status, answer.headers.get("location"), answer.headers.get("cache-control")]).toEqual([303, "/landing/x/order", "no-store"]);
  });

  it("let forms go to the sign-in, and scripts run by nonce alone", () => {
    const policy = contentSecurityPolicy("abc");
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
    expect(policy).toMatch(/form-action 'self' https:\/\/login\.microsoftonline\.com/);
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
