import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";
import { isUsable, keptOrFetched, newEntry, type Entry } from "./metadata-cache";

interface Known {
  readonly keys: readonly { readonly kid: string }[];
}

const HOUR = 3600;

let entry: Entry<Known>;
let published: string[];
let attempts = 0;
let answer: () => Promise<Known>;

const works = (): Promise<Known> => Promise.resolve({ keys: published.map((kid) => ({ kid })) });
const fails = (): Promise<Known> => Promise.reject(new Error("out of reach"));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  entry = newEntry();
  published = ["one"];
  attempts = 0;
  answer = works;
});
afterEach(() => vi.useRealTimers());

function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

async function ask(kid?: string): Promise<string[]> {
  const known = await keptOrFetched(
    entry,
    () => {
      attempts += 1;
      return answer();
    },
    kid,
  );
  return known.keys.map((key) => key.kid);
}

const askInVain = (kid?: string): Promise<void> => expect(ask(kid)).rejects.toSatisfy((error) => error instanceof PortalError && error.code === "upstream-unavailable");

/** Lets what goes on in the background come to its end. */
const settled = (): Promise<unknown> => Promise.allSettled([entry.pending ?? Promise.resolve()]);

it("fetches once a day, and has nobody wait for it", async () => {
  await ask();
  later(24 * HOUR - 1);
  await ask();
  expect(attempts).toBe(1);
  published = ["two"];
  later(1);
  expect(await ask()).toEqual(["one"]);
  await settled();
  expect(await ask()).toEqual(["two"]);
  expect(attempts).toBe(2);
});

it("tries again a minute after a failure, while usable keys are there", async () => {
  await ask();
  answer = fails;
  later(24 * HOUR);
  for (const [seconds, expected] of [[0, 2], [59, 2], [1, 3], [59, 3], [1, 4]] as const) {
    later(seconds);
    expect(await ask("one")).toEqual(["one"]);
    await settled();
    expect(attempts).toBe(expected);
  }
});

it("without keys tries again after a second at first, at last after a minute, and begins anew once it worked", async () => {
  answer = fails;
  await askInVain();
  for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
    const before = attempts;
    later(pause - 0.001);
    await askInVain();
    expect(attempts).toBe(before);
    later(0.001);
    await askInVain();
    expect(attempts).toBe(before + 1);
  }
  answer = works;
  later(60);
  expect(await ask()).toEqual(["one"]);
  later(48 * HOUR);
  answer = fails;
  await askInVain();
  later(1);
  answer = works;
  expect(await ask()).toEqual(["one"]);
});

it("uses keys for two days, counted from when they were asked for", async () => {
  let arrive: (known: Known) => void = () => undefined;
  answer = () => new Promise((resolve) => (arrive = resolve));
  const first = ask();
  later(3);
  arrive(await works());
  await first;
  answer = fails;
  later(48 * HOUR - 4);
  expect(isUsable(entry)).toBe(true);
  await ask();
  later(1);
  expect(isUsable(entry)).toBe(false);
  await settled();
  await askInVain();
});

it("looks for an unknown key once a minute, and lets all who want one wait for the same search", async () => {
  await ask();
  published = ["one", "two"];
  expect(await Promise.all([ask("two"), ask("three"), ask("two")])).toEqual(Array.from({ length: 3 }, () => ["one", "two"]));
  published = ["three"];
  later(59);
  await askInVain("three");
  expect(await ask("two")).toEqual(["one", "two"]);
  expect(attempts).toBe(2);
  later(1);
  expect(await ask("three")).toEqual(["three"]);
});

it("says of no key that there is none while another search is too early, and tells the log once a pause", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  await ask();
  for (const pauses of [1, 2]) {
    expect(await ask("forged")).toEqual(["one"]);
    for (let times = 0; times < 5; times += 1) await expect(ask(`new ${times}`)).rejects.toMatchObject({ code: "upstream-unavailable", isLogged: true });
    expect(warned.mock.calls.map(([fields]) => fields)).toEqual(Array.from({ length: pauses }, () => expect.objectContaining({ event: "entra.unknown-key" }) as unknown));
    later(60);
  }
  warned.mockRestore();
});

it("waits with an unknown key for a refresh that is under way, and needs no search of its own", async () => {
  await ask();
  later(25 * HOUR);
  published = ["two"];
  const [old, wanted] = await Promise.all([ask("one"), ask("two")]);
  expect([old, wanted]).toEqual([["one"], ["two"]]);
  expect(attempts).toBe(2);
});

it("says of no key that there is none while it cannot be looked for", async () => {
  await ask();
  answer = fails;
  await askInVain("two");
  later(30);
  await askInVain("two");
  expect(attempts).toBe(2);
  expect(await ask("one")).toEqual(["one"]);
  answer = works;
  published = ["two"];
  later(30);
  expect(await ask("two")).toEqual(["two"]);
});
