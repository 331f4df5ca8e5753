import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerScope, systemScope } from "../../auth/scope";
import { database } from "../../db/client";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import type { JobContext } from "../../jobs/define";
import { workOff } from "../../jobs/work";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { Context, CustomerScope, SystemScope, UserActor } from "../../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { revokeOfImport } from "../invitations/revoke";
import { confirmImport } from "./confirm-import";
import { discardImport } from "./discard-import";
import { sweepImports, workThroughImport } from "./jobs";
import { exportFailedLines, getImport, getImportProgress, getImportStart, listImportLines, type LineRequest } from "./queries";
import { startImport } from "./start-import";
import { workImport } from "./work-import";

const AURORA = newId();
const somebody = (name: string, tenantId = AURORA): UserActor => ({ kind: "user", tenantId, objectId: newId(), name, email: null });
const mira = somebody("Mira");
const jonas = somebody("Jonas");
const stella = somebody("Stella", newId());

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = (await database().publisher.create({ data: { key: "northwind", name: "Northwind" } })).id;
  const configuration = await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } });
  await database().offer.create({ data: { key: "crm", offerId: "crm", name: "CRM", publisherId, technicalConfigurationId: configuration.id, plans: { create: { planId: "team", name: "Team", perSeat: true } } } });
});
afterEach(() => mine.close());

function as(actor: UserActor, now = currentTime()): Context<CustomerScope, UserActor> {
  return { actor, scope: customerScope(actor), correlationId: newId(), now };
}

/** A subscription that Mira bought for herself and hers. */
async function buy(quantity: number, more: { status?: string; tenantId?: string; beneficiary?: UserActor; perSeat?: boolean } = {}): Promise<string> {
  const { id: offerId } = await database().offer.findFirstOrThrow();
  const subscriptionId = newId();
  const { beneficiary = mira, perSeat = true, status = "Subscribed" } = more;
  const data = { id: newId(), subscriptionId, planId: perSeat ? "team" : "flat", tenantId: beneficiary.tenantId, beneficiaryObjectId: beneficiary.objectId, quantity, status, billingCycle: "P1M", publisherId, offerId, perSeat, createdAt: currentTime() };
  await database().subscription.create({ data });
  return subscriptionId;
}

const file = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`\uFEFFuserPrincipalName;id\r\n${lines.join("\r\n")}`);

async function upload(subscriptionId: string, lines: readonly string[], actor = mira, now?: Date): Promise<number> {
  const outcome = await startImport(as(actor, now), { subscriptionId, fileName: "C:\\files\\people.csv", bytes: file(lines) });
  if (outcome.kind !== "preview") throw new Error(outcome.kind);
  return outcome.importId;
}

/** Uploaded, confirmed and worked off. */
async function take(subscriptionId: string, lines: readonly string[]): Promise<number> {
  const importId = await upload(subscriptionId, lines);
  expect(await confirmImport(as(mira), subscriptionId, importId)).toEqual({ kind: "running" });
  await work();
  return importId;
}

const work = (): Promise<number> => workOff({ jobs: [workThroughImport], concurrency: 2 });

async function lines(subscriptionId: string, importId: number): Promise<string[]> {
  const { items } = await listImportLines(as(mira), subscriptionId, importId, { limit: 500 });
  return items.map(({ line, label, state, problem }) => [line, label, state, ...(problem === null ? [] : [problem.word, ...(problem.line === null ? [] : [problem.line])])].join(" "));
}

const seats = async (subscriptionId: string): Promise<number> => (await database().subscription.findUniqueOrThrow({ where: { subscriptionId } })).acquiredLicenses;
const person = (name: string, id: string = newId()): string => `${name}@aurora.example;${id}`;

/** A job that holds its lease until `turns` transactions were begun. */
function job(turns = Infinity): JobContext {
  const ctx: Context<SystemScope> = { actor: { kind: "job", name: "test" }, scope: systemScope(), correlationId: newId(), now: currentTime() };
  let begun = 0;
  return {
    ...ctx,
    signal: new AbortController().signal,
    attempt: 1,
    createdAt: ctx.now,
    fenced: (within) => {
      begun += 1;
      if (begun > turns) throw new Error("The power is out.");
      return transaction(ctx, within);
    },
  };
}

describe("a preview", () => {
  it("gives nobody anything, and says what would become of each line", async () => {
    const subscriptionId = await buy(5);
    const anna = newId();
    await take(subscriptionId, [person("anna", anna), "carla@aurora.example"]);
    const importId = await upload(subscriptionId, [person("anna.new", anna), "ANNA@aurora.example", "Carla@aurora.example", person("ben"), "dora@aurora.example", "ben@aurora.example", "=1+1"]);
    expect(await lines(subscriptionId, importId)).toEqual([
      "2 anna.new@aurora.example already",
      "3 ANNA@aurora.example already",
      "4 Carla@aurora.example already invited",
      "5 ben@aurora.example ready",
      "6 dora@aurora.example ready",
      "7 ben@aurora.example problem duplicate 5",
      "8 '=1+1 problem formula",
    ]);
    expect(await getImport(as(mira), subscriptionId, importId)).toMatchObject({
      fileName: "people.csv",
      state: "preview",
      lines: 7,
      ready: 2,
      counts: { seat: 1, link: 1, failed: 2, already: 3 },
      seats: { bought: 5, free: 3 },
      refusal: null,
    });
    expect(await seats(subscriptionId)).toBe(2);
  });

  it("is replaced by the manager's next one, and dropped by a word, with everybody on it", async () => {
    const subscriptionId = await buy(5);
    const first = await upload(subscriptionId, [person("anna")]);
    const second = await upload(subscriptionId, [person("ben")]);
    expect((await getImport(as(mira), subscriptionId, first)).state).toBe("discarded");
    expect(await discardImport(as(mira), subscriptionId, second)).toEqual({ kind: "discarded" });
    expect(await discardImport(as(mira), subscriptionId, second)).toEqual({ kind: "already" });
    expect(await confirmImport(as(mira), subscriptionId, second)).toEqual({ kind: "already" });
    expect(await database().licenseImportLine.count()).toBe(0);
    expect(await getImportStart(as(mira), subscriptionId)).toEqual({ refusal: null, latest: [] });
  });

  it("is made of one file at a time, and of no other while one is worked through", async () => {
    const subscriptionId = await buy(5);
    const start = (bytes = file([person("anna")])) => startImport(as(mira), { subscriptionId, fileName: "people.csv", bytes });
    const outcomes = await Promise.all([start(), start(), start(), start()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["busy", "busy", "busy", "preview"]);
    const [importId = 0] = outcomes.flatMap((outcome) => (outcome.kind === "preview" ? [outcome.importId] : []));
    // What cannot be read keeps nobody waiting, and neither does what was left half-way.
    expect((await start(new Uint8Array())).kind).toBe("refused");
    await database().licenseImport.updateMany({ where: { finishedAt: { not: null } }, data: { finishedAt: null, createdAt: addSeconds(currentTime(), -121) } });
    expect(await confirmImport(as(mira), subscriptionId, importId)).toEqual({ kind: "running" });
    // Before it is read: otherwise it were refused for what stands in it.
    expect(await start(new Uint8Array())).toEqual({ kind: "busy" });
    await work();
    expect((await start()).kind).toBe("preview");
  });

  it("is worked through one after the other, whoever brought them", async () => {
    const subscriptionId = await buy(5);
    const both = [await upload(subscriptionId, [person("anna")]), 0];
    await database().licenseImport.updateMany({ data: { requestedObjectId: newId() } });
    both[1] = await upload(subscriptionId, [person("ben")]);
    const outcomes = await Promise.all(both.map((importId) => confirmImport(as(mira), subscriptionId, importId)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["busy", "running"]);
    await work();
    expect(await confirmImport(as(mira), subscriptionId, both[outcomes.findIndex(({ kind }) => kind === "busy")] ?? 0)).toEqual({ kind: "running" });
  });

  it("is made twenty times a day for one subscription, refused and replaced files with them", async () => {
    const subscriptionId = await buy(5);
    const now = currentTime();
    const start = (bytes: Uint8Array, seconds = 0) => startImport(as(mira, addSeconds(now, seconds)), { subscriptionId, fileName: "people.csv", bytes });
    for (let files = 0; files < 20; files += 1) expect((await start(files % 2 === 0 ? new Uint8Array() : file([person("anna")]))).kind).toBe(files % 2 === 0 ? "refused" : "preview");
    expect(await start(new Uint8Array())).toEqual({ kind: "too-many-files" });
    expect((await startImport(as(mira), { subscriptionId: await buy(5), fileName: "people.csv", bytes: file([person("anna")]) })).kind).toBe("preview");
    expect((await start(file([person("anna")]), 24 * 3600 + 1)).kind).toBe("preview");
  });

  it("finds who is served among as many as a file may name", async () => {
    const subscriptionId = await buy(5_000);
    const anna = newId();
    await take(subscriptionId, [person("anna", anna), "carla@aurora.example"]);
    const many = Array.from({ length: 3_000 }, (_, index) => (index % 2 === 0 ? person(`user${index}`) : `Guest${index}@aurora.example`));
    const importId = await upload(subscriptionId, [...many, person("other", anna), "anna@aurora.example", "CARLA@aurora.example"]);
    expect(await getImport(as(mira), subscriptionId, importId)).toMatchObject({ ready: 3_000, counts: { seat: 1_500, link: 1_500, already: 3, failed: 0 } });
  });

  it.each([
    ["a suspended subscription", { status: "Suspended" }, "suspended"],
    ["one that is not activated", { status: "PendingFulfillmentStart" }, "not-activated"],
    ["a cancelled one", { status: "Unsubscribed" }, "unsubscribed"],
    ["a plan for everybody", { perSeat: false }, "not-needed"],
  ])("is not made for %s", async (_, given, reason) => {
    const subscriptionId = await buy(5, given);
    expect(await startImport(as(mira), { subscriptionId, fileName: "people.csv", bytes: file([person("anna")]) })).toEqual({ kind: "no-seats", reason });
    expect((await getImportStart(as(mira), subscriptionId)).refusal).toBe(reason);
  });

  it("is for managers: a colleague may not, and to others there is nothing", async () => {
    const subscriptionId = await buy(5);
    const importId = await upload(subscriptionId, [person("anna")]);
    const given = { subscriptionId, fileName: "people.csv", bytes: file([person("anna")]) };
    expect(await startImport(as(jonas), given)).toEqual({ kind: "not-manager" });
    expect(await confirmImport(as(jonas), subscriptionId, importId)).toEqual({ kind: "not-manager" });
    expect(await discardImport(as(jonas), subscriptionId, importId)).toEqual({ kind: "not-manager" });
    const others = await buy(5);
    for (const lookup of [
      ...[jonas, stella].flatMap((actor) => [
        () => getImport(as(actor), subscriptionId, importId),
        () => getImportProgress(as(actor), subscriptionId, importId),
        () => listImportLines(as(actor), subscriptionId, importId),
        () => exportFailedLines(as(actor), subscriptionId, importId),
        () => getImportStart(as(actor), subscriptionId),
      ]),
      () => startImport(as(stella), given),
      () => confirmImport(as(stella), subscriptionId, importId),
      () => discardImport(as(stella), subscriptionId, importId),
      // Mira's own, but of another subscription.
      () => getImport(as(mira), others, importId),
      () => listImportLines(as(mira), others, importId),
      () => exportFailedLines(as(mira), others, importId),
      () => confirmImport(as(mira), others, importId),
      () => discardImport(as(mira), others, importId),
    ]) await expect(lookup()).rejects.toMatchObject({ code: "not-found" });
    expect((await getImportProgress(as(mira), subscriptionId, importId)).state).toBe("preview");
  });
});

describe("a confirmed file", () => {
  it("gives seats in its order as far as they reach, invites who has no object id, and lets no line stop another", async () => {
    const subscriptionId = await buy(3);
    const anna = newId();
    const importId = await take(subscriptionId, [person("anna", anna), "ben@aurora.example", "nonsense", person("carla"), person("dora"), "emil@aurora.example"]);
    expect(await lines(subscriptionId, importId)).toEqual([
      "2 anna@aurora.example assigned",
      "3 ben@aurora.example invited",
      "4 nonsense problem not-an-address",
      "5 carla@aurora.example assigned",
      "6 dora@aurora.example failed no-seat",
      "7 emil@aurora.example failed no-seat",
    ]);
    expect(await getImport(as(mira), subscriptionId, importId)).toMatchObject({ state: "done", ready: 5, processed: 5, openInvitations: 1, seats: { free: 0 } });
    expect(await seats(subscriptionId)).toBe(3);
    const action = await database().subscriptionAction.findFirstOrThrow({ where: { type: "Assign" }, orderBy: { number: "asc" } });
    expect([action.initiatorUserId, action.actorKind]).toEqual([mira.objectId, "user"]);
    expect((await database().licenseInvitation.findFirstOrThrow()).importId).toBe(importId);
    const failed: unknown[] = [];
    for await (const batch of await exportFailedLines(as(mira), subscriptionId, importId)) failed.push(...batch.map(({ line, reason }) => `${line} ${reason}`));
    expect(failed).toEqual(["4 not-an-address", "6 no-seat", "7 no-seat"]);
  });

  it("is worked through once, however often it is confirmed", async () => {
    const subscriptionId = await buy(3);
    const importId = await upload(subscriptionId, [person("anna")]);
    const confirmed = await Promise.all(Array.from({ length: 5 }, () => confirmImport(as(mira), subscriptionId, importId)));
    expect(confirmed.map(({ kind }) => kind).sort()).toEqual(["already", "already", "already", "already", "running"]);
    expect(await database().job.count({ where: { kind: "licenses.import" } })).toBe(1);
    await work();
    const hopeless = await upload(subscriptionId, ["nonsense"]);
    expect(await confirmImport(as(mira), subscriptionId, hopeless)).toEqual({ kind: "nothing-to-do" });
  });

  it("goes on where a crash left it: every seat once, every line once", async () => {
    const subscriptionId = await buy(300);
    const everybody = Array.from({ length: 300 }, (_, index) => (index % 10 === 0 ? `guest${index}@aurora.example` : person(`user${index}`)));
    const importId = await upload(subscriptionId, everybody);
    await confirmImport(as(mira), subscriptionId, importId);
    await expect(workImport(job(4), importId, { turnMilliseconds: 600_000 })).rejects.toThrow("power");
    expect(await getImportProgress(as(mira), subscriptionId, importId)).toEqual({ state: "running", processed: 80, ready: 300 });
    expect(await seats(subscriptionId)).toBe(80);
    // No time at all: a step, and somebody else's turn.
    expect((await workImport(job(), importId, { turnMilliseconds: 0 })).kind).toBe("again");
    await work();
    expect(await getImport(as(mira), subscriptionId, importId)).toMatchObject({ state: "done", processed: 300, counts: { seat: 270, link: 30, already: 0, failed: 0 } });
    expect(await seats(subscriptionId)).toBe(300);
    expect(await database().subscriptionAction.count({ where: { type: "Assign" } })).toBe(270);
  });

  it("fails one line for a fault of ours, and does the others beside it", async () => {
    const subscriptionId = await buy(10);
    const importId = await upload(subscriptionId, [person("anna"), person("ben"), person("carla")]);
    // Something that no file can bring, and that the database refuses.
    await database().$executeRaw`UPDATE "LicenseImportLines" SET "ObjectId" = 'nobody' WHERE "Line" = 3`;
    await database().$executeRaw`CREATE TRIGGER "NobodyGetsASeat" BEFORE INSERT ON "SubscriptionUsers" WHEN NEW."UserId" = 'nobody' BEGIN SELECT RAISE(ABORT, 'not a guid'); END`;
    await confirmImport(as(mira), subscriptionId, importId);
    await work();
    expect(await lines(subscriptionId, importId)).toEqual(["2 anna@aurora.example assigned", "3 ben@aurora.example failed fault", "4 carla@aurora.example assigned"]);
    expect(await seats(subscriptionId)).toBe(2);
  });

  it("ends where whoever confirmed it is no manager any more, or the subscription is suspended", async () => {
    const subscriptionId = await buy(100);
    const { id: subscriptionInfoId } = await database().subscription.findUniqueOrThrow({ where: { subscriptionId } });
    const importId = await upload(subscriptionId, Array.from({ length: 50 }, (_, index) => person(`user${index}`)));
    await confirmImport(as(mira), subscriptionId, importId);
    await workImport(job(), importId, { turnMilliseconds: 0 });
    await database().subscription.update({ where: { subscriptionId }, data: { status: "Suspended" } });
    await workImport(job(), importId, { turnMilliseconds: 0 });
    await database().subscriptionManager.create({ data: { subscriptionInfoId, tenantId: mira.tenantId, objectId: mira.objectId, reason: "beneficiary", name: "Mira", since: currentTime(), removedAt: currentTime() } });
    await work();
    const counts = await database().licenseImportLine.groupBy({ by: ["state", "problem"], _count: { _all: true }, orderBy: { problem: "asc" } });
    expect(counts.map(({ state, problem, _count }) => [state, problem, _count._all])).toEqual([["assigned", null, 20], ["failed", "not-manager", 10], ["failed", "suspended", 20]]);
    expect(await database().licenseImport.findUniqueOrThrow({ where: { id: importId } })).toMatchObject({ state: "done", processed: 50 });
    expect(await seats(subscriptionId)).toBe(20);
  });

  it("invites people with personal accounts, whatever object ids an organisation has for them", async () => {
    const paula = somebody("Paula", PERSONAL_ACCOUNTS_TENANT);
    const subscriptionId = await buy(3, { beneficiary: paula });
    const importId = await upload(subscriptionId, [person("anna")], paula);
    expect(await getImport(as(paula), subscriptionId, importId)).toMatchObject({ counts: { seat: 0, link: 1 } });
  });

  it("is paged through in the order of the file", async () => {
    const subscriptionId = await buy(300);
    const importId = await upload(subscriptionId, Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? person(`user${index}`) : `guest${index}@aurora.example`)));
    const read = async (request: LineRequest) => {
      const { items, nextAfter, previousBefore } = await listImportLines(as(mira), subscriptionId, importId, request);
      return [items.length, items[0]?.line, items.at(-1)?.line, nextAfter, previousBefore];
    };
    expect(await read({})).toEqual([50, 2, 51, 51, null]);
    expect(await read({ after: 51 })).toEqual([50, 52, 101, 101, 52]);
    expect(await read({ after: 101 })).toEqual([20, 102, 121, null, 102]);
    expect(await read({ before: 102 })).toEqual([50, 52, 101, 101, 52]);
    expect(await read({ before: 52 })).toEqual([50, 2, 51, 51, null]);
    expect(await read({ view: "link", limit: 100 })).toEqual([60, 3, 121, null, null]);
  });
});

describe("the links of a file", () => {
  it("are taken back together, each with its action and its seat, and nobody else's", async () => {
    const subscriptionId = await buy(500);
    const importId = await take(subscriptionId, ["anna@aurora.example", person("ben"), ...Array.from({ length: 250 }, (_, index) => `guest${index}@aurora.example`)]);
    const other = await take(subscriptionId, ["carla@aurora.example"]);
    // Somebody opened theirs.
    await database().licenseInvitation.updateMany({ where: { label: "anna@aurora.example" }, data: { state: "accepted", key: "closed" } });
    expect(await seats(subscriptionId)).toBe(253);
    expect(await revokeOfImport(as(mira), subscriptionId, importId)).toEqual({ kind: "revoked", count: 250 });
    expect(await seats(subscriptionId)).toBe(3);
    expect(await database().subscriptionAction.count({ where: { type: "RevokeInvitation" } })).toBe(250);
    expect(await database().licenseInvitation.groupBy({ by: ["importId", "state"], _count: { _all: true }, orderBy: { state: "asc" } })).toEqual([
      { importId, state: "accepted", _count: { _all: 1 } },
      { importId: other, state: "open", _count: { _all: 1 } },
      { importId, state: "revoked", _count: { _all: 250 } },
    ]);
    expect(await getImport(as(mira), subscriptionId, importId)).toMatchObject({ openInvitations: 0 });
    expect(await revokeOfImport(as(mira), subscriptionId, importId)).toEqual({ kind: "revoked", count: 0 });
  });

  it("are taken back by managers alone, through the subscription that they are for", async () => {
    const subscriptionId = await buy(5);
    const importId = await take(subscriptionId, ["anna@aurora.example"]);
    expect(await revokeOfImport(as(jonas), subscriptionId, importId)).toEqual({ kind: "not-manager" });
    await expect(revokeOfImport(as(stella), subscriptionId, importId)).rejects.toMatchObject({ code: "not-found" });
    await expect(revokeOfImport(as(mira), await buy(5), importId)).rejects.toMatchObject({ code: "not-found" });
    expect(await seats(subscriptionId)).toBe(1);
  });
});

describe("the sweep", () => {
  it("takes what nobody confirmed within a day, and results after three months; what runs stays", async () => {
    const subscriptionId = await buy(10);
    const day = 24 * 3600;
    const done = await take(subscriptionId, ["anna@aurora.example"]);
    const running = await upload(subscriptionId, [person("ben")]);
    await confirmImport(as(mira), subscriptionId, running);
    await upload(await buy(10), [person("carla")]);
    const sweep = (days: number) => sweepImports.prepare("{}")?.({ ...job(), now: addSeconds(currentTime(), days * day) });
    const left = async (): Promise<number[]> => (await database().licenseImport.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id);
    await sweep(0.9);
    expect(await left()).toHaveLength(3);
    await sweep(1.1);
    expect(await left()).toEqual([done, running]);
    await sweep(91);
    expect(await left()).toEqual([running]);
    // The invitation outlives the file that it came from.
    expect(await database().licenseInvitation.findFirstOrThrow()).toMatchObject({ state: "open", importId: null });
    expect(await database().licenseImportLine.count()).toBe(1);
  });
});
