import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { activateOrder, checkOrder, followOrder, resolveOrder, signInToOrder } from "./actions";

let mine: TestDatabase;
beforeAll(async () => {
  mine = await testDatabase();
});
afterAll(() => mine.close());

const NO_KEY = [{ not: "" }, { contains: "" }, ["ledgerlight"], 7, null, undefined, "", "../../subscriptions", "Ledger Light"];
const NO_ID = [{ not: "" }, ["a"], 7, null, undefined, "", "no-id"];
const NO_PATH = [{ startsWith: "/" }, ["/"], 7, null, undefined];

/** What a browser sends in place of what the page bound to the action. */
describe.each([
  ["signInToOrder", signInToOrder, NO_KEY, "anybody"],
  ["signInToOrder of a guest", signInToOrder, NO_KEY, "guest"],
  ["resolveOrder", resolveOrder, NO_KEY, undefined],
  ["activateOrder", activateOrder, NO_PATH, new FormData()],
  ["checkOrder", checkOrder, NO_ID, undefined],
  ["followOrder", followOrder, NO_ID, undefined],
] as const)("%s", (_name, action, bound, second) => {
  it.each(bound.map((value) => [value]))("is not there for %j", async (value) => {
    await expect(Reflect.apply(action, null, [value, second])).rejects.toMatchObject({ digest: "NEXT_HTTP_ERROR_FALLBACK;404" });
  });
});
