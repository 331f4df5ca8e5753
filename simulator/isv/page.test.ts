import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSimulator } from "../server";
import { PORTAL_URL, Wire } from "../testing";
import { ACTIVATION, completionStubForTests, LOG_ENTRY, OTHER_SECRET, Portal, portalForTests, SECRET, SUBSCRIPTION_ID, TOKEN } from "./testing";

const portal = portalForTests();
const stub = completionStubForTests();
const read = async (path = "/isv") => (await portal().wire.call(path)).text;

/** Presses a button of the page; where it leads. */
async function press(path: string, values: Record<string, string> = {}): Promise<string | null> {
  const answer = await portal().wire.form(`/isv${path}`, values, { origin: portal().wire.url });
  expect(answer.status).toBe(303);
  return answer.headers.get("location");
}

const usual = { kind: "healthy", delayMs: "3000", status: "500", location: "http://169.254.169.254/", times: "", skewSeconds: "0" };

test("while nothing was received it says how to connect, and the storefront leads to it", async () => {
  expect(await read("/")).toContain('href="/isv"');
  const text = await read();
  for (const part of [`${portal().wire.url}/isv/activations`, `${portal().wire.url}/isv/log`, `${portal().wire.url}/isv/changes`, "signing secret"]) expect(text).toContain(part);
  await portal().send("log", LOG_ENTRY);
  expect(await read()).not.toContain("Connect the portal");
});

test("secrets are entered, counted and forgotten", async () => {
  await press("/secrets/forget", { offerId: "*" });
  expect(await read()).toContain("every message is turned away");
  for (const secret of [SECRET, OTHER_SECRET, SECRET]) expect(await press("/secrets", { offerId: "teamboard", secret: ` ${secret} ` })).toBe("/isv#secrets");
  const text = await read();
  expect(text).toContain("Teamboard: 2 secrets");
  for (const secret of [SECRET, OTHER_SECRET]) expect(text).not.toContain(secret.slice(6));
  expect((await portal().activate({ secrets: [OTHER_SECRET] })).status).toBe(200);
  expect(await press("/secrets", { offerId: "teamboard", secret: "hunter2!" })).toContain("problem=");
  expect((await portal().state()).secrets).toBe(2);
});

test("each path is set by itself, and what it decides", async () => {
  await press("/settings/log", { ...usual, kind: "broken", status: "503", times: "1" });
  await press("/settings", { decision: "refuse", reason: "No." });
  await press("/settings", { finish: "failed", finishDelayMs: "5", finishMessage: "No room." });
  expect(await portal().state()).toMatchObject({ settings: { log: { kind: "broken", status: 503, times: 1 }, activations: { kind: "healthy" }, decision: "refuse", reason: "No.", finish: "failed", finishDelayMs: 5, finishMessage: "No room." } });
  expect(await read()).toMatch(/value="broken"\s+selected/);
  await press("/settings/log", usual);
  expect(await portal().state()).toMatchObject({ settings: { log: { kind: "healthy" }, decision: "refuse" } });
  for (const [path, values] of [["/settings/log", { ...usual, status: "200" }], ["/settings/log", {}], ["/settings/nothing", usual], ["/settings", { finish: "never" }]] as const) expect(await press(path, values)).toContain("problem=");
});

test("an activation is finished by its buttons, and the portal's answer stands beside it", async () => {
  const offers = [{ offerId: "made-here", name: "Made here", landingUrl: `${stub.url}/landing`, plans: [{ planId: "p", displayName: "P" }] }];
  await portal().wire.control("/publishers", "POST", { publisherId: "finishers", name: "Finishers", offers });
  await portal().activate({}, { ...ACTIVATION, offerId: "made-here" });
  const waiting = await read();
  for (const part of ["Waits for you", "Teamboard for &lt;Contoso&gt;", TOKEN.slice(0, 6)]) expect(waiting).toContain(part);
  expect(waiting + (await read("/control/isv"))).not.toContain(TOKEN.slice(0, 8));
  expect(await press(`/activations/${SUBSCRIPTION_ID}/finish`, { result: "failed", message: "No room." })).toBe("/isv#activations");
  expect(await read()).toContain("failed: 202");
  stub.answer = () => Response.json({ status: 409, detail: "It was <b>told</b> already." }, { status: 409 });
  await press(`/activations/${SUBSCRIPTION_ID}/finish`, { again: "failed" });
  expect(await read()).toContain("failed: 409 – It was &lt;b&gt;told&lt;/b&gt; already.");
  expect(stub.received.map(({ body }) => body)).toEqual(Array(2).fill({ result: "failed", message: "No room." }));
  expect(await press("/activations/unheard-of/finish", { result: "failed" })).toContain("problem=");
});

test("messages stand newest first, by path where asked, and what they hold is text", async () => {
  await portal().send("log", { ...LOG_ENTRY, type: "Assign", date: "<script>alert(1)</script>" }, { id: "msg_one" });
  await portal().send("changes", { action: "ChangePlan" }, { id: "msg_two", secrets: [OTHER_SECRET] });
  const all = await read();
  expect(all.indexOf("msg_two")).toBeLessThan(all.indexOf("msg_one"));
  for (const part of ["wrong signature", "verified", "Assign", "ChangePlan", "&lt;script&gt;"]) expect(all).toContain(part);
  expect(all).not.toContain("<script>");
  expect(await read("/isv?path=log")).not.toContain("msg_two");
  expect(await read("/isv?path=activations")).toContain("None of this path");
  await press("/messages/forget");
  expect(await read()).not.toContain("msg_one");
});

test("another site presses no button", async () => {
  const answer = await portal().wire.form("/isv/secrets/forget", { offerId: "*" }, { origin: "http://evil.test" });
  expect([answer.status, (await portal().state()).secrets]).toEqual([403, 1]);
});

test("a restart keeps settings and secrets, and forgets tokens", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"));
  const run = async (work: (restarted: Portal) => Promise<void>) => {
    const simulator = await startSimulator({ port: 0, portalUrl: PORTAL_URL, statePath: join(folder, "state.json") });
    await work(new Portal(new Wire(simulator.url))).finally(() => simulator.close());
  };
  await run(async (first) => {
    await first.set({ settings: { log: "gone" }, secrets: { "*": SECRET } });
    await first.activate();
  });
  await run(async (second) => expect(await second.state()).toMatchObject({ settings: { log: { kind: "gone" } }, secrets: 1, activations: [], messages: [] }));
  rmSync(folder, { recursive: true });
});
