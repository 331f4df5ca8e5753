import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { publisherScope } from "../../auth/scope";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import { addSeconds } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { recordAction } from "../record";
import { removeOldActions } from "../seal/remove";
import { sealActions } from "../seal/seal";
import { publish, sealAll, sealingContext, writeActions } from "../seal/testing";
import { apiActionPage, listApiActions, type ApiAction } from "./api";

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = await publish("northwind");
});
afterEach(() => mine.close());

const ask = (cursor?: string, limit = 50) => listApiActions({ ...sealingContext(), scope: publisherScope({ publisherId, publisherKey: "northwind", role: "viewer" }) }, { limit, ...(cursor === undefined ? {} : { cursor }) });
const numbersOf = (items: readonly ApiAction[]): number[] => items.map(({ number }) => number);

/** As a publisher does it who has read the documents. */
function chainOf(items: readonly ApiAction[]): string[] {
  return items.map(({ seal, sealedText }) => {
    expect(createHash("sha256").update(sealedText).digest("hex")).toBe(seal);
    return String(z.array(z.unknown()).parse(JSON.parse(sealedText))[1]);
  });
}

describe("the feed", () => {
  it("gives what is sealed, the oldest first, and a cursor to go on with for ever", async () => {
    expect(await ask()).toMatchObject({ items: [], removedBefore: null });
    await writeActions(publisherId, 5);
    await sealAll(publisherId);
    await writeActions(publisherId, 1);
    const first = await ask(undefined, 3);
    expect(await ask("", 3)).toEqual(first);
    const second = await ask(first.nextCursor, 3);
    const third = await ask(second.nextCursor, 3);
    expect([first, second, third].map(({ items }) => numbersOf(items))).toEqual([[1, 2, 3], [4, 5], []]);
    expect(third.nextCursor).toBe(second.nextCursor);
    const items = [...first.items, ...second.items];
    expect(chainOf(items)).toEqual(["", ...items.slice(0, -1).map(({ seal }) => seal)]);
    await sealAll(publisherId);
    expect(numbersOf((await ask(third.nextCursor)).items)).toEqual([6]);
  });

  it("names subscription and offer as Microsoft does, whom it was about, and the details as an object", async () => {
    const { technicalConfigurations, ...publisher } = await mine.database.publisher.update({ where: { id: publisherId }, data: { technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } }, include: { technicalConfigurations: true } });
    const offer = await mine.database.offer.create({ data: { key: "nw", offerId: "ledger", name: "Ledger", publisherId: publisher.id, technicalConfigurationId: technicalConfigurations[0]?.id ?? 0 } });
    const [id, subscriptionId, userId] = [newId(), newId(), newId()];
    await mine.database.subscription.create({ data: { id, subscriptionId, publisherId, offerId: offer.id, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M" } });
    await transaction(sealingContext(), (writing) => recordAction(writing, { type: "Assign", publisherId, subscriptionInfoId: id, details: { userId, user: "jonas@aurora.example" } }));
    await sealAll(publisherId);
    const page = await ask();
    expect(page.items).toMatchObject([{ number: 1, type: "Assign", initiatorKind: "job", subscriptionInfoId: id, subscriptionId, offerId: "ledger", concernedUserId: userId, details: { userId, user: "jonas@aurora.example" } }]);
    expect(apiActionPage.parse(page)).toEqual(page);
  });

  it("is one publisher's alone", async () => {
    const other = await publish("fabrikam");
    await writeActions(other, 3);
    await sealAll(other);
    expect((await ask()).items).toEqual([]);
  });

  it("goes on with the first that is kept, and says so, where the retention has been", async () => {
    const now = new Date("2026-06-01T00:00:00Z");
    await writeActions(publisherId, 4, (index) => ({ date: addSeconds(now, -([60, 50, 2, 1][index] ?? 0) * 24 * 3600) }));
    await sealAll(publisherId);
    const { nextCursor } = await ask(undefined, 1);
    await removeOldActions(sealingContext(now), { publisherId, keptDays: 30 });
    for (const cursor of [undefined, nextCursor]) {
      const page = await ask(cursor);
      expect(page).toMatchObject({ removedBefore: 3 });
      expect(numbersOf(page.items)).toEqual([3, 4]);
      expect(chainOf(page.items)).toEqual([(await mine.database.actionRemoval.findFirstOrThrow()).lastSeal, page.items[0]?.seal]);
    }
  });

  it.each(["junk", "bm8", Buffer.from('{"sealed":-1}').toString("base64url")])("refuses the cursor %s", async (cursor) => {
    await expect(ask(cursor)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("says that a cursor lies beyond the end, where the database was set back", async () => {
    await writeActions(publisherId, 2);
    await sealAll(publisherId);
    const { nextCursor } = await ask();
    await mine.database.subscriptionAction.deleteMany();
    await mine.database.actionChain.deleteMany();
    await expect(ask(nextCursor)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a poller among writers and sealers", () => {
  it.each([1, 2, 3])("meets each action once and in order, run %d", async (seed) => {
    let state = seed;
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    const written: string[] = [];
    const given: ApiAction[] = [];
    let done = false;
    const write = async (): Promise<void> => {
      for (let turn = 0; turn < 12; turn += 1) {
        const fails = random(4) === 0;
        const count = 1 + random(3);
        await transaction(sealingContext(), async (writing) => {
          const numbers = [];
          for (let each = 0; each < count; each += 1) numbers.push(await recordAction(writing, { type: "Resolve", publisherId }));
          if (fails) throw new Error("given up");
          return writing.tx.subscriptionAction.findMany({ where: { number: { in: numbers } }, select: { id: true } });
        }).then((rows) => written.push(...rows.map(({ id }) => id)), () => undefined);
      }
    };
    const seal = async (): Promise<void> => {
      while (!done) {
        await sealActions(sealingContext(), publisherId);
        await new Promise((resolve) => setTimeout(resolve, random(5)));
      }
    };
    const poll = async (): Promise<void> => {
      for (let [cursor, last]: [string | undefined, boolean] = [undefined, false]; ; ) {
        const page = await ask(cursor, 1 + random(7));
        given.push(...page.items);
        cursor = page.nextCursor;
        if (page.items.length === 0 && last) return;
        if (page.items.length === 0) await new Promise((resolve) => setTimeout(resolve, random(5)));
        last = done;
      }
    };
    const writers = Promise.all([write(), write(), write(), write()]).then(async () => {
      await sealAll(publisherId);
      done = true;
    });
    await Promise.all([writers, seal(), seal(), poll()]);
    expect(numbersOf(given)).toEqual(written.map((_, index) => index + 1));
    expect(given.map(({ id }) => id).sort()).toEqual(written.sort());
    chainOf(given);
  });
});
