import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { hashSecret } from "@/lib/kernel/crypto";
import { runPortal, type Told } from "./testing";

let mine: TestDatabase;
let folder: string;

const SECRET = { MARKETPLACE_CLIENT_SECRET: "very-secret-1" };

function offers(args: string[], variables: Record<string, string> = {}): Promise<Told> {
  return runPortal(["offers", ...args], { DATABASE_URL: mine.url, ...variables });
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

let example: string;

beforeAll(async () => {
  mine = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "portal-offers-"));
  await copyFile("docs/offer.example.yaml", join(folder, "offer.yaml"));
  example = await readFile(join(folder, "offer.yaml"), "utf8");
});

afterAll(async () => {
  await mine.close();
  await rm(folder, { recursive: true });
});

describe("offers apply and export", () => {
  it("say what would change, change it, change nothing after, and give the file back", async () => {
    const path = join(folder, "offer.yaml");
    const dry = await offers(["apply", path, "--dry-run"], SECRET);
    expect(dry).toMatchObject({ code: 0, err: "" });
    expect(dry.out).toContain("+ offers[ledgerlight].plans[team-monthly].perSeat: true\n");
    expect(dry.out).toMatch(/\+ technicalConfiguration.clientSecret: set\n\d+ settings would change. Nothing was written.\n$/);
    expect(await mine.database.publisher.count()).toBe(0);

    expect((await offers(["apply", path], SECRET)).out).toMatch(/ settings changed.\n$/);
    expect(await offers(["apply", path], SECRET)).toMatchObject({ code: 0, out: "Nothing changes.\n" });

    const changed = await file("changed.yaml", example.replace("name: Basic, monthly", "name: Base").replace("    supportEmail: help@ledgerlight.example\n", "").replace(/ {2}- key: teamboard[\s\S]*$/, ""));
    expect(await offers(["apply", changed], { MARKETPLACE_CLIENT_SECRET: "very-secret-2" })).toMatchObject({
      code: 0,
      out: [
        "- offers[ledgerlight].supportEmail: help@ledgerlight.example",
        "~ offers[ledgerlight].plans[basic-monthly].name: Basic, monthly → Base",
        "~ technicalConfiguration.clientSecret: changed",
        "  offers[teamboard]: not in the file; it stays as it is",
        "3 settings changed.\n",
      ].join("\n"),
    });

    const out = join(folder, "exported.yaml");
    expect(await offers(["export", "northwind", "--out", out])).toMatchObject({ code: 0, err: "" });
    expect(await readFile(out, "utf8")).toBe((await offers(["export", "northwind"])).out);
    expect(await readFile(out, "utf8")).not.toContain("very-secret");
    expect(await offers(["apply", out, "--json"], { MARKETPLACE_CLIENT_SECRET: "very-secret-2" })).toMatchObject({ code: 0, out: JSON.stringify({ dryRun: false, changes: [], notInFile: [] }, null, 2) + "\n" });
  }, 90_000);

  it("refuse what is wrong with line, column, path and reason, all of it", async () => {
    const wrong = await file("wrong.yaml", example.replace("planId: team-monthly", "planId: 7").replace("perSeat: false", "perSeat: no").replace("name: Northwind Labs", "naem: Northwind Labs"));
    const text = await readFile(wrong, "utf8");
    const at = (words: string): number => text.slice(0, text.indexOf(words)).split("\n").length;
    const { code, out, err } = await offers(["apply", wrong]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.replaceAll(folder, "").split("\n")).toEqual([
      `/wrong.yaml:${at("publisher:\n")}:1 publisher.name: is missing`,
      `/wrong.yaml:${at("naem:")}:3 publisher.naem: is not known here; known are key, name, brandColor, logoUrl, supportEmail`,
      `/wrong.yaml:${at("clientSecret:")}:3 technicalConfiguration.clientSecret: asks for the environment variable MARKETPLACE_CLIENT_SECRET, which is not set`,
      `/wrong.yaml:${at("perSeat: no")}:9 offers[0].plans[0].perSeat: is text, where true or false is asked for`,
      `/wrong.yaml:${at("planId: 7")}:9 offers[0].plans[1].planId: is a number, where text is asked for: put it in quotes`,
      expect.stringMatching(/^Nothing was applied. 5 problems have to be put right in .*wrong.yaml. docs\/offer.example.yaml shows/),
      "",
    ]);
  }, 30_000);

  it("refuse a changed offer id with its line", async () => {
    expect((await offers(["apply", join(folder, "offer.yaml")], SECRET)).code).toBe(0);
    const changed = await file("other-offer.yaml", example.replace("offerId: teamboard", "offerId: scrumboard"));
    const { code, err } = await offers(["apply", changed], SECRET);
    expect(code).toBe(1);
    expect(err.replaceAll(folder, "")).toMatch(/^\/other-offer.yaml:\d+:5 offers\[1\].offerId: The key teamboard stands for Microsoft's offer teamboard, and for no other ever/);
  }, 30_000);

  it("end one after the other where two processes apply at once", async () => {
    const paths = await Promise.all(["One", "Two", "Three"].map((name) => file(`${name}.yaml`, example.replaceAll(/^( +)name: .*/gm, `$1name: ${name}`))));
    const results = await Promise.all(paths.map((path) => offers(["apply", path], SECRET)));
    expect(results.map(({ code, err }) => ({ code, err }))).toEqual(results.map(() => ({ code: 0, err: "" })));
    const publisher = await mine.database.publisher.findUniqueOrThrow({ where: { key: "northwind" }, include: { offers: { include: { plans: true } } } });
    const names = publisher.offers.flatMap(({ name, plans }) => [name, ...plans.map((plan) => plan.name)]);
    expect(new Set(names)).toEqual(new Set([publisher.name]));
  }, 60_000);

  it.each<[string, string[], number, RegExp]>([
    ["a file that is not there", ["apply", "/nowhere/offer.yaml"], 1, /^\/nowhere\/offer.yaml cannot be read. There is no such file/],
    ["a folder", ["apply", "docs"], 1, /It is a folder/],
    ["an export to nowhere", ["export", "northwind", "--out", "/nowhere/offer.yaml"], 1, /cannot be written/],
    ["a publisher that is not there", ["export", "nobody"], 1, /no such publisher "nobody"/],
    ["no file", ["apply"], 2, /missing required argument/],
  ])("refuse %s in plain words", async (_, args, exitCode, words) => {
    const { code, err } = await offers(args, SECRET);
    expect(code).toBe(exitCode);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  }, 30_000);

  it("give a webhook a key, shown once, replace it and take it away", async () => {
    expect((await offers(["apply", join(folder, "offer.yaml")], SECRET)).code).toBe(0);
    const key = async () => (await mine.database.offer.findUniqueOrThrow({ where: { key: "ledgerlight" } })).webhookKeyHash;
    const made = await offers(["webhook-key", "ledgerlight"], { PORTAL_URL: "https://portal.example" });
    expect(made.code).toBe(0);
    expect(made.err).toMatch(/fails Microsoft's certification/);
    const [, shown = ""] = /^https:\/\/portal\.example\/api\/webhook\/ledgerlight\?key=([\w-]{43})\n$/.exec(made.out) ?? [];
    expect(await key()).toBe(hashSecret(shown));
    const replaced = z.object({ key: z.string() }).parse(JSON.parse((await offers(["webhook-key", "ledgerlight", "--json"])).out));
    expect(await key()).toBe(hashSecret(replaced.key));
    expect((await offers(["webhook-key", "ledgerlight", "--remove"])).out).toMatch(/^Calls need no key any more/);
    expect(await key()).toBeNull();
    expect((await offers(["webhook-key", "ledgerlight", "--remove", "--json"])).out).toContain('"removed": false');
    const ofNone = await offers(["webhook-key", "nothing"]);
    expect([ofNone.code, ofNone.out]).toEqual([1, ""]);
    expect(ofNone.err).toContain('There is no such offer "nothing"');
  }, 60_000);

  it("say it as JSON too", async () => {
    const { out } = await offers(["apply", join(folder, "offer.yaml"), "--dry-run", "--json"], { MARKETPLACE_CLIENT_SECRET: "very-secret-3" });
    const { dryRun, changes } = z.object({ dryRun: z.boolean(), changes: z.array(z.object({ path: z.string(), from: z.unknown(), to: z.unknown() })) }).parse(JSON.parse(out));
    expect(dryRun).toBe(true);
    expect(changes).toContainEqual({ path: "technicalConfiguration.clientSecret", from: "set", to: "changed" });
    expect(out).not.toContain("very-secret");
    expect(z.object({ document: z.string() }).parse(JSON.parse((await offers(["export", "northwind", "--json"])).out)).document).toContain("key: northwind");
  }, 30_000);
});
