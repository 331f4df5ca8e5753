import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { LARGEST_BODY, LARGEST_FORM, LARGEST_UPLOAD, refuseTooLarge, type Sent } from "./body-limit";
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
  ])("%s", async (_, path, length, refusedAs) => {
    const answer = await refuseTooLarge(path, { headers: new Headers({ "content-length": String(length) }), body: null }, "the-id");
    expect(answer?.headers.get("content-type") ?? null).toBe(refusedAs);
    if (answer) expect(answer.status).toBe(413);
  });
});

describe("a body that does not say how large it is", () => {
  const inPieces = (bytes: number): Sent["body"] => {
    const pieces = Math.ceil(bytes / 50_000);
    return new ReadableStream({
      start(controller) {
        for (let piece = 0; piece < pieces; piece += 1) controller.enqueue(new Uint8Array(Math.min(50_000, bytes - piece * 50_000)));
        controller.close();
      },
    });
  };

  it.each([
    ["/sign-in", LARGEST_FORM, null],
    ["/sign-in", LARGEST_FORM + 1, 413],
    ["/subscriptions/x/users/import", LARGEST_FORM + 1, 413],
    ["/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", LARGEST_FORM + 1, null],
    ["/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/users/import", LARGEST_UPLOAD + 1, 413],
  ])("is counted when it is sent to %s: %i bytes, %j", async (path, bytes, status) => {
    expect((await refuseTooLarge(path, { headers: new Headers(), body: inPieces(bytes) }, "the-id"))?.status ?? null).toBe(status);
  });

  it("is left to the route that a call goes to", async () => {
    const body = inPieces(LARGEST_BODY + 1);
    expect(await refuseTooLarge("/api/webhook/crm", { headers: new Headers(), body }, "the-id")).toBeNull();
    expect(body?.locked).toBe(false);
  });

  it("is none where nothing is sent", async () => {
    expect(await refuseTooLarge("/sign-in", { headers: new Headers(), body: null }, "the-id")).toBeNull();
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
