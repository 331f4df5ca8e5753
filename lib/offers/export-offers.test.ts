import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { exportOffers } from "./export-offers";
import { parseOfferDocument } from "./offer-document";
import { ACTIVATION_MODES, catalogueSchema, LICENSE_MODELS, type Catalogue } from "./schema";

let mine: TestDatabase;
beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

const ctx: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: new Date("2026-01-01T00:00:00Z") };
const of = (publisherKey: string) => ({ ...systemScope(), publisherKey });

/** Names that YAML could take for something else. */
const TRICKY = ["yes", "null", "~", "0x1F", "1e3", "2026-01-01", "- a", "a: b", "#hash", "&anchor", "*alias", "!tag", "'quoted'", '"', "%", "@", "`", "---", "...", "key:", "$$", "{}", "[]", "<<", "ﬀ🙂", "  two  blanks ", "\u00a0", "x".repeat(150), "=", "|", ">", "?", "NaN", ".inf"];
const name = fc.oneof(fc.constantFrom(...TRICKY), fc.string({ minLength: 1, maxLength: 120, unit: "grapheme" })).filter((text) => catalogueSchema.shape.publisher.shape.name.safeParse(text).success);
const id = fc.oneof(fc.constantFrom("12", "true", "null", "1.0", "a-b_c"), fc.stringMatching(/^[a-z0-9_.-]{1,30}$/)).filter((text) => !text.endsWith("-preview"));
const key = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/).filter((text) => text !== "unspecified" && text !== "export");
const mail = fc.option(fc.constantFrom("help@northwind.example", "a+b@x.example"));
const web = fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true }).filter((url) => catalogueSchema.shape.publisher.shape.logoUrl.safeParse(url).success));

const APPLICATIONS = [newId(), newId(), newId()].map((clientId, index) => ({ tenantId: newId(), clientId, clientSecret: `secret ${index} \${x` }));
const consent = fc.option(fc.constantFrom("accept" as const, "refuse" as const));
const changes = fc.option(fc.record({ decisionUrl: web, whenSilent: consent, planUpgrades: consent, planDowngrades: consent, seatIncreases: consent, seatDecreases: consent }));
const system = web.map((url) => url?.replace(/^http:/, "https:") ?? null);
const activation = fc
  .option(fc.record({ mode: fc.option(fc.constantFrom(...ACTIVATION_MODES)), url: system, deadlineMinutes: fc.option(fc.constantFrom(5, 60, 43_200)) }))
  .map((drawn) => drawn && { ...drawn, mode: drawn.url === null ? null : drawn.mode });
const log = fc.option(fc.record({ url: system }));
const seats = fc.option(fc.integer({ min: 1, max: 9 }));

/** Plans with their rules: of the numbers each has drawn, those that fit what it is. */
const plans = fc
  .uniqueArray(fc.record({ planId: id, name, perSeat: fc.boolean(), level: fc.option(fc.nat(9)), ways: fc.option(fc.array(fc.nat(3))), seats: fc.tuple(seats, seats), licenses: fc.option(fc.constantFrom(...LICENSE_MODELS)) }), { minLength: 1, maxLength: 4, selector: ({ planId }) => planId })
  .map((drawn) =>
    drawn.map(({ ways, seats: [one, other], ...plan }) => {
      const others = drawn.filter(({ planId }) => planId !== plan.planId).map(({ planId }) => planId);
      const [minSeats, maxSeats] = plan.perSeat ? (one && other && one > other ? [other, one] : [one, other]) : [null, null];
      return { ...plan, minSeats, maxSeats, ...(ways && { changesTo: others.filter((_, index) => ways.includes(index)).reverse() }) };
    }),
  );
const catalogues: fc.Arbitrary<Catalogue> = fc
  .record({
    publisher: fc.record({ key, name, brandColor: fc.option(fc.constantFrom("#0a7f5c", "#123456", "#000000")), logoUrl: web, supportEmail: mail }),
    technicalConfiguration: fc.constantFrom(...APPLICATIONS),
    offers: fc.uniqueArray(
      fc.record({
        key,
        offerId: id,
        name,
        productUrl: web,
        supportEmail: mail,
        technicalConfiguration: fc.option(fc.constantFrom(...APPLICATIONS)),
        activation,
        log,
        changes,
        overAssignment: consent,
        plans,
      }),
      { minLength: 1, maxLength: 4, selector: ({ key: each }) => each },
    ),
  })
  .filter((catalogue) => catalogueSchema.safeParse(catalogue).success);

/** An environment in which whatever the text asks for holds that application's secret. */
function variablesFor(text: string): Record<string, string> {
  const asked = [...text.matchAll(/clientId: (\S+)\n\s*clientSecret: \$\{(\w+)\}/g)];
  return Object.fromEntries(asked.map(([, clientId, variable]) => [variable ?? "", APPLICATIONS.find((each) => each.clientId === clientId)?.clientSecret ?? ""]));
}

describe("an export", () => {
  it("applied again changes nothing, whatever the publisher has", async () => {
    await fc.assert(
      fc.asyncProperty(catalogues, async (catalogue) => {
        await applyCatalogue(ctx, catalogue);
        const text = await exportOffers(of(catalogue.publisher.key));
        for (const { clientSecret } of APPLICATIONS) expect(text).not.toContain(clientSecret);
        const document = parseOfferDocument(text, variablesFor(text));
        if (document.kind === "refused") throw new Error(JSON.stringify(document.problems));
        const used = (of: Catalogue) => of.offers.map(({ technicalConfiguration }) => (technicalConfiguration ?? of.technicalConfiguration).clientSecret);
        expect(used(document.catalogue)).toEqual(used(catalogue));
        expect(await applyCatalogue(ctx, document.catalogue)).toEqual({ changes: [], notInFile: [] });
        expect(await exportOffers(of(catalogue.publisher.key))).toBe(text);
        await emptyDatabase();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("is a member's own publisher's, and reads as people would write it", async () => {
    const [application] = APPLICATIONS;
    const offer = {
      ...{ key: "ledger", offerId: "ledger", name: "Ledger" },
      activation: { mode: "endpoint", url: "https://northwind.example/set-up", deadlineMinutes: 60 },
      log: { url: "https://northwind.example/log" },
      changes: { decisionUrl: "https://northwind.example/changes", whenSilent: "refuse", planUpgrades: "accept", seatDecreases: "refuse" },
      plans: [{ planId: "basic", name: "Basic", perSeat: false, level: 0, changesTo: ["team"] }, { planId: "team", name: "Team", perSeat: true, changesTo: [], minSeats: 2, maxSeats: 50 }],
    };
    await applyCatalogue(ctx, catalogueSchema.parse({ publisher: { key: "northwind", name: "Northwind" }, technicalConfiguration: application, offers: [offer, { key: "plain", offerId: "plain", name: "Plain", activation: { mode: "automatic", deadlineMinutes: null }, log: {}, changes: { planUpgrades: "accept" }, plans: [{ planId: "basic", name: "Basic", perSeat: false }] }] }));
    const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: "northwind" } });
    const text = await exportOffers(publisherScope({ publisherId, publisherKey: "northwind", role: "admin" }));
    expect(text.slice(text.indexOf("publisher:"))).toBe(`publisher:
  key: northwind
  name: Northwind
technicalConfiguration:
  tenantId: ${application?.tenantId ?? ""}
  clientId: ${application?.clientId ?? ""}
  clientSecret: \${MARKETPLACE_CLIENT_SECRET}
offers:
  - key: ledger
    offerId: ledger
    name: Ledger
    activation:
      mode: endpoint
      url: https://northwind.example/set-up
    log:
      url: https://northwind.example/log
    changes:
      decisionUrl: https://northwind.example/changes
      whenSilent: refuse
      seatDecreases: refuse
    plans:
      - planId: basic
        name: Basic
        perSeat: false
        level: 0
        changesTo:
          - team
      - planId: team
        name: Team
        perSeat: true
        changesTo: []
        minSeats: 2
        maxSeats: 50
  - key: plain
    offerId: plain
    name: Plain
    plans:
      - planId: basic
        name: Basic
        perSeat: false
`);
  });

  it.each(["viewer", "operator"] as const)("is refused to a member as %s, who sees no address whole", async (role) => {
    const { id: publisherId } = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
    await expect(exportOffers(publisherScope({ publisherId, publisherKey: "northwind", role }))).rejects.toMatchObject({ code: "forbidden" });
  });

  it("of nobody, and of nothing, is refused", async () => {
    await expect(exportOffers(of("nobody"))).rejects.toMatchObject({ code: "not-found" });
    await database().publisher.create({ data: { key: "empty", name: "Empty" } });
    await expect(exportOffers(of("empty"))).rejects.toMatchObject({ code: "conflict" });
  });
});

async function emptyDatabase(): Promise<void> {
  const db = database();
  await db.plan.deleteMany();
  await db.endpoint.deleteMany();
  await db.offer.deleteMany();
  await db.technicalConfiguration.deleteMany();
  await db.auditEntry.deleteMany();
  await db.publisher.deleteMany();
}
