import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPortal, startMicrosoft, systemContext, type Portal } from "../../activations/testing";
import { concludeDirectoryConsent } from "../../auth/directory-consent";
import { forgetDirectoryGrant, hasDirectoryGrant } from "../../auth/directory-grant";
import { adminConsentAddress, allowsDirectory, directoryScope } from "../../auth/directory-scope";
import { database } from "../../db/client";
import { takeJobs } from "../../jobs/lease";
import { runJob } from "../../jobs/run-job";
import { makeScheduledJobs } from "../../jobs/schedule";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { UserActor } from "../../kernel/context";
import { keyIdOf } from "../../kernel/crypto";
import { newId } from "../../kernel/ids";
import type { SimulatorProcess } from "../../marketplace/simulator-process";
import { sweepDirectoryGrants } from "./jobs";
import { directoryStanding, searchDirectory, type DirectoryOutcome } from "./search";
import { acceptConsent, becomeSignInApp, connect } from "./testing";

let microsoft: SimulatorProcess;
let portal: Portal;
let mira: UserActor;
beforeAll(async () => {
  microsoft = await startMicrosoft();
  await becomeSignInApp(microsoft);
  portal = await openPortal(microsoft);
  mira = portal.person("mira");
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(async () => {
  await database().directoryGrant.deleteMany();
  await microsoft.control("/reset", { method: "POST" });
  await portal.mark();
});

const control = (path: string, body: object = {}, method = "POST") => microsoft.control(`/directory${path}`, { method, body });
const look = (actor: UserActor, search = "", { cursor = null, now = currentTime() }: { cursor?: string | null; now?: Date } = {}) => searchDirectory(portal.customer(actor, now), { search, cursor });
const grantOf = ({ tenantId, objectId }: UserActor) => database().directoryGrant.findUniqueOrThrow({ where: { tenantId_objectId: { tenantId, objectId } } });
const asked = async (ending: string) => (await portal.sent(ending)).length;

function pageOf(outcome: DirectoryOutcome): Extract<DirectoryOutcome, { kind: "page" }> {
  if (outcome.kind !== "page") throw new Error(`It came to ${outcome.kind}.`);
  return outcome;
}
const names = async (actor: UserActor, search: string) => pageOf(await look(actor, search)).people.map(({ name }) => name);

describe("consent", () => {
  it("is asked for first; what came of it is kept sealed, under the person it is of", async () => {
    expect(await look(mira)).toEqual({ kind: "not-connected" });
    expect(await directoryStanding(portal.customer(mira))).toBe("not-connected");
    expect(await connect("mira", mira)).toBe("connected");
    expect(await directoryStanding(portal.customer(mira))).toBe("connected");
    const { accessToken, refreshToken } = await grantOf(mira);
    expect([keyIdOf(accessToken), keyIdOf(refreshToken)]).toEqual(["test", "test"]);
    expect(await look(portal.person("jonas"))).toEqual({ kind: "not-connected" });
    expect(await connect("mira", mira)).toBe("connected");
    expect(await database().directoryGrant.count()).toBe(1);
  });

  it.each<[string, (tokens: Awaited<ReturnType<typeof acceptConsent>>) => Parameters<typeof concludeDirectoryConsent>[1], string]>([
    ["somebody else came back", (tokens) => ({ user: portal.person("jonas"), signedIn: mira, tokens }), "another-person"],
    ["somebody else has signed in meanwhile", (tokens) => ({ user: mira, signedIn: portal.person("jonas"), tokens }), "another-person"],
    ["nobody is signed in any more", (tokens) => ({ user: mira, signedIn: null, tokens }), "another-person"],
    ["the same person of another tenant came back", (tokens) => ({ user: { ...mira, tenantId: newId() }, signedIn: mira, tokens }), "another-person"],
    ["Entra gave no tokens", () => ({ user: mira, signedIn: mira, tokens: null }), "declined"],
    ["Entra gave less than was asked for", (tokens) => ({ user: mira, signedIn: mira, tokens: tokens && { ...tokens, scope: "openid profile email" } }), "declined"],
  ])("is not kept where %s", async (_, answer, outcome) => {
    const tokens = await acceptConsent("mira", mira);
    expect(await concludeDirectoryConsent(mira, answer(tokens), { correlationId: newId(), now: currentTime() })).toBe(outcome);
    expect(await database().directoryGrant.count()).toBe(0);
  });

  it("can be taken back by whoever gave it, and by nobody else", async () => {
    await connect("mira", mira);
    await connect("jonas", portal.person("jonas"));
    await forgetDirectoryGrant(portal.customer(mira));
    expect([await hasDirectoryGrant(mira), await hasDirectoryGrant(portal.person("jonas"))]).toEqual([false, true]);
    await forgetDirectoryGrant(portal.customer({ ...portal.person("jonas"), tenantId: newId() }));
    expect(await look(mira)).toEqual({ kind: "not-connected" });
    expect((await look(portal.person("jonas"))).kind).toBe("page");
  });

  it("is recognised however Entra writes the permission", () => {
    expect(["openid https://graph.microsoft.com/User.ReadBasic.All", "User.ReadBasic.All profile", "user.readbasic.all"].map(allowsDirectory)).toEqual([true, true, true]);
    expect(["openid profile email", "User.Read", "User.ReadBasic.All.More", ""].map(allowsDirectory)).toEqual([false, false, false, false]);
  });

  it("of an administrator is asked for at the person's own tenant, with our one redirect address", () => {
    const address = new URL(adminConsentAddress(mira.tenantId));
    expect(address.pathname).toBe(`/entra/${mira.tenantId}/v2.0/adminconsent`);
    expect(Object.fromEntries(address.searchParams)).toEqual({ client_id: process.env.ENTRA_CLIENT_ID, redirect_uri: "http://localhost:3000/api/auth/callback/entra", scope: directoryScope().split(" ").at(-1) });
  });
});

describe("a search", () => {
  it("finds people by the beginning of name or address, with what a seat needs", async () => {
    await connect("mira", mira);
    expect(pageOf(await look(mira, "sot"))).toEqual({ kind: "page", people: [{ objectId: mira.objectId, upn: "mira.soto@auroradental.example", name: "Mira Soto", mail: "mira.soto@auroradental.example" }], nextCursor: null });
    expect(await names(mira, "jonas.weber@")).toEqual(["Jonas Weber"]);
    expect(pageOf(await look(mira, "zoë")).people).toMatchObject([{ upn: "zoe@auroradental.example", mail: null }]);
    expect(await names(mira, "田中")).toEqual(["田中 美咲"]);
    expect(await names(mira, "nobody at all")).toEqual([]);
  });

  it("cannot be broken out of", async () => {
    await connect("mira", mira);
    expect(await names(mira, '  "Mi\\ra\n"  ')).toEqual([]);
    expect(await names(mira, 'mira" OR "mail:jonas')).toEqual([]);
    expect(await names(mira, '"mira"')).toEqual(["Mira Soto"]);
    expect(await names(mira, "mira&$top=1#")).toEqual([]);
    expect((await look(mira, "x".repeat(5000))).kind).toBe("page");
  });

  it("goes on page by page until everybody was seen once", async () => {
    await connect("mira", mira);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = pageOf(await look(mira, "", { cursor }));
      seen.push(...page.people.map(({ objectId }) => objectId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([seen.length, new Set(seen).size]).toEqual([64, 64]);
  });

  it("begins anew where a cursor has become worthless", async () => {
    await connect("mira", mira);
    expect(pageOf(await look(mira, "", { cursor: "nonsense&$top=999" })).people).toEqual(pageOf(await look(mira)).people);
  });
});

describe("a token", () => {
  it("is used until it expires, then made anew, and another one is kept", async () => {
    await connect("mira", mira);
    const { accessToken } = await grantOf(mira);
    await look(mira, "mira");
    expect(await asked("/token")).toBe(1);
    expect((await grantOf(mira)).accessToken).toBe(accessToken);
    expect((await look(mira, "mira", { now: addSeconds(currentTime(), 3500) })).kind).toBe("page");
    expect(await asked("/token")).toBe(2);
    expect((await grantOf(mira)).accessToken).not.toBe(accessToken);
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ["a newer consent", () => connect("mira", mira, addSeconds(currentTime(), 7200)), async () => (await grantOf(mira)).updatedAt > addSeconds(currentTime(), 7000)],
    ["a consent taken back", () => forgetDirectoryGrant(portal.customer(mira)), async () => !(await hasDirectoryGrant(mira))],
  ])("that is being made anew does not undo %s", async (_, meanwhile, stays) => {
    await connect("mira", mira);
    await portal.faults({ path: "/token$", kind: "latency", delayMs: 1500, times: 1 });
    const late = look(mira, "mira", { now: addSeconds(currentTime(), 3500) });
    await expect.poll(() => asked("/token")).toBe(2);
    await meanwhile();
    expect(await stays()).toBe(true);
    await late;
    expect(await stays()).toBe(true);
  });

  it("that Graph refuses before its time is made anew once", async () => {
    await connect("mira", mira);
    await control("/expire-tokens");
    expect((await look(mira, "mira")).kind).toBe("page");
    await control("/tokens", { seconds: 0 }, "PUT");
    await control("/expire-tokens");
    expect((await look(mira)).kind).toBe("unavailable");
    expect(await hasDirectoryGrant(mira)).toBe(true);
  });

  it("goes with the consent, and the person is asked again", async () => {
    await connect("mira", mira);
    await control("/revoke", { tenantId: mira.tenantId, objectId: mira.objectId });
    expect((await look(mira, "mira")).kind).toBe("page");
    await control("/expire-tokens");
    expect(await look(mira)).toEqual({ kind: "consent-lost" });
    expect(await look(mira)).toEqual({ kind: "not-connected" });
  });

  it("that cannot be opened any more is forgotten", async () => {
    await connect("mira", mira);
    const { id, accessToken } = await grantOf(mira);
    await database().directoryGrant.update({ where: { id }, data: { accessToken: `${accessToken}x`, refreshToken: "nonsense" } });
    expect(await look(mira)).toEqual({ kind: "consent-lost" });
    expect(await database().directoryGrant.count()).toBe(0);
  });
});

describe("whom Microsoft does not show a directory", () => {
  it("are told so: personal accounts without a call, guests by Microsoft", async () => {
    const paula = portal.person("paula");
    expect(await look(paula)).toEqual({ kind: "personal-account" });
    expect(await directoryStanding(portal.customer(paula))).toBe("personal-account");
    const guest = portal.person("nadia", "guest");
    await connect("nadia", guest);
    expect(await look(guest)).toEqual({ kind: "not-member" });
  });

  it("and nobody looks into another tenant than the token's", async () => {
    await connect("mira", mira);
    const { scope } = portal.customer(portal.person("stella"));
    expect(await searchDirectory({ ...portal.customer(mira), scope }, { search: "", cursor: null })).toEqual({ kind: "not-connected" });
    expect(await asked("/users")).toBe(0);
  });
});

describe("a Microsoft that fails", () => {
  beforeEach(async () => {
    await connect("mira", mira);
  });
  const fail = (fault: Omit<Parameters<Portal["faults"]>[0], "path">) => portal.faults({ path: "^/graph/", ...fault });

  it("and asks for a pause is given it, and the person told how long", async () => {
    await fail({ kind: "status", status: 429, retryAfter: 17 });
    expect(await look(mira)).toEqual({ kind: "throttled", retryAfterSeconds: 17 });
    expect(await asked("/users")).toBe(1);
  });

  it("once is asked again at once", async () => {
    await fail({ kind: "status", status: 503, times: 1 });
    expect((await look(mira)).kind).toBe("page");
  });

  it.each<[string, Omit<Parameters<Portal["faults"]>[0], "path">]>([
    ["with 500", { kind: "status", status: 500 }],
    ["without an answer", { kind: "drop" }],
    ["with a page of HTML", { kind: "html" }],
    ["with half an answer", { kind: "invalid-json" }],
  ])("%s is unavailable, under an id that the log has, too", async (_, fault) => {
    await fail(fault);
    const ctx = portal.customer(mira);
    expect(await searchDirectory(ctx, { search: "", cursor: null })).toEqual({ kind: "unavailable", correlationId: ctx.correlationId });
    expect(await hasDirectoryGrant(mira)).toBe(true);
  });

  it("slowly is waited for no longer than five seconds", async () => {
    await fail({ kind: "latency", delayMs: 15_000 });
    const started = Date.now();
    expect((await look(mira)).kind).toBe("unavailable");
    expect(Date.now() - started).toBeLessThan(6500);
  });

  it("at Entra loses nothing", async () => {
    await portal.faults({ path: "/token$", kind: "status", status: 503 });
    await control("/expire-tokens");
    expect((await look(mira)).kind).toBe("unavailable");
    await portal.faults();
    expect((await look(mira)).kind).toBe("page");
  });
});

it("what nobody used for ninety days is forgotten, and what is in use is not", async () => {
  await connect("mira", mira);
  const jonas = portal.person("jonas");
  await connect("jonas", jonas);
  await database().directoryGrant.updateMany({ data: { updatedAt: addSeconds(currentTime(), -91 * 24 * 3600) } });
  expect((await look(jonas)).kind).toBe("page");
  const ctx = systemContext();
  await makeScheduledJobs(ctx, [sweepDirectoryGrants], new Map());
  for (const job of await takeJobs(ctx, "test", 10)) await runJob(ctx, job, sweepDirectoryGrants, new AbortController().signal);
  expect([await hasDirectoryGrant(mira), await hasDirectoryGrant(jonas)]).toEqual([false, true]);
});
