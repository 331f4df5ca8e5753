import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MASKED, maskBody } from "./mask";

const SUBSCRIPTION = "37f9dea2-4345-438f-b0bd-03d40d28c7e0";
const OPERATION = "74dfb4db-c193-4891-827d-eb05fbdc64b0";
const OBJECT = "bf09ce03-6f6e-4a6d-bfbf-6a4de4e49c3b";
const TENANT = "611899f7-8fa4-4a3b-9c1e-0d2ac1f8de42";

const CALL = {
  id: OPERATION,
  activityId: OPERATION,
  subscriptionId: SUBSCRIPTION,
  publisherId: "northwind",
  offerId: "teamboard",
  planId: "team-annual",
  quantity: 12,
  action: "ChangeQuantity",
  timeStamp: "2026-02-01T00:00:00.1234567Z",
  operationRequestSource: "Azure",
  subscription: {
    id: SUBSCRIPTION,
    name: "Teamboard - Mira Soto",
    planId: "team-annual",
    quantity: null,
    term: { termUnit: "P1M" },
    beneficiary: { emailId: "mira@aurora.example", objectId: OBJECT, tenantId: TENANT, puid: "1003BFFD92D1A1AC" },
    purchaser: { emailId: "", objectId: null, tenantId: TENANT },
    allowedCustomerOperations: ["Read", "Update"],
  },
};

describe("a call with personal data masked", () => {
  it("says what it is about and not whom", () => {
    const shown: unknown = JSON.parse(maskBody(JSON.stringify(CALL)));
    expect(shown).toEqual({
      ...CALL,
      subscription: {
        ...CALL.subscription,
        name: MASKED.name,
        beneficiary: { emailId: MASKED.mail, objectId: MASKED.id, tenantId: MASKED.id, puid: MASKED.id },
        purchaser: { emailId: "", objectId: null, tenantId: MASKED.id },
      },
    });
  });

  it.each([
    ["a key in odd case", { "E-Mail_ID": "x at y" }],
    ["a person's further fields", { Beneficiary: { shoeSize: 46, nested: { word: "left-handed" } } }],
    ["an unknown field", { remark: `please tell mira@aurora.example, ${OBJECT}` }],
    ["what stands elsewhere, too", { user: "left-handed", remark: "is Left-Handed" }],
    ["a list", { objectIds: [OBJECT], emails: ["mira@aurora.example"], objectId: [OBJECT] }],
    ["a key", { "mira@aurora.example": 1, [OBJECT]: 1, more: { [`of ${OBJECT}`]: true } }],
    ["JSON within a text", { raw: JSON.stringify({ objectId: "left-handed", id: OBJECT, to: "mira@aurora.example" }) }],
    ["an address with its @ escaped", { to: "mira%40aurora.example", link: "mailto:mira&#64;aurora.example" }],
    ["an id in another's place", { approver: { id: OBJECT }, subscriptionId: "x", planId: "mira@aurora.example" }],
    ["an id that is also kept", { objectId: "left-handed", planId: "left-handed", id: "LEFT-HANDED" }],
    ["a number", { puid: 461_046_104_610, other: 461_046_104_610 }],
    ["deep down", { a: JSON.parse(`${"[".repeat(900)}"mira@aurora.example"${"]".repeat(900)}`) as unknown }],
  ])("%s", (_, body) => {
    const shown = maskBody(JSON.stringify(body));
    for (const secret of ["mira", OBJECT, "x at y", "left-handed", "46"]) expect(shown.toLowerCase()).not.toContain(secret);
  });

  it("keeps keys apart that are masked alike", () => {
    expect(Object.keys(JSON.parse(maskBody('{"a@b.example":1,"c@d.example":2,"__proto__":3}')) as object)).toEqual([MASKED.mail, `${MASKED.mail} 2`, "__proto__"]);
  });

  it("a name that is a word leaves ids alone", () => {
    expect(JSON.parse(maskBody('{"subscription":{"name":"Teamboard"},"offerId":"teamboard","remark":"my Teamboard"}'))).toEqual({ subscription: { name: MASKED.name }, offerId: "teamboard", remark: `my ${MASKED.other}` });
  });

  it.each(["null", "7", '""', "[]", "\uFEFF{}"])("%s", (raw) => {
    expect(JSON.parse(maskBody(raw))).toEqual(JSON.parse(raw.replace("\uFEFF", "")));
  });

  it.each([JSON.stringify(CALL).slice(0, -3), JSON.stringify(CALL, null, 2).replace("{", ""), `x=1&emailId=mira%40aurora.example&objectid=${OBJECT}`, `subscriptionId: ${SUBSCRIPTION}, Beneficiary: "Mira Soto", puid: 1003BFFD92D1A1AC`])("what is no JSON, by what it looks like: %#", (raw) => {
    const shown = maskBody(raw);
    for (const secret of ["mira", "1003bffd92d1a1ac", OBJECT, TENANT]) expect(shown.toLowerCase()).not.toContain(secret);
    if (raw.includes(SUBSCRIPTION)) expect(shown).toContain(SUBSCRIPTION);
  });

  it("holds no mail address and no object id of what came, whatever came", () => {
    const anyCase = (word: string) => fc.array(fc.boolean(), { minLength: word.length, maxLength: word.length }).map((ups) => ups.map((isUp, at) => (isUp ? word.charAt(at).toUpperCase() : word.charAt(at))).join(""));
    const text = fc.record({ before: fc.constantFrom("", "to ", "<", "x;y:"), after: fc.constantFrom("", " and more", ">", ", too") });
    const body = fc.record({ mail: fc.emailAddress(), guid: fc.uuid(), odd: fc.string({ minLength: 12 }), mailKey: anyCase("emailid"), objectKey: anyCase("objectid"), text, key: fc.string(), isBroken: fc.boolean(), indent: fc.constantFrom(0, 2) });
    fc.assert(
      fc.property(body, ({ mail, guid, odd, mailKey, objectKey, text: { before, after }, key, isBroken, indent }) => {
        const written = `${before}${mail}${after}`;
        const raw = JSON.stringify({ id: OPERATION, subscriptionId: SUBSCRIPTION, [key]: [written, guid], [written]: `${before}${guid}`, a: { [mailKey]: mail, [objectKey]: guid, puid: odd, b: [{ [key]: guid }, odd] }, subscription: { beneficiary: { x: odd, [key]: mail } }, json: JSON.stringify({ [objectKey]: guid, [key]: written }) }, null, indent);
        const shown = maskBody(isBroken ? raw.slice(0, -1) : raw).toLowerCase();
        expect(shown).not.toContain(mail.toLowerCase());
        expect(shown).not.toContain(guid);
        if (!isBroken && odd.trim().length >= 12 && !JSON.stringify(odd).includes("\\")) expect(shown).not.toContain(odd.trim().toLowerCase());
        expect(shown).toContain(SUBSCRIPTION);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a handful", 5, true],
    ["some, in a long text", 40, true],
    ["so many that looking for them would take long", 80, false],
  ])("is looked through for %s", (_, count, isLookedThrough) => {
    const users = Array.from({ length: count }, (__, at) => ({ mail: `person-${at}@x.example` }));
    const shown = JSON.parse(maskBody(JSON.stringify({ users, remark: `PERSON-3@x.example, ${"word ".repeat(12_000)}`, quantity: 7 }))) as { remark?: string };
    expect(JSON.stringify(shown)).not.toMatch(/person-/i);
    expect(shown.remark?.includes("word word") === true).toBe(isLookedThrough);
  });

  it("tells keys apart that are masked alike without trying every number for each", () => {
    const keys = Array.from({ length: 4_000 }, (_, at) => [[`a${at}@b.example`, 1], [`[mail address] ${at + 4_000}`, 2]]).flat() as [string, number][];
    expect(Object.values(JSON.parse(maskBody(JSON.stringify(Object.fromEntries(keys)))) as object)).toHaveLength(8_000);
  });

  it("takes no longer than the text is long", () => {
    const started = performance.now();
    for (const raw of [`"${"x".repeat(250_000)}`, `{"a":"${"a.".repeat(120_000)}"}`, " a:".repeat(80_000), JSON.stringify({ users: Array.from({ length: 8_000 }, (_, at) => `person ${at}`), remark: "y".repeat(100_000) }), `"${OBJECT} `.repeat(6_000)]) maskBody(raw);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
