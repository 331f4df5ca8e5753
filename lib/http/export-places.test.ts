import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { csvResponse } from "./csv-response";
import { takeExportPlace } from "./export-places";
import { ndjsonResponse } from "./ndjson-response";
import { route } from "./route";

beforeEach(() => (globalThis.portalExports = undefined));
afterEach(() => {
  globalThis.portalExports = undefined;
  vi.restoreAllMocks();
});

async function* rows(count: number, end = () => Promise.resolve()): AsyncGenerator<{ name: string }[], void, undefined> {
  for (let row = 0; row < count; row += 1) yield await Promise.resolve([{ name: "x" }]);
  await end();
}

interface Export {
  readonly publisherId?: number;
  readonly format?: "csv" | "ndjson";
  readonly batches?: AsyncGenerator<{ name: string }[], void, undefined>;
}

/** As a route of a publisher's does it. */
function open({ publisherId = 1, format = "csv", batches = rows(10) }: Export = {}): Promise<Response> {
  const answer = route({ limit: 0, authenticate: () => Promise.resolve(publisherId), input: z.object({}), faults: "html" }, ({ caller, requestId }) => {
    const file = { fileName: `log.${format}`, requestId, batches, place: takeExportPlace(caller) };
    return Promise.resolve(format === "csv" ? csvResponse({ ...file, titles: ["name"] }) : ndjsonResponse(file));
  });
  return answer(new Request("http://portal.example/export"), { params: Promise.resolve({}) });
}

const statusOfNext = async (more: Export = {}) => {
  const { status, body } = await open(more);
  await body?.cancel();
  return status;
};

it("a publisher has two files written at a time; the third is told when to come again, and no other publisher is held up", async () => {
  await open();
  await open({ format: "ndjson" });
  const third = await open();
  expect([third.status, third.headers.get("retry-after"), third.headers.get("cache-control")]).toEqual([429, "15", "no-store"]);
  const text = await third.text();
  for (const words of ["2 files of this log are being downloaded already.", "Wait until one of them is complete", "Try again in 15 seconds."]) expect(text).toContain(words);
  expect(await statusOfNext({ publisherId: 2 })).toBe(200);
});

it.each<[string, Export, (opened: Response) => Promise<unknown>]>([
  ["is complete", {}, (opened) => opened.text()],
  ["is complete, as NDJSON", { format: "ndjson" }, (opened) => opened.text()],
  ["has no rows", { batches: rows(0) }, (opened) => opened.text()],
  ["breaks off", { batches: rows(3, () => Promise.reject(new Error("the database is away"))) }, (opened) => opened.text().catch(() => undefined)],
  ["is given up before it began", {}, async (opened) => opened.body?.cancel()],
  [
    "is given up in the middle",
    { batches: rows(1_000) },
    async (opened) => {
      const reader = opened.body?.getReader();
      for (let part = 0; part < 5; part += 1) await reader?.read();
      await reader?.cancel();
    },
  ],
])("a file that %s makes room for another one", async (_, more, end) => {
  await open();
  const opened = await open(more);
  expect(await statusOfNext()).toBe(429);
  await end(opened);
  expect([await statusOfNext(), globalThis.portalExports?.get(1)?.size]).toEqual([200, 1]);
});

it("a file that nobody has read for a minute makes room too, and counts again once it is read on", async () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  await open();
  const reader = (await open({ batches: rows(1_000) })).body?.getReader();
  const read = async () => {
    for (let part = 0; part < 5; part += 1) await reader?.read();
  };
  now.mockReturnValue(59_999);
  expect(await statusOfNext()).toBe(429);
  await read();
  now.mockReturnValue(60_000);
  expect(await statusOfNext()).toBe(200);
  now.mockReturnValue(100_000);
  await open();
  expect(await statusOfNext()).toBe(429);
  now.mockReturnValue(125_000);
  expect(await statusOfNext()).toBe(200);
  await read();
  expect(await statusOfNext()).toBe(429);
});
