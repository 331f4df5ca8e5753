import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings } from "./env";
import { startSimulator } from "./server";
import { PORTAL_URL, Wire } from "./testing";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-"));
  path = join(folder, "kept", "state.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One life of the simulator, with the settings that its environment gives it. */
async function run<T>(work: (wire: Wire) => Promise<T>, portalUrl = PORTAL_URL): Promise<T> {
  const simulator = await startSimulator(readSettings({ SIMULATOR_PORT: "0", PORTAL_URL: portalUrl, SIMULATOR_STATE: path }));
  try {
    return await work(new Wire(simulator.url));
  } finally {
    await simulator.close();
  }
}

describe("with SIMULATOR_STATE", () => {
  test("a restart keeps subscriptions, tokens, clock and keys", async () => {
    const before = await run(async (wire) => {
      await wire.control("/clock", "POST", { advance: "P2D" });
      const bought = await wire.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 3 });
      await wire.activate(bought.subscriptionId, { planId: "team-monthly", quantity: 3 });
      return { ...bought, bearer: await wire.publisherToken(), keys: (await wire.call("/entra/common/discovery/v2.0/keys")).text.replaceAll(wire.url, "") };
    });
    await run(async (wire) => {
      expect((await wire.call("/entra/common/discovery/v2.0/keys")).text.replaceAll(wire.url, "")).toBe(before.keys);
      const headers = { authorization: `Bearer ${before.bearer}` };
      expect((await wire.call(`/marketplace/api/saas/subscriptions/${before.subscriptionId}?api-version=2018-08-31`, { headers })).json).toMatchObject({ quantity: 3 });
      expect((await wire.resolve(before.token)).json).toMatchObject({ id: before.subscriptionId });
      expect((await wire.control("")).json).toMatchObject({ clock: { offsetMs: 2 * 86_400_000 } });
      // The accepted activation outlives the process as well.
      await wire.control("/clock", "POST", { advance: "PT3S" });
      expect((await wire.api(`/${before.subscriptionId}`)).json).toMatchObject({ saasSubscriptionStatus: "Subscribed" });
    });
  });

  test("a restart keeps publishers that were added, with their applications", async () => {
    const plans = [{ planId: "one", displayName: "One" }];
    const offers = [{ offerId: "crane", name: "Crane", landingUrl: "https://isv.example/land", plans }];
    const made = await run(async (wire) => (await wire.control("/publishers", "POST", { publisherId: "harbor-tools", name: "Harbor Tools", offers })).json);
    await run(async (wire) => {
      expect((await wire.control("")).json).toMatchObject({ publishers: [{ publisherId: "northwind-labs" }, { publisherId: "fabrikam-apps" }, made] });
      await wire.purchase({ offerId: "crane", planId: "one" });
    });
  });

  test("addresses are those of this start", async () => {
    await run((wire) => wire.purchase());
    await run(async (wire) => {
      expect((await wire.purchase()).landingUrl).toMatch(/^https:\/\/moved\.test\/landing\//);
      expect((await wire.control("")).json).toMatchObject({ subscriptions: [{}, {}], signIn: { redirectUris: ["https://moved.test/api/auth/callback/entra"] } });
    }, "https://moved.test/");
  });

  test("a reset is kept, and no half-written file stays behind", async () => {
    await run(async (wire) => {
      await wire.purchase();
      await wire.control("/reset", "POST");
    });
    expect(readdirSync(join(folder, "kept"))).toEqual(["state.json"]);
    await run(async (wire) => expect((await wire.control("")).json).toMatchObject({ subscriptions: [] }));
  });

  test.each(["", "{", "[]", '{"subscriptions":[{}]}', '{"clockOffsetMs":"late"}'])("a file of %j stops the start with one line that names the variable", async (content) => {
    path = join(folder, "state.json");
    writeFileSync(path, content);
    await expect(run(async () => undefined)).rejects.toThrow(/^SIMULATOR_STATE cannot be used: .*state\.json.*$/);
  });
});

test("without it nothing is written, and the next start is empty", async () => {
  const start = () => startSimulator({ port: 0, portalUrl: PORTAL_URL });
  const first = await start();
  await new Wire(first.url).purchase();
  await first.close();
  const second = await start();
  expect((await new Wire(second.url).control("")).json).toMatchObject({ subscriptions: [] });
  await second.close();
  expect(existsSync(path)).toBe(false);
});

describe("the environment", () => {
  test("has defaults, and blanks count as nothing", () => {
    expect(readSettings({})).toEqual({ port: 3900, portalUrl: "http://localhost:3000" });
    expect(readSettings({ SIMULATOR_PORT: " ", SIMULATOR_STATE: "" })).toEqual({ port: 3900, portalUrl: "http://localhost:3000" });
  });

  test.each([
    ["SIMULATOR_PORT", "many"],
    ["SIMULATOR_PORT", "70000"],
    ["PORTAL_URL", "localhost"],
  ])("is refused with the name of %s for %j", (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} cannot be used: `));
  });
});

test("a port in use is an error with its code", async () => {
  const first = await startSimulator({ port: 0, portalUrl: PORTAL_URL });
  await expect(startSimulator({ port: Number(new URL(first.url).port), portalUrl: PORTAL_URL })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
});
