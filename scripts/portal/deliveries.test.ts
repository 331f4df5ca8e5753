import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTold, type Told as Publisher } from "@/lib/actions/deliveries/testing";
import { database } from "@/lib/db/client";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel/ids";
import { runPortal, type Told } from "./testing";

const NOW = new Date();

let mine: TestDatabase;
let told: Publisher;
let offerKey: string;
beforeAll(async () => {
  mine = await testDatabase();
  told = await makeTold("https://told.example/log");
  ({ key: offerKey } = await database().offer.findUniqueOrThrow({ where: { id: told.offerId } }));
});
afterAll(() => mine.close());

function deliveries(line: string): Promise<Told> {
  return runPortal(["deliveries", ...line.split(" ")], { DATABASE_URL: mine.url });
}

async function dead(state = "dead"): Promise<number> {
  const row = { id: newId(), publisherId: told.publisherId, endpointId: told.endpointId, kind: "action", subject: "Renew", body: "{}", state, createdAt: NOW, triedSince: NOW, finishedAt: NOW, attempts: 9, lastStatus: 500, lastProblem: "status", correlationId: "c" };
  return (await database().delivery.create({ data: row })).number;
}

describe("npm run portal -- deliveries", () => {
  it("lists messages, and sends them again: one, or all that were given up", async () => {
    const numbers = [await dead(), await dead(), await dead()];
    const [first = 0, second = 0, third = 0] = numbers;
    const { code, out } = await deliveries("list --state dead --limit 2");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${third}  dead .* to ${offerKey} log  attempts 9  .*500: It answered[^]*^${second}  [^]*^More: --cursor \\S+$`, "m"));
    expect(await deliveries(`resend ${first}`)).toMatchObject({ code: 0, out: "It is sent at once; later ones about its subscription wait until it has arrived or is given up.\n" });
    const { out: all } = await deliveries(`resend-dead ${offerKey} log --json`);
    expect(JSON.parse(all)).toEqual({ resent: 2, paused: 0 });
    expect(await database().delivery.count({ where: { state: "waiting" } })).toBe(3);
    const refused = await deliveries(`resend ${await dead("withdrawn")}`);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("It was withdrawn")]);
  }, 60_000);

  it("pauses an endpoint, resumes it and tries it", async () => {
    expect((await deliveries(`pause ${offerKey} log`)).out).toBe("It is paused.\n");
    expect(await database().endpoint.findUniqueOrThrow({ where: { id: told.endpointId } })).toMatchObject({ pausedBy: expect.stringContaining("on the command line") as unknown });
    expect((await deliveries(`resend ${await dead()}`)).out).toBe("It is sent as soon as the endpoint is resumed: deliveries resume OFFER KIND.\n");
    expect((await deliveries(`resume ${offerKey} log`)).out).toContain("It is resumed");
    const tested = await deliveries(`test ${offerKey} log --json`);
    expect(JSON.parse(tested.out)).toMatchObject({ offerKey, kind: "log", result: "sent" });
  }, 60_000);

  it.each([
    ["pause nothing log", 1, "There is no such log endpoint of an offer"],
    ["pause told-1 webhook", 2, "Allowed choices are activation, log"],
    ["resend-dead told-1", 2, "Say which endpoint"],
  ])("says what is wrong with: %s", async (line, code, words) => {
    const answered = await deliveries(line);
    expect([answered.code, answered.out, answered.err]).toEqual([code, "", expect.stringContaining(words)]);
  });
});
