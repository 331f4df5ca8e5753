import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { publisherScope } from "../../auth/scope";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { csvResponse } from "../../http/csv-response";
import { ndjsonResponse } from "../../http/ndjson-response";
import type { Context, PublisherScope } from "../../kernel/context";
import { publish, sealAll, sealingContext, writeActions } from "../seal/testing";
import { apiAction, toApiAction } from "./api";
import { ACTION_EXPORT_TITLES, exportActions, toExported } from "./export-actions";
import { ALL_ACTIONS } from "./filter";

let mine: TestDatabase;
let ctx: Context<PublisherScope>;
const COUNT = 2_100;

beforeAll(async () => {
  mine = await testDatabase();
  const publisherId = await publish("northwind");
  ctx = { ...sealingContext(), scope: publisherScope({ publisherId, publisherKey: "northwind", role: "viewer" }) };
  await writeActions(publisherId, COUNT, (index) => ({ type: index % 100 === 0 ? "Renew" : "Assign" }));
  await sealAll(publisherId);
});
afterAll(() => mine.close());

const file = { fileName: "northwind-actions", requestId: "request-1" };
const asCsv = () => {
  const batches = exportActions(ctx, ALL_ACTIONS, toExported);
  return { batches, response: csvResponse({ ...file, titles: ACTION_EXPORT_TITLES, batches }) };
};
const asNdjson = () => {
  const batches = exportActions(ctx, ALL_ACTIONS, toApiAction);
  return { batches, response: ndjsonResponse({ ...file, batches }) };
};

it("is a file of each sealed action, over several batches, in both formats", async () => {
  const csv = (await asCsv().response.text()).trim().split("\r\n");
  const ndjson = (await asNdjson().response.text()).trim().split("\n");
  expect([csv.length, ndjson.length]).toEqual([COUNT + 1, COUNT]);
  const last = z.object({ number: z.int(), seal: z.string() }).parse(JSON.parse(ndjson.at(-1) ?? ""));
  expect(last.number).toBe(COUNT);
  expect(csv.at(-1)).toMatch(new RegExp(`^${COUNT},.*,${last.seal}$`));
  expect(apiAction.safeParse(JSON.parse(ndjson[1_500] ?? "")).success).toBe(true);
});

it.each([["CSV", asCsv], ["NDJSON", asNdjson]] as const)("is read no further when the client goes away: %s", async (_, make) => {
  const { batches, response } = make();
  const [read, ended] = [vi.spyOn(batches, "next"), vi.spyOn(batches, "return")];
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(read.mock.calls.length).toBeLessThanOrEqual(2);
  expect(await batches.next()).toEqual({ done: true, value: undefined });
});
