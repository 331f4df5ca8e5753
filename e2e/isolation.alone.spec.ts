import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { KEYS, MANAGERS_ONLY, openIsolatedWorld, stateOf, TENANT_ONLY, VISITORS, type IsolatedWorld, type Visitor } from "./support/isolated-world";
import { COMMANDS, Form, ROUTES, type Answer, type Command, type Rule } from "./support/isolation-rules";
import { findActions, findActionSources, findRoutes, type ServerAction } from "./support/portal-entrances";

// One world for all of them: the owner, who changes it, comes last.
test.describe.configure({ mode: "default" });

const STRANGERS: readonly Visitor[] = ["stella", "omar", "nobody", "expired"];
const OF_PUBLISHER = "app/publisher/";

/** What must stand in nothing that somebody gets. Whom a reseller sold to they know, but nobody there. */
const HIDDEN: Readonly<Partial<Record<Visitor, readonly RegExp[]>>> = {
  stella: [MANAGERS_ONLY, TENANT_ONLY],
  omar: [MANAGERS_ONLY, TENANT_ONLY],
  nobody: [MANAGERS_ONLY, TENANT_ONLY],
  expired: [MANAGERS_ONLY, TENANT_ONLY],
  jonas: [MANAGERS_ONLY],
  rico: [MANAGERS_ONLY, /mira[ @]aurora/i],
};

let world: IsolatedWorld;
let actions: Map<string, ServerAction>;

test.beforeAll(async () => {
  world = await openIsolatedWorld();
  actions = await findActions();
});
test.afterAll(() => world.close());

function needed<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`There is nothing for ${what}.`);
  return value;
}

function fill(address: string): string {
  const values: Readonly<Record<string, string>> = {
    publisherKey: "northwind",
    offerKey: "ledgerlight",
    subscriptionId: world.subscriptionId,
    id: world.subscriptionId,
    licenseId: world.licenseId,
    importId: String(world.importId),
    jobId: String(world.jobId),
    number: String(world.callNumber),
    "...address": "no-such-call",
    "...nextauth": "callback/entra",
  };
  return address.replace(/\[([.\w]+)\]/g, (_, name: string) => needed(values[name], `what ${address} is filled with`));
}

/** Everybody calls from somewhere else, as far as the proxy in front of the portal says. */
function somewhere(): Readonly<Record<string, string>> {
  return { "x-forwarded-for": `10.${[...randomBytes(3)].join(".")}` };
}

interface Answered {
  readonly answer: number | string;
  readonly body: string;
}

async function read(response: Response): Promise<Answered> {
  const body = await response.text();
  // An action says beside the address how the browser is to go there.
  const target = response.headers.get("x-action-redirect")?.replace(/;(push|replace)$/, "") ?? response.headers.get("location");
  if (target === null) return { answer: response.status, body };
  const path = new URL(target, world.portal.url).pathname;
  if (path === `/subscriptions/${world.subscriptionId}`) return { answer: "overview", body };
  return { answer: path === "/sign-in" && /callbackUrl=/.test(target) ? "sign-in" : `to ${path.replace(world.subscriptionId, "[subscriptionId]")}`, body };
}

/** 303: somewhere on, but neither to the sign-in nor back to the overview, where those are led who do not manage it. */
function fits({ answer }: Answered, expected: Answer): boolean {
  return answer === expected || (expected === 303 && typeof answer === "string" && answer.startsWith("to ")) || (expected === "to /sign-in" && answer === "sign-in");
}

function expectNothingOf(body: string, visitor: Visitor, what: string, sent = ""): void {
  for (const hidden of HIDDEN[visitor] ?? []) expect(hidden.exec(body)?.[0], `${what} tells`).toBeUndefined();
  if (!STRANGERS.includes(visitor)) return;
  for (const id of world.hiddenIds.filter((each) => !sent.includes(each))) expect(body.toLowerCase().includes(id.toLowerCase()), `${what} tells the id ${id}`).toBe(false);
}

async function open(entrance: string, { query, body, cookie }: Rule, headers: Readonly<Record<string, string>>): Promise<Answered> {
  const [method, address] = entrance.startsWith("/") ? ["GET", entrance] : [entrance.slice(0, entrance.indexOf(" ")), entrance.slice(entrance.indexOf(" ") + 1)];
  const sent = body?.(world);
  return read(
    await fetch(`${world.portal.url}${fill(address)}${query ? `?${query(world)}` : ""}`, {
      method,
      headers: { ...somewhere(), ...headers, cookie: [headers.cookie, cookie?.(world)].filter(Boolean).join("; "), ...(sent === undefined ? {} : { "content-type": "application/json" }) },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      redirect: "manual",
    }),
  );
}

/** Calls a server action as a browser does, whether or not a page offers it to this person. */
async function act(visitor: Visitor, name: string, args: readonly unknown[], cookie = ""): Promise<Answered> {
  const { id, page } = needed(actions.get(name), `${name} in the build`);
  const body = new FormData();
  const bound = args.map((value, index) => {
    if (!(value instanceof Form)) return value;
    for (const [field, content] of Object.entries(value.fields)) body.append(`_${index.toString(16)}_${field}`, content);
    return `$K${index.toString(16)}`;
  });
  body.set("0", JSON.stringify(bound));
  const headers = { ...somewhere(), cookie: [world.cookies[visitor], cookie].filter(Boolean).join("; "), origin: world.portal.url, "next-action": id };
  return read(await fetch(`${world.portal.url}${fill(page)}`, { method: "POST", headers, body, redirect: "manual" }));
}

async function expectAnswer(visitor: Visitor, name: string, { answers, given, cookie }: Command, subscription: string): Promise<void> {
  const args = given(world, subscription);
  const answered = await act(visitor, name, args, cookie?.(world));
  expect(fits(answered, answers[visitor]), `${visitor} calls ${name}: ${answered.answer} instead of ${answers[visitor]}`).toBe(true);
  expectNothingOf(answered.body, visitor, `${name} to ${visitor}`, JSON.stringify(args));
}

test("the tables leave no page, no call and no action out", async () => {
  expect(Object.keys(ROUTES).sort()).toEqual(await findRoutes());
  expect(Object.keys(COMMANDS).sort()).toEqual((await findActionSources()).filter((name) => !name.startsWith(OF_PUBLISHER)));
  expect([...actions.keys()].sort(), "the build serves them all").toEqual(await findActionSources());
});

for (const visitor of VISITORS) {
  test(`what ${visitor} is answered everywhere, with the ids of somebody else's subscription`, async () => {
    test.slow();
    const before = await stateOf(world);
    const cookie = world.cookies[visitor];
    const told: string[] = [];
    for (const [entrance, rule] of Object.entries(ROUTES)) {
      const answered = await open(entrance, rule, { cookie });
      if (!fits(answered, rule.answers[visitor])) told.push(`${entrance}: ${answered.answer} instead of ${rule.answers[visitor]}`);
      expectNothingOf(answered.body, visitor, `${entrance} to ${visitor}`, fill(entrance));
      const isOwner = (visitor === "mira" && !entrance.includes("/publisher")) || (visitor === "priya" && entrance.includes("/publisher"));
      if (isOwner && rule.tells && rule.keys === undefined) expect(answered.body, entrance).toMatch(rule.tells);
    }
    expect(told, `what ${visitor} is answered`).toEqual([]);
    expect(await stateOf(world), "nobody changes anything by looking").toBe(before);
  });
}

for (const visitor of VISITORS.filter((each) => each !== "mira" && each !== "priya")) {
  test(`${visitor} changes nothing that they may not`, async () => {
    test.slow();
    for (const [name, command] of Object.entries(COMMANDS).filter(([, { may }]) => may?.includes(visitor) !== true)) {
      const before = await stateOf(world);
      await expectAnswer(visitor, name, command, world.subscriptionId);
      expect(await stateOf(world), `${visitor} calls ${name}`).toBe(before);
    }
    const before = await stateOf(world);
    for (const name of [...actions.keys()].filter((each) => each.startsWith(OF_PUBLISHER))) {
      const second = name.includes("[subscriptionId]") ? world.subscriptionId : name.includes("[offerKey]") ? "ledgerlight" : 1;
      const { answer, body } = await act(visitor, name, ["northwind", second, new Form({}), new Form({})]);
      expect(answer, `${visitor} calls ${name}`).toBe(visitor === "nobody" || visitor === "expired" ? "sign-in" : 404);
      expectNothingOf(body, visitor, `${name} to ${visitor}`);
    }
    expect(await stateOf(world), `${visitor} calls what is the publisher's`).toBe(before);
  });
}

test("by way of a subscription of her own, Stella reaches nothing of Mira's", async () => {
  for (const [name, { given, child, cookie }] of Object.entries(COMMANDS)) {
    if (child !== true) continue;
    const before = await stateOf(world);
    const args = given(world, world.strangersSubscriptionId);
    const { answer, body } = await act("stella", name, args, cookie?.(world));
    expect([404, `to /subscriptions/${world.strangersSubscriptionId}/managers`, 200], `${name}: ${answer}`).toContain(answer);
    expectNothingOf(body, "stella", name, JSON.stringify(args));
    expect(await stateOf(world), name).toBe(before);
  }
});

test("an API key is worth what its publisher has, and nothing when it is over", async () => {
  const calls = Object.entries(ROUTES).flatMap(([entrance, rule]) => (rule.keys === undefined ? [] : [{ entrance, rule, keys: rule.keys }]));
  for (const key of [...KEYS].reverse()) {
    for (const { entrance, rule, keys } of calls) {
      const before = await stateOf(world);
      const answered = await open(entrance, rule, key === "none" ? {} : { authorization: `Bearer ${world.keys[key]}` });
      expect(answered.answer, `${entrance} with the ${key} key: ${answered.body}`).toBe(keys[key]);
      if (key === "own" && rule.tells) expect(answered.body, entrance).toMatch(rule.tells);
      if (key === "own") continue;
      expectNothingOf(answered.body, "omar", `${entrance} with the ${key} key`, fill(entrance));
      expect(await stateOf(world), `${entrance} with the ${key} key`).toBe(before);
    }
  }
  const own = await fetch(`${world.portal.url}/api/v1/subscriptions/${world.strangersSubscriptionId}/licenses/${world.licenseId}`, { method: "DELETE", headers: { authorization: `Bearer ${world.keys.own}` } });
  expect(own.status, "a license by way of another subscription").toBe(404);
});

test("the commands are good ones: those who may, can", async () => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    for (const visitor of command.may ?? []) await expectAnswer(visitor, name, command, world.subscriptionId);
  }
});
