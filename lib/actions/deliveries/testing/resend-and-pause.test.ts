import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../../../auth/audit";
import { raiseAlert } from "../../../alerts/raise";
import { publisherScope } from "../../../auth/scope";
import { database } from "../../../db/client";
import { testDatabase, type TestDatabase } from "../../../db/testing";
import { transaction } from "../../../db/transaction";
import { addSeconds, currentTime } from "../../../kernel/clock";
import type { Context, PublisherScope } from "../../../kernel/context";
import { decryptSecret } from "../../../kernel/crypto";
import { newId } from "../../../kernel/ids";
import type { EndpointRules } from "../../../offers/endpoint-rules";
import { setEndpoints } from "../../../offers/set-endpoints";
import { deliverDue } from "../deliver";
import { pauseEndpoint, resumeEndpoint } from "../pause";
import { withdrawMessage } from "../post";
import { resendDead, resendDelivery } from "../resend";
import { revealDelivery } from "../reveal";
import { sendTestMessage } from "../test-message";
import { act, makeTold, startReceiver, systemContext, type Receiver, type Told } from "../testing";

const DAY = 24 * 3600;
const LONG_AGO = addSeconds(currentTime(), -5 * DAY);

let mine: TestDatabase;
let receiver: Receiver;
let told: Told;
let other: Told;
let activationEndpointId: number;
const secrets: string[] = [];
beforeAll(async () => {
  mine = await testDatabase();
  receiver = await startReceiver(() => secrets);
});
beforeEach(async () => {
  await database().delivery.deleteMany();
  receiver.received.length = 0;
  receiver.answer = () => 200;
  told = await makeTold(`${receiver.url}/log`, { subscriptions: 2 });
  other = await makeTold(`${receiver.url}/other`);
  secrets.push(told.secret);
  ({ id: activationEndpointId } = await database().endpoint.create({ data: { publisherId: told.publisherId, offerId: told.offerId, kind: "activation", url: `${receiver.url}/activations`, createdAt: LONG_AGO } }));
});
afterAll(async () => {
  await receiver.close();
  await mine.close();
});

function staff({ publisherId }: Told = told, now = currentTime()): Context<PublisherScope> {
  return { actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya Raman", email: null }, scope: publisherScope({ publisherId, publisherKey: "told", role: "operator" }), correlationId: newId(), now };
}

async function write(data: object = {}): Promise<number> {
  const row = { id: newId(), publisherId: told.publisherId, endpointId: told.endpointId, kind: "action", subject: "Renew", body: "{}", state: "dead", createdAt: LONG_AGO, triedSince: LONG_AGO, finishedAt: LONG_AGO, attempts: 9, failures: 9, lastStatus: 500, lastProblem: "status", correlationId: "c" };
  return (await database().delivery.create({ data: { ...row, ...data } })).number;
}

const row = (number: number) => database().delivery.findUniqueOrThrow({ where: { number } });
const endpoint = (id = told.endpointId) => database().endpoint.findUniqueOrThrow({ where: { id } });
const audited = async () => (await listAudit(staff().scope, {})).items.map(({ type, subject }) => `${type}: ${subject}`);
const alerts = () => database().alert.count({ where: { publisherId: told.publisherId, closedAt: null } });
const callForDead = () => transaction(systemContext(), (writing) => raiseAlert(writing, { publisherId: told.publisherId, kind: "delivery-dead", about: String(told.endpointId), message: "Dead." }));

describe("sending one again", () => {
  it("begins its time anew, under the webhook-id that it had, and settles the alert with the last of them", async () => {
    const [first, second] = [await write(), await write()];
    await callForDead();
    await database().endpoint.update({ where: { id: told.endpointId }, data: { openUntil: addSeconds(currentTime(), 300), failuresInARow: 7 } });
    const ctx = staff();
    expect(await resendDelivery(ctx, first)).toEqual({ kind: "resent", heldUpBy: null });
    expect(await row(first)).toMatchObject({ state: "waiting", triedSince: ctx.now, nextAt: ctx.now, failures: 0, finishedAt: null, attempts: 9 });
    expect([(await endpoint()).openUntil, await alerts()]).toEqual([null, 1]);
    await resendDelivery(ctx, second);
    expect(await alerts()).toBe(0);
    expect(await audited()).toEqual([`DeliveriesResent: Message ${second}: Renew`, `DeliveriesResent: Message ${first}: Renew`]);
    await deliverDue();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received.every(({ verified }) => verified)).toBe(true);
    expect(receiver.received.map(({ id }) => id).sort()).toEqual([`msg_${(await row(first)).id}`, `msg_${(await row(second)).id}`].sort());
    expect([(await row(first)).state, (await row(second)).attempts]).toEqual(["delivered", 10]);
  });

  it("works for what was delivered, and tries what waits at once", async () => {
    const delivered = await write({ state: "delivered" });
    expect(await resendDelivery(staff(), delivered)).toEqual({ kind: "resent", heldUpBy: null });
    const later = addSeconds(currentTime(), 3600);
    const waiting = await write({ state: "waiting", nextAt: later, finishedAt: null, triedSince: later });
    const ctx = staff();
    expect(await resendDelivery(ctx, waiting)).toEqual({ kind: "waiting", heldUpBy: null });
    expect(await row(waiting)).toMatchObject({ nextAt: ctx.now, triedSince: later, failures: 9 });
  });

  it("says what it waits for: an earlier one about its subscription that has not arrived, or the end of a pause", async () => {
    const [subscription = "", another = ""] = told.subscriptions;
    const about = { subscriptionInfoId: subscription };
    const [first, second, third] = [await write(about), await write({ ...about, state: "delivered" }), await write({ ...about, subscriptionInfoId: another })];
    expect(await resendDelivery(staff(), second), "what was given up holds up nothing").toEqual({ kind: "resent", heldUpBy: null });
    await resendDelivery(staff(), first);
    expect(await resendDelivery(staff(), second)).toEqual({ kind: "waiting", heldUpBy: "earlier" });
    expect(await resendDelivery(staff(), third)).toEqual({ kind: "resent", heldUpBy: null });
    await pauseEndpoint(staff(), told.endpointId);
    expect(await resendDelivery(staff(), second)).toEqual({ kind: "waiting", heldUpBy: "pause" });
    await write();
    expect(await resendDead(staff(), "all")).toEqual({ resent: 1, paused: 1 });
  });

  it.each<[string, () => object, string]>([
    ["was withdrawn", () => ({ state: "withdrawn" }), "withdrawn"],
    ["carried a token that is used", () => ({ kind: "activation", endpointId: activationEndpointId }), "token-gone"],
    ["has no address any more", () => ({ endpointId: -1 }), "no-address"],
  ])("is refused where it %s", async (_, data, reason) => {
    const { id: gone } = await database().offer.findUniqueOrThrow({ where: { id: other.offerId } });
    await database().endpoint.update({ where: { id: other.endpointId }, data: { url: null, publisherId: told.publisherId, offerId: gone } });
    const given = data();
    const number = await write("endpointId" in given && given.endpointId === -1 ? { endpointId: other.endpointId } : given);
    const before = await row(number);
    expect(await resendDelivery(staff(), number)).toEqual({ kind: "refused", reason });
    expect([await row(number), await audited()]).toEqual([before, []]);
  });

  it("of all that was given up leaves out what cannot be sent, and counts the rest", async () => {
    await callForDead();
    for (let count = 0; count < 3; count += 1) await write();
    const activation = { kind: "activation", endpointId: activationEndpointId };
    const [gone, kept] = [await write(activation), await write({ ...activation, sealedHeaders: "sealed" })];
    expect(await resendDead(staff(), { endpointId: activationEndpointId })).toEqual({ resent: 1, paused: 0 });
    expect([(await row(gone)).state, (await row(kept)).state, await alerts()]).toEqual(["dead", "waiting", 1]);
    expect(await resendDead(staff(), "all")).toEqual({ resent: 3, paused: 0 });
    expect(await alerts()).toBe(0);
    const { name } = await database().offer.findUniqueOrThrow({ where: { id: told.offerId } });
    expect(await audited()).toEqual([`DeliveriesResent: 3 messages to ${name}`, `DeliveriesResent: 1 message to ${name}`]);
    expect(await resendDead(staff(), "all")).toEqual({ resent: 0, paused: 0 });
  });

  it("is no matter any more once it is taken back: that settles the alert with the last of them", async () => {
    const [first, second] = [await write({ kind: "activation", sealedHeaders: "sealed" }), await write({ kind: "activation", sealedHeaders: "sealed" })];
    await callForDead();
    await transaction(systemContext(), (writing) => withdrawMessage(writing, first));
    expect([await row(first), await alerts()]).toMatchObject([{ state: "withdrawn", sealedHeaders: null }, 1]);
    await transaction(systemContext(), (writing) => withdrawMessage(writing, second));
    expect(await alerts()).toBe(0);
  });

  it("of more than one transaction holds takes each once", async () => {
    const data = { publisherId: told.publisherId, endpointId: told.endpointId, kind: "action", subject: "Renew", body: "{}", state: "dead", createdAt: LONG_AGO, triedSince: LONG_AGO, correlationId: "c" };
    await database().delivery.createMany({ data: Array.from({ length: 501 }, () => ({ ...data, id: newId() })) });
    expect(await resendDead(staff(), { endpointId: told.endpointId })).toEqual({ resent: 501, paused: 0 });
    expect(await database().delivery.count({ where: { endpointId: told.endpointId, state: "waiting" } })).toBe(501);
  });
});

describe("a pause", () => {
  it("has messages wait until it is over; then they have their time", async () => {
    const [subscription = ""] = told.subscriptions;
    expect([await pauseEndpoint(staff(), told.endpointId), await pauseEndpoint(staff(), told.endpointId)]).toEqual([true, false]);
    expect(await endpoint()).toMatchObject({ pausedBy: "Priya Raman" });
    await act(told, subscription);
    expect(await deliverDue()).toBe(0);
    await database().endpoint.update({ where: { id: told.endpointId }, data: { openUntil: addSeconds(currentTime(), 300) } });
    const ctx = staff();
    expect([await resumeEndpoint(ctx, told.endpointId), await resumeEndpoint(ctx, told.endpointId)]).toEqual([true, false]);
    expect(await endpoint()).toMatchObject({ pausedAt: null, pausedBy: null, resumedAt: ctx.now, openUntil: null });
    expect(await deliverDue()).toBe(1);
    const { name } = await database().offer.findUniqueOrThrow({ where: { id: told.offerId } });
    expect(await audited()).toEqual([`EndpointResumed: ${name}`, `EndpointPaused: ${name}`]);
  });
});

describe("another address", () => {
  it("is tried at once with what waits for the former one, however long that would have waited for its next attempt", async () => {
    const [subscription = ""] = told.subscriptions;
    await act(told, subscription);
    await database().endpoint.update({ where: { id: told.endpointId }, data: { failuresInARow: 3, failingSince: LONG_AGO } });
    await database().delivery.updateMany({ data: { failures: 12, nextAt: addSeconds(currentTime(), 3600), triedSince: LONG_AGO } });
    expect(await deliverDue()).toBe(0);
    const { key } = await database().offer.findUniqueOrThrow({ where: { id: told.offerId } });
    const rules = (logUrl: string | null): EndpointRules => ({ activation: { mode: "automatic", url: `${receiver.url}/activations`, deadlineMinutes: 60 }, logUrl });
    await setEndpoints(systemContext(), { offerKey: key, rules: rules(null) });
    await act(told, subscription);
    expect([await deliverDue(), await database().delivery.count({ where: { endpointId: told.endpointId, state: "waiting" } })]).toEqual([0, 1]);
    await setEndpoints(systemContext(), { offerKey: key, rules: rules(`${receiver.url}/new`) });
    await deliverDue();
    expect(receiver.received.map(({ path, verified }) => [path, verified])).toEqual([["/new", true]]);
  });
});

describe("a test message", () => {
  it("to a log endpoint has the form of an action, about no subscription", async () => {
    const ctx = staff();
    const outcome = await sendTestMessage(ctx, told.endpointId);
    if (outcome.kind !== "sent") throw new Error(outcome.kind);
    expect(await sendTestMessage(ctx, told.endpointId)).toEqual({ kind: "waiting", number: outcome.number });
    await deliverDue();
    const [message] = receiver.received;
    expect([receiver.received.length, message?.verified, message?.headers.marketplacetoken]).toEqual([1, true, undefined]);
    expect(message?.body).toBe(JSON.stringify({ id: message?.action?.id, type: "Test", initiatorUserId: ctx.actor.kind === "user" ? ctx.actor.objectId : "", date: ctx.now.toISOString() }));
    expect(await row(outcome.number)).toMatchObject({ kind: "test", state: "delivered", subscriptionInfoId: null });
    expect(await audited()).toHaveLength(1);
    expect((await sendTestMessage(staff(), told.endpointId)).kind).toBe("sent");
  });

  it("to an activation endpoint has the form of an activation, with a token that no activation knows", async () => {
    const outcome = await sendTestMessage(staff(), activationEndpointId);
    if (outcome.kind !== "sent") throw new Error(outcome.kind);
    const { sealedHeaders } = await row(outcome.number);
    await deliverDue();
    const [message] = receiver.received;
    const zeros = "00000000-0000-0000-0000-000000000000";
    const { offerId } = await database().offer.findUniqueOrThrow({ where: { id: told.offerId } });
    expect([message?.path, JSON.parse(message?.body ?? "")]).toEqual(["/activations", { id: zeros, subscriptionName: "Test", offerId, planId: "test", quantity: null, subscription: null }]);
    expect(JSON.stringify({ MarketplaceToken: message?.headers.marketplacetoken })).toBe(await decryptSecret(sealedHeaders ?? ""));
    expect(await database().marketplaceToken.count()).toBe(0);
  });

  it("goes out once at a time, however many press", async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => sendTestMessage(staff(), told.endpointId)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["sent", "waiting", "waiting"]);
    expect(await database().delivery.count({ where: { endpointId: told.endpointId } })).toBe(1);
  });

  it("is refused where nothing is sent", async () => {
    await pauseEndpoint(staff(), told.endpointId);
    await database().endpoint.update({ where: { id: activationEndpointId }, data: { url: null } });
    expect(await Promise.all([told.endpointId, activationEndpointId].map((id) => sendTestMessage(staff(), id)))).toEqual([{ kind: "refused", reason: "paused" }, { kind: "refused", reason: "no-address" }]);
    expect(await database().delivery.count({ where: { publisherId: told.publisherId } })).toBe(0);
  });
});

describe("what a message holds", () => {
  it("is shown whole to whoever asks, which the audit keeps; never the token", async () => {
    const number = await write({ kind: "activation", endpointId: activationEndpointId, body: '{"name":"Mira"}', sealedHeaders: "sealed" });
    const sent = await revealDelivery(staff(), number);
    expect([sent.body, sent.curl]).toEqual(['{"name":"Mira"}', expect.stringContaining('"$MARKETPLACE_TOKEN"')]);
    expect(await audited()).toEqual([`DeliveryRevealed: Message ${number}: Renew`]);
  });
});

it("another publisher's messages and endpoints are not there", async () => {
  const number = await write();
  const before = [await row(number), await endpoint()];
  const stranger = staff(other);
  for (const attempt of [() => resendDelivery(stranger, number), () => revealDelivery(stranger, number), () => resendDead(stranger, { endpointId: told.endpointId }), () => pauseEndpoint(stranger, told.endpointId), () => resumeEndpoint(stranger, told.endpointId), () => sendTestMessage(stranger, told.endpointId)]) {
    await expect(attempt()).rejects.toMatchObject({ code: "not-found" });
  }
  expect(await resendDead(stranger, "all")).toEqual({ resent: 0, paused: 0 });
  expect([await row(number), await endpoint()]).toEqual(before);
  expect([await database().auditEntry.count({ where: { publisherId: { in: [told.publisherId, other.publisherId] } } }), await database().delivery.count({ where: { publisherId: told.publisherId } })]).toEqual([0, 1]);
});
