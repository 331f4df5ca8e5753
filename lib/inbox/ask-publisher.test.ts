import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { newId } from "../kernel/ids";
import { rotateSigningSecret } from "../offers/rotate-signing-secret";
import { openInboxWorld, systemContext, type InboxWorld } from "./testing/world";

interface Question {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let world: InboxWorld;
let publisher: Server;
let secret: string;
let questions: Question[];
let reply: (response: ServerResponse) => void;

beforeAll(async () => {
  world = await openInboxWorld();
  publisher = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      questions.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      reply(response);
    });
  }).listen(0, "127.0.0.1");
  await once(publisher, "listening");
});
afterAll(async () => {
  publisher.closeAllConnections();
  publisher.close();
  await world.close();
});
beforeEach(async () => {
  await world.empty();
  questions = [];
  const address = publisher.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await database().offer.updateMany({ where: { key: "teamboard" }, data: { changeDecisionUrl: `http://127.0.0.1:${address.port}/changes` } });
  ({ secret } = await rotateSigningSecret(systemContext(), { offerKey: "teamboard" }));
});

const says = (body: unknown, status = 200) => {
  reply = (response) => response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
};
const byDefault = (changeWhenSilent: "accept" | "refuse") => database().offer.updateMany({ where: { key: "teamboard" }, data: { changeWhenSilent } });
const lastEvent = () => database().inboxEvent.findFirstOrThrow({ orderBy: { number: "asc" } });

describe("the publisher's system is asked", () => {
  it("with what it needs to decide, signed", async () => {
    says({ decision: "accept" });
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { acquiredLicenses: 4 } });
    await world.change(id, "change-quantity", { quantity: 12 });
    expect(questions).toHaveLength(1);
    const [question] = questions;
    const sent: unknown = new Webhook(secret).verify(question?.body ?? "", Object.fromEntries(Object.entries(question?.headers ?? {}).map(([name, value]) => [name, String(value)])));
    expect(sent).toEqual({
      operationId: (await world.operations(id))[0]?.id,
      action: "ChangeQuantity",
      subscriptionId: id,
      planId: { from: "team-monthly", to: "team-monthly" },
      quantity: { from: 10, to: 12 },
      assignedSeats: 4,
      subscription: expect.objectContaining({ id, planId: "team-monthly", quantity: 10 }) as unknown,
    });
    expect((await world.calls())[0]?.answer?.status).toBe(200);
    expect(await lastEvent()).toMatchObject({ decision: "accepted", decisionReason: "The publisher's system says accept." });
  });

  it("and what it refuses is refused, with its reason", async () => {
    says({ decision: "refuse", reason: "Your invoice of May is open." });
    const id = await world.subscribe();
    await world.change(id, "change-plan", { planId: "team-annual" });
    expect(JSON.parse((await world.calls())[0]?.answer?.body ?? "")).toMatchObject({ detail: "Your invoice of May is open.", status: 400 });
    expect(await lastEvent()).toMatchObject({ decision: "refused", decisionReason: "Your invoice of May is open." });
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ planId: "team-monthly" });
    // The echo of it is no question.
    expect(questions).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["a long reason", { decision: "refuse", reason: "no ".repeat(2000) }],
    ["a number for a reason", { decision: "refuse", reason: 5 }],
    ["a list for a reason", { decision: "refuse", reason: ["no"] }],
    ["much else", { decision: "refuse", debug: "x".repeat(20_000) }],
    ["signs that turn a text around", { decision: "refuse", reason: "\u202Eno\u0000\nno" }],
  ])("and a refusal is one with %s", async (_, answer) => {
    says(answer);
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 12 });
    expect((await world.calls())[0]?.answer?.status).toBe(400);
    const { decision, decisionReason } = await lastEvent();
    expect(decision).toBe("refused");
    expect(decisionReason).toMatch(/^[^\p{C}]{1,500}$/u);
    expect(await world.alerts()).toEqual([]);
  });

  it("whatever the operation's id looks like", async () => {
    says({ decision: "refuse" });
    const id = await world.subscribe();
    expect((await world.send("teamboard", { id: "żółć.1 2", subscriptionId: id, action: "ChangeQuantity", quantity: 12 })).answer?.status).toBe(400);
  });

  it("but not about what a rule refuses already, nor about changes of our own", async () => {
    says({ decision: "accept" });
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { acquiredLicenses: 9 } });
    await world.change(id, "change-quantity", { quantity: 3 });
    await world.send("teamboard", { id: newId(), subscriptionId: id, action: "ChangeQuantity", quantity: 12, operationRequestSource: "Partner" });
    expect(questions).toEqual([]);
  });

  it("once, however often the call comes meanwhile", async () => {
    reply = (response) => setTimeout(() => response.end(JSON.stringify({ decision: "refuse" })), 700);
    const id = await world.subscribe();
    await world.faults({ match: { action: "ChangeQuantity" }, way: "duplicate", copies: 4, times: 1 });
    await world.change(id, "change-quantity", { quantity: 12 });
    expect(questions).toHaveLength(1);
    expect((await world.calls()).slice(0, 5).map(({ answer }) => answer?.status)).toEqual([400, 400, 400, 400, 400]);
  });
});

describe("its silence counts as the offer says", () => {
  it.each<[string, () => void]>([
    ["a fault", () => says({ decision: "refuse" }, 500)],
    ["a created", () => says({ decision: "refuse" }, 201)],
    ["no JSON", () => says("refuse")],
    ["another word", () => says({ decision: "maybe" })],
    ["a redirect", () => (reply = (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end())],
    ["a broken connection", () => (reply = (response) => response.destroy())],
    ["a hundred megabytes", () => (reply = (response) => response.end("x".repeat(20 * 1024 * 1024)))],
  ])("%s", async (_, speak) => {
    for (const [whenSilent, status] of [["accept", 200], ["refuse", 400]] as const) {
      speak();
      await byDefault(whenSilent);
      const id = await world.subscribe();
      await world.change(id, "change-quantity", { quantity: 12 });
      expect((await world.calls()).find(({ subscriptionId }) => subscriptionId === id)?.answer?.status).toBe(status);
    }
    expect(await world.alerts()).toEqual(["change-question-failed", "change-question-failed"]);
  });

  it("nothing at all, in time for Microsoft", async () => {
    reply = () => undefined;
    await byDefault("refuse");
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 12 });
    expect((await world.calls())[0]?.answer?.status).toBe(400);
    expect(await database().inboxStep.findFirst({ where: { step: "asked-publisher" } })).toMatchObject({ detail: "It did not answer in time." });
  });

  it("an offer without a signing secret", async () => {
    await database().offer.updateMany({ data: { signingSecret: null, previousSigningSecret: null } });
    says({ decision: "refuse" });
    const id = await world.subscribe();
    await world.change(id, "change-quantity", { quantity: 12 });
    expect((await world.calls())[0]?.answer?.status).toBe(200);
    expect(questions).toEqual([]);
    expect(await world.alerts()).toEqual(["change-question-failed"]);
  });
});
