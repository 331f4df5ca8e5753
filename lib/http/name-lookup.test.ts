import { createSocket } from "node:dgram";
import { lookup as systemLookup } from "node:dns/promises";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { nameServerLookup } from "./name-lookup";
import { createOutgoingFetch } from "./outgoing-fetch";

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

const TYPES = new Map([
  [1, "A"],
  [28, "AAAA"],
]);

/** What a name server says: addresses in bytes, a response code, or nothing at all. */
type Answer = readonly (readonly number[])[] | number | "silence";

/** A name server on 127.0.0.1, and what it was asked so far. */
async function nameServer(answer: (type: string, name: string) => Answer): Promise<{ servers: string[]; asked: string[] }> {
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const { name, type, question } = readQuestion(query);
    asked.push(`${name} ${type}`);
    const said = answer(type, name);
    if (said !== "silence") socket.send(written(query, question, said), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  stops.push(() => socket.close());
  return { servers: [`127.0.0.1:${socket.address().port}`], asked };
}

function readQuestion(query: Buffer): { name: string; type: string; question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), type: TYPES.get(query.readUInt16BE(at + 1)) ?? "?", question: query.subarray(12, at + 5) };
}

/** RFC 1035: the header, the question again, and records whose name points at it. */
function written(query: Buffer, question: Buffer, said: readonly (readonly number[])[] | number): Buffer {
  const addresses = typeof said === "number" ? [] : said;
  const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80 | (typeof said === "number" ? said : 0), 0, 1, 0, addresses.length, 0, 0, 0, 0]);
  const records = addresses.map((bytes) => Buffer.from([0xc0, 12, 0, bytes.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]));
  return Buffer.concat([header, question, ...records]);
}

const FOUR = [192, 0, 2, 7];
const SIX = [0x2d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const OF_FOUR = { address: "192.0.2.7", family: 4 };
const OF_SIX = { address: "2d00::1", family: 6 };
const SERVFAIL = 2;
const NXDOMAIN = 3;

describe("a name that name servers are asked for", () => {
  it.each<[string, Answer, Answer, unknown]>([
    ["IPv4 before IPv6", [FOUR], [SIX], [OF_FOUR, OF_SIX]],
    ["all of them", [FOUR, [198, 51, 100, 1]], [], [OF_FOUR, { address: "198.51.100.1", family: 4 }]],
    ["IPv6 alone", [], [SIX], [OF_SIX]],
    ["IPv6 alone where nobody knows of the other", NXDOMAIN, [SIX], [OF_SIX]],
    ["IPv4 alone where the servers fail over the other", [FOUR], SERVFAIL, [OF_FOUR]],
    ["IPv4 alone where the servers say nothing of the other", [FOUR], "silence", [OF_FOUR]],
  ])("has the addresses of both families: %s", async (_, four, six, addresses) => {
    const { servers } = await nameServer((type) => (type === "A" ? four : six));
    expect(await nameServerLookup({ servers, longestMilliseconds: 500 })("endpoint.example")).toEqual(addresses);
  });

  it.each<[string, Answer, Answer, string]>([
    ["there is no such name", NXDOMAIN, NXDOMAIN, "ENOTFOUND"],
    ["it has no address", [], [], "ENOTFOUND"],
    ["the servers fail", SERVFAIL, SERVFAIL, "ESERVFAIL"],
    ["they fail over one of the families, and have none of the other", [], SERVFAIL, "ESERVFAIL"],
    ["they say nothing", "silence", "silence", "ETIMEOUT"],
  ])("comes to nothing where %s", async (_, four, six, code) => {
    const { servers } = await nameServer((type) => (type === "A" ? four : six));
    await expect(nameServerLookup({ servers, longestMilliseconds: 300 })("endpoint.example")).rejects.toMatchObject({ code });
  });

  it("is asked for once, however many want it, and anew when it is wanted again", async () => {
    const { servers, asked } = await nameServer(() => [FOUR]);
    const lookup = nameServerLookup({ servers });
    await Promise.all(Array.from({ length: 20 }, () => lookup("endpoint.example")));
    expect(asked.sort()).toEqual(["endpoint.example A", "endpoint.example AAAA"]);
    await lookup("endpoint.example");
    expect(asked).toHaveLength(4);
  });

  it("is left alone for some seconds after it came to nothing, and no other name with it", async () => {
    const { servers, asked } = await nameServer((_, name) => (name === "gone.example" ? NXDOMAIN : [FOUR]));
    const lookup = nameServerLookup({ servers });
    const now = vi.spyOn(performance, "now");
    stops.push(() => now.mockRestore());
    const start = performance.now();
    const wanted = async (after: number) => {
      now.mockReturnValue(start + after);
      await expect(lookup("gone.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
      return asked.filter((question) => question === "gone.example A").length;
    };
    expect([await wanted(0), await wanted(4_999), await wanted(5_001)]).toEqual([1, 1, 2]);
    expect(await lookup("endpoint.example")).toContainEqual(OF_FOUR);
  });

  it("takes no memory by itself, however many names come to nothing", async () => {
    const { servers, asked } = await nameServer(() => NXDOMAIN);
    const lookup = nameServerLookup({ servers });
    const names = Array.from({ length: 1_001 }, (_, index) => `${index}.example`);
    for (const name of names) await lookup(name).catch(() => undefined);
    await lookup("1000.example").catch(() => undefined);
    expect(asked).toHaveLength(2_002);
    await lookup("0.example").catch(() => undefined);
    expect(asked).toHaveLength(2_004);
  });
});

describe("a publisher whose name server is silent", () => {
  it("takes no thread from the names of others", async () => {
    const { servers, asked } = await nameServer(() => "silence");
    const fetch = createOutgoingFetch({ allowPrivate: false, nameServers: { servers, longestMilliseconds: 1_000 } });
    const ends: string[] = [];
    const calls = Array.from({ length: 8 }, async (_, index) => {
      const outcome = await fetch({ url: `https://${index}.example/`, method: "POST" });
      ends.push("silent");
      return outcome;
    });
    await vi.waitUntil(() => new Set(asked).size === 16);
    await systemLookup("localhost").then(() => ends.push("localhost"));
    expect(ends).toEqual(["localhost"]);
    const outcomes = await Promise.all(calls);
    expect(outcomes).toEqual(Array.from(outcomes, () => ({ kind: "failed", reason: "timeout", status: null, code: "ETIMEOUT" })));
  });

  it("is refused like any other once it answers with an address of a private network among others", async () => {
    const { servers } = await nameServer((type) => (type === "A" ? [[127, 0, 0, 1]] : [SIX]));
    const fetch = createOutgoingFetch({ allowPrivate: false, nameServers: { servers } });
    expect(await fetch({ url: "https://endpoint.example/", method: "POST" })).toEqual({ kind: "refused", reason: "private-address" });
  });
});
