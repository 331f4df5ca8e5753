import { describe, expect, it } from "vitest";
import { csvResponse } from "./csv-response";

const titles = ["name", "price"];

function answer(batches: AsyncGenerator<Record<string, string>[], void, undefined>): Response {
  return csvResponse({ fileName: "northwind-labs-subscriptions-2026-11-21.csv", titles, batches, requestId: "request-1" });
}

async function* oneAfterAnother(...batches: Record<string, string>[][]): AsyncGenerator<Record<string, string>[], void, undefined> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

describe("a CSV file", () => {
  it("quotes what needs it, ends lines as RFC 4180 says, and has its titles also without a row", async () => {
    const response = answer(oneAfterAnother([{ name: 'Say "hi", twice', price: "1" }], [{ name: "two\nlines", price: "" }]));
    expect(Buffer.from(await response.clone().arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(await response.text()).toBe('name,price\r\n"Say ""hi"", twice",1\r\n"two\nlines",\r\n');
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="northwind-labs-subscriptions-2026-11-21.csv"');
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await answer(oneAfterAnother()).text()).toBe("name,price\r\n");
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])("is no formula to a spreadsheet: %j", async (name) => {
    expect(await answer(oneAfterAnother([{ name, price: "" }])).text()).toMatch(/^name,price\r\n"?'/);
  });

  it.each([["x;=1+1", "x;'=1+1"], ["a\t+1", "a\t'+1"], ["a\n@SUM(A1)", "\"a\n'@SUM(A1)\""], ["a;b-c", "a;b-c"]])("is none to one that separates cells otherwise either: %j", async (name, cell) => {
    expect(await answer(oneAfterAnother([{ name, price: "" }])).text()).toBe(`name,price\r\n${cell},\r\n`);
  });

  it("reads on only as fast as it is read", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Record<string, string>[], void, undefined> {
      for (;;) {
        asked += 1;
        yield await Promise.resolve([{ name: String(asked), price: "" }]);
      }
    }
    const reader = answer(endless()).body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(asked).toBeLessThan(5);
    await reader?.cancel();
  });

  it("leaves others their turn after each batch, whether anything was found in it or not, though batches and client are fast", async () => {
    let [turns, stood, last] = [0, 0, 0];
    let counting = setImmediate(function count() {
      turns += 1;
      counting = setImmediate(count);
    });
    async function* rows(): AsyncGenerator<Record<string, string>[], void, undefined> {
      for (let batch = 0; batch < 100; batch += 1) {
        if (batch > 0 && turns === last) stood += 1;
        last = turns;
        yield await Promise.resolve(batch % 2 === 0 ? [] : [{ name: "x", price: "" }]);
      }
    }
    expect((await answer(rows()).text()).split("\r\n")).toHaveLength(52);
    clearImmediate(counting);
    expect(stood).toBe(0);
  });

  it("ends the reading when the client goes away", async () => {
    let ended = false;
    async function* rows(): AsyncGenerator<Record<string, string>[], void, undefined> {
      try {
        for (;;) yield await Promise.resolve([{ name: "x", price: "" }]);
      } finally {
        ended = true;
      }
    }
    const reader = answer(rows()).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    expect(ended).toBe(true);
  });

  it("breaks off where a batch cannot be read, so that half a file is not taken for the whole", async () => {
    async function* broken(): AsyncGenerator<Record<string, string>[], void, undefined> {
      yield await Promise.resolve([{ name: "x", price: "" }]);
      throw new Error("the database is away");
    }
    await expect(answer(broken()).text()).rejects.toThrow("the database is away");
  });
});
