import { expect, it } from "vitest";
import { ndjsonResponse } from "./ndjson-response";

async function* oneAfterAnother(...batches: object[][]): AsyncGenerator<object[], void, undefined> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

it("holds one document a line, and passes over batches in which nothing was found", async () => {
  const response = ndjsonResponse({ fileName: "actions.ndjson", batches: oneAfterAnother([], [{ name: "two\nlines" }], [], [{ name: null }, { name: "=1+1" }], []), requestId: "request-1" });
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="actions.ndjson"');
  expect(await response.text()).toBe('{"name":"two\\nlines"}\n{"name":null}\n{"name":"=1+1"}\n');
});

it("ends the reading when the client goes away while nothing is found", async () => {
  let ended = false;
  async function* nothing(): AsyncGenerator<object[], void, undefined> {
    try {
      yield [{ first: true }];
      for (;;) yield await new Promise<object[]>((resolve) => setTimeout(() => resolve([]), 1));
    } finally {
      ended = true;
    }
  }
  const reader = ndjsonResponse({ fileName: "actions.ndjson", batches: nothing(), requestId: "request-1" }).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(ended).toBe(true);
});
