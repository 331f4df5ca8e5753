import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { addSeconds, currentTime } from "../kernel/clock";
import type { Context, LandingScope, UserActor } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { newId } from "../kernel/ids";
import type { SimulatorProcess } from "../marketplace/simulator-process";
import { activate } from "./activate";
import { followActivation } from "./follow";
import { arrive } from "./landing/arrive";
import { openPortal, startMicrosoft, type Portal } from "./testing";

/** Whatever happens in whatever order, at once or one after the other: how it may end, and how not. */

let microsoft: SimulatorProcess;
let portal: Portal;

beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
  await portal.empty();
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});

const PEOPLE = ["mira", "jonas", "zoe", "stella", "rico", "nadia", "nadia-as-guest", "paula"] as const;
type Who = (typeof PEOPLE)[number];

const personOf = (who: Who): UserActor => (who === "nadia-as-guest" ? portal.person("nadia", "guest") : portal.person(who));

interface Purchase {
  readonly name: string;
  readonly request: Parameters<Portal["buy"]>[0];
  readonly mayManage: readonly Who[];
  readonly mayActivate: readonly Who[];
  readonly mostManagers: number;
}

const PURCHASES: readonly Purchase[] = [
  { name: "direct", request: {}, mayManage: ["mira"], mayActivate: ["mira"], mostManagers: 1 },
  { name: "by a guest", request: { persona: "nadia" }, mayManage: ["nadia-as-guest"], mayActivate: ["nadia-as-guest"], mostManagers: 1 },
  { name: "personal", request: { persona: "paula" }, mayManage: ["paula"], mayActivate: ["paula"], mostManagers: 1 },
  { name: "through a reseller", request: { csp: true }, mayManage: ["mira", "jonas", "zoe", "nadia-as-guest"], mayActivate: ["mira", "jonas", "zoe", "nadia-as-guest", "rico"], mostManagers: 1 },
];

type Step =
  | { readonly kind: "arrive" | "press" | "follow"; readonly who: Who }
  | { readonly kind: "publisher-looks" | "crash" }
  | { readonly kind: "change"; readonly what: "suspend" | "reinstate" | "unsubscribe" }
  | { readonly kind: "fault"; readonly path: string; readonly fault: "status" | "drop" | "html"; readonly status: number; readonly times: number };

const who = fc.constantFrom(...PEOPLE);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("arrive" as const, "press" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("follow" as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("publisher-looks" as const, "crash" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("change" as const), what: fc.constantFrom("suspend" as const, "reinstate" as const, "unsubscribe" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      path: fc.constantFrom("/activate$", "/resolve$", "/saas/subscriptions/[^/]+$"),
      fault: fc.constantFrom("status" as const, "drop" as const, "html" as const),
      status: fc.constantFrom(400, 409, 500),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

/** Those of one array happen at once. Whom the purchase names comes early, or most runs would end before anything happens. */
const story = fc.record({
  purchase: fc.constantFrom(...PURCHASES),
  failsLate: fc.boolean(),
  activationDelayMs: fc.constantFrom(0, 0, 60_000),
  first: fc.array(who, { maxLength: 3 }),
  batches: fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
});

/** One purchase and what is done to it. */
class Telling {
  readonly #subscriptionId: string;
  readonly #token: string;
  readonly #landings = new Map<Who, Context<LandingScope, UserActor>>();

  constructor({ subscriptionId, token }: { subscriptionId: string; token: string }) {
    this.#subscriptionId = subscriptionId;
    this.#token = token;
  }

  async happen(step: Step): Promise<void> {
    try {
      await this.#try(step);
    } catch (error) {
      // Out of reach, or Microsoft is: faults that the pages know. Anything else is a bug.
      if (!(error instanceof PortalError) || !["not-found", "upstream-unavailable", "upstream-refused"].includes(error.code)) throw error;
    }
  }

  async #try(step: Step): Promise<void> {
    switch (step.kind) {
      case "arrive": {
        const ctx = this.#landings.get(step.who) ?? (await portal.land(this.#token, personOf(step.who)));
        this.#landings.set(step.who, ctx);
        await arrive({ ...ctx, correlationId: newId(), now: currentTime() });
        return;
      }
      case "press":
        await activate(portal.customer(personOf(step.who)), { subscriptionId: this.#subscriptionId, contactEmail: "a@b.example" });
        return;
      case "follow":
        await followActivation(portal.customer(personOf(step.who)), this.#subscriptionId);
        return;
      case "publisher-looks":
        await followActivation(await portal.staff("northwind-labs"), this.#subscriptionId);
        return;
      case "crash":
        return this.#crash();
      case "change":
        // Microsoft says no to what cannot be done now.
        await portal.change(this.#subscriptionId, step.what).catch(() => undefined);
        return;
      case "fault":
        await portal.faults({ path: step.path, kind: step.fault, status: step.status, times: step.times });
    }
  }

  /** As if the process had died between Microsoft's answer and our writing it down. */
  async #crash(): Promise<void> {
    await database().$transaction(async (tx) => {
      const cutOff = await tx.activation.updateMany({
        where: { subscription: { subscriptionId: this.#subscriptionId }, state: "accepted" },
        data: { state: "requested", acceptedAt: null, callingUntil: addSeconds(currentTime(), -1), version: { increment: 1 } },
      });
      if (cutOff.count > 0) await tx.subscriptionAction.deleteMany({ where: { type: "Activate", subscription: { subscriptionId: this.#subscriptionId } } });
    });
  }
}

describe("any story", () => {
  it(
    "ends with the portal as Microsoft is, one activation at most, and no managers but those whom policy names",
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(story, async ({ purchase, failsLate, activationDelayMs, first, batches }) => {
          await portal.faults();
          await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs } });
          const bought = await portal.buy({ ...purchase.request, activation: failsLate ? "fails-late" : "works" });
          const telling = new Telling(bought);
          await Promise.all(first.map((each) => telling.happen({ kind: "arrive", who: each })));
          for (const batch of batches) await Promise.all(batch.map((each) => telling.happen(each)));
          await portal.faults();
          await expectSoundEnd(bought.subscriptionId, purchase);
        }),
        { numRuns: 25 },
      );
    },
  );
});

async function expectSoundEnd(subscriptionId: string, purchase: Purchase): Promise<void> {
  const stored = () => database().subscription.findUnique({ where: { subscriptionId }, include: { managers: true, activation: true } });
  if ((await stored()) === null) {
    expect((await portal.sent(`/${subscriptionId}/activate`)).length).toBe(0);
    return;
  }
  const { status } = await followActivation(await portal.staff("northwind-labs"), subscriptionId);
  const row = await stored();
  const atMicrosoft = await portal.atMicrosoft(subscriptionId);
  expect(row?.status).toBe(atMicrosoft.status);
  expect(status).toBe(atMicrosoft.status);

  const managers = row?.managers.map(({ objectId }) => objectId) ?? [];
  const may = (people: readonly Who[]): string[] => people.map((each) => personOf(each).objectId);
  expect(may(purchase.mayManage)).toEqual(expect.arrayContaining(managers));
  expect(managers.length).toBeLessThanOrEqual(purchase.mostManagers);

  const activations = (await portal.actions(subscriptionId)).filter(({ type }) => type === "Activate");
  expect(activations.length).toBeLessThanOrEqual(1);
  // The simulator activates nothing by itself: if it is active, somebody pressed, and it is written who.
  if (atMicrosoft.status === "Subscribed" || atMicrosoft.status === "Suspended") expect(activations).toHaveLength(1);
  for (const { initiatorUserId } of activations) expect(may(purchase.mayActivate)).toContain(initiatorUserId);
  expectSettled(row?.activation?.state ?? null, atMicrosoft.status);
}

function expectSettled(activation: string | null, status: string): void {
  const possible: Record<string, readonly (string | null)[]> = {
    PendingFulfillmentStart: [null, "requested", "accepted", "refused"],
    Subscribed: ["subscribed"],
    Suspended: ["subscribed"],
    Unsubscribed: [null, "subscribed", "failed"],
  };
  expect(possible[status]).toContain(activation);
}
