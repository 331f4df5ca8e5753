import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { log } from "../kernel/log";
import { endpoint, NO_BODY, serve } from "./api-endpoint";

const base = {
  path: "/api/v1/things/{id}",
  operationId: "doThing",
  tag: "Things",
  summary: "Do a thing",
  description: "Does it.",
  scope: "things:write",
  params: z.object({ id: z.guid() }),
  query: z.object({ times: z.coerce.number().default(1) }),
  answer: { status: 201, description: "Done.", schema: z.object({ told: z.string() }), example: { told: "x" } },
  faults: [],
} as const;
const ID = "37f9dea2-4345-438f-b0bd-03d40d28c7e0";
const anybody = () => Promise.resolve("caller");

const make = endpoint({ ...base, method: "post", body: { schema: z.strictObject({ word: z.string().max(5) }), limit: 40, example: { word: "x" } } });
const doIt = serve(make, anybody, async ({ input: { params, query, body } }) => ({ told: `${params.id.slice(0, 2)} ${body.word.repeat(query.times)}` }));
const send = (body: string | undefined, query = "", id = ID) => doIt(new Request(`http://portal.example/x${query}`, { method: "POST", body }), { params: Promise.resolve({ id }) });

describe("a described call", () => {
  it("hands over what was sent as it is described, and answers with the described status", async () => {
    const answer = await send('{"word":"ho"}', "?times=3");
    expect([answer.status, await answer.json(), answer.headers.get("cache-control")]).toEqual([201, { told: "37 hohoho" }, "no-store"]);
    expect(await (await send('{"word":"ho"}')).json()).toEqual({ told: "37 ho" });
  });

  it.each([
    ["no JSON", "{word", "", 400, "body: it is not JSON"],
    ["nothing", undefined, "", 400, "body: "],
    ["more than is described", '{"word":"ho","else":1}', "", 400, "else"],
    ["something too long", '{"word":"hohoho"}', "", 400, "body.word: "],
    ["too many bytes", `{"word":"${"x".repeat(40)}"}`, "", 413, "At most 40 bytes"],
    ["a parameter that nobody described", '{"word":"ho"}', "?time=3", 400, "the parameter time is not known: there are times"],
    ["a parameter twice", '{"word":"ho"}', "?times=3&times=4", 400, "the parameter times is given more than once"],
    ["a parameter of the wrong kind", '{"word":"ho"}', "?times=many", 400, "query.times: "],
  ])("refuses %s", async (_, body, query, status, words) => {
    const answer = await send(body, query);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
  });

  it("does not find what has no id's form", async () => {
    expect((await send('{"word":"ho"}', "", "seven")).status).toBe(404);
  });

  it("sends nothing that it does not describe", async () => {
    const error = vi.spyOn(log, "error").mockImplementation(() => undefined);
    const get = endpoint({ ...base, method: "get", params: z.object({}), body: NO_BODY });
    const told: { told: string }[] = [];
    const ask = async () => serve(get, anybody, async () => told[0] ?? z.custom<{ told: string }>().parse({ told: 7 }))(new Request("http://portal.example/x"), { params: Promise.resolve({}) });
    expect((await ask()).status).toBe(500);
    expect(error).toHaveBeenCalledOnce();
    told.push(Object.assign({ told: "x" }, { secret: "y" }));
    expect(await (await ask()).json()).toEqual({ told: "x" });
  });
});
