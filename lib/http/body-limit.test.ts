import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { LARGEST_BODY, LARGEST_FORM, LARGEST_UPLOAD, refuseTooLarge } from "./body-limit";
import { route } from "./route";

describe("a request that says how large it is", () => {
  it.each([
    ["a form", "/landing/crm/order", LARGEST_FORM, null],
    ["a form that is too large", "/landing/crm/order", LARGEST_FORM + 1, "text/html; charset=utf-8"],
    ["a file", "/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", LARGEST_UPLOAD, null],
    ["a file that is too large", "/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", LARGEST_UPLOAD + 1, "text/html; charset=utf-8"],
    ["a file where none is asked for", "/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import/7", LARGEST_FORM + 1, "text/html; charset=utf-8"],
    ["a file to something that looks like it", "/subscriptions/x/users/import", LARGEST_FORM + 1, "text/html; charset=utf-8"],
    ["a file to a page that is not there", "/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import/", LARGEST_FORM + 1, "text/html; charset=utf-8"],
    ["a file below another page", "/x/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", LARGEST_FORM + 1, "text/html; charset=utf-8"],
    ["a call", "/api/webhook/crm", LARGEST_BODY, null],
    ["a call that is too large", "/api/webhook/crm", LARGEST_BODY + 1, "application/problem+json"],
  ])("%s", (_, path, length, refusedAs) => {
    const answer = refuseTooLarge(path, new Headers({ "content-length": String(length) }), "the-id");
    expect(answer?.headers.get("content-type") ?? null).toBe(refusedAs);
    if (answer) expect(answer.status).toBe(413);
  });
});

describe("a body that does not say how large it is", () => {
  it.each([
    ["/sign-in", 413],
    ["/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", 413],
    ["/api", 413],
    ["/api/webhook/crm", null],
  ])("sent to %s: %j", async (path, status) => {
    const answer = refuseTooLarge(path, new Headers({ "transfer-encoding": "chunked" }), "the-id");
    expect(answer?.status ?? null).toBe(status);
    if (answer) expect(await answer.text()).toContain("does not say how large it is");
  });

  it("is none where there is no body", () => {
    expect(refuseTooLarge("/sign-in", new Headers(), "the-id")).toBeNull();
  });
});

describe("the limits", () => {
  it("are no larger than those that Next has", () => {
    const configuration = readFileSync(new URL("../../next.config.js", import.meta.url), "utf8");
    expect(/proxyClientMaxBodySize: "(\d+)mb"/.exec(configuration)?.[1]).toBe(String(LARGEST_UPLOAD / 1024 ** 2));
    expect(/bodySizeLimit: "(\d+)mb"/.exec(configuration)?.[1]).toBe(String(LARGEST_UPLOAD / 1024 ** 2));
  });

  it("allow no route more, which would be handed a part of it", () => {
    const define = (limit: number) => route({ limit, authenticate: () => Promise.resolve(null), input: z.object({}) }, () => Promise.resolve(new Response()));
    expect(() => define(LARGEST_BODY)).toThrow("LARGEST_BODY");
    expect(() => define(LARGEST_BODY - 1)).not.toThrow();
  });
});
