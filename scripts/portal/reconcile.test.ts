import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { openLostWebhooks, type LostWebhooks } from "@/lib/subscriptions/testing";
import { runPortal, type Told } from "./testing";

let portal: LostWebhooks;
beforeAll(async () => {
  portal = await openLostWebhooks();
  await portal.empty();
});
afterAll(() => portal.close());

const reconcile = (...args: string[]): Promise<Told> => runPortal(["reconcile", ...args], { DATABASE_URL: portal.databaseUrl, LOG_LEVEL: "fatal" });

describe("npm run portal -- reconcile", () => {
  it("compares here and now: progress beside the answer, a line an application", async () => {
    await portal.microsoft.control("/settings", { method: "PUT", body: { pageSize: 1 } });
    const id = await portal.buyActive();
    await portal.buy();
    const told = await reconcile();
    expect(told.code).toBe(0);
    expect(told.out).toMatch(/^northwind-labs, application [0-9a-f-]{36}: listed 2, new 2, differing 0, repaired 0, missing from the list 0\.$/m);
    expect(told.out.trim().split("\n")).toHaveLength(2);
    expect(told.err).toMatch(/northwind-labs, application .*: 1 compared\n.*: 2 compared\n/);
    await portal.change(id, "suspend");
    expect(JSON.parse((await reconcile("northwind-labs", "--json")).out)).toMatchObject({ applications: [{ publisher: "northwind-labs", result: "done", listed: 2, added: 0, differing: 1, repaired: 1, missing: 0, problem: null }] });
    expect(await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id } })).toMatchObject({ status: "Suspended" });
  }, 60_000);

  it("ends with 1 where one of them failed, and says why", async () => {
    await portal.faults({ path: "/saas/subscriptions/?$", kind: "html" });
    const told = await reconcile("northwind-labs");
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining("failed. Microsoft's answer could not be read.") as unknown });
    await portal.faults();
  }, 60_000);

  it("knows the publishers of this portal", async () => {
    expect(await reconcile("nobody")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("no such publisher") as unknown });
    expect(await reconcile("one", "two")).toMatchObject({ code: 2, out: "" });
  }, 60_000);
});
