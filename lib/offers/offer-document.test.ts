import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseOfferDocument } from "./offer-document";

const GOOD = `publisher:
  key: northwind
  name: Northwind Labs
technicalConfiguration:
  tenantId: 5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58
  clientId: 00000000-0000-0000-0000-00000000C11E
  clientSecret: \${SECRET}
offers:
  - key: ledger
    offerId: ledgerlight
    name: Ledgerlight
    plans:
      - planId: basic
        name: Basic
        perSeat: false
      - planId: team
        name: Team
        perSeat: true
`;

const VARIABLES = { SECRET: "s3cret", EMPTY: " ", TAIL: "tail" };

/** `line:column path: reason` of each problem. */
function problems(text: string): string[] {
  const document = parseOfferDocument(text, VARIABLES);
  return document.kind === "read" ? [] : document.problems.map(({ line, column, path, reason }) => `${line}:${column} ${path}: ${reason}`);
}

function secretOf(spelled: string): string | undefined {
  const document = parseOfferDocument(GOOD.replace("${SECRET}", () => spelled), VARIABLES);
  return document.kind === "read" ? document.catalogue.technicalConfiguration.clientSecret : undefined;
}

describe("an offer document", () => {
  it("is read, with its variables, and knows where what stands", () => {
    const document = parseOfferDocument(GOOD, VARIABLES);
    if (document.kind !== "read") throw new Error("it was refused");
    expect(document.catalogue).toMatchObject({
      publisher: { key: "northwind" },
      technicalConfiguration: { clientId: "00000000-0000-0000-0000-00000000c11e", clientSecret: "s3cret" },
      offers: [{ key: "ledger", plans: [{ planId: "basic" }, { planId: "team", perSeat: true }] }],
    });
    expect(document.locate(["offers", 0, "plans", 1, "planId"])).toEqual({ line: 16, column: 9 });
    expect(document.locate(["offers", 0, "offerId"])).toEqual({ line: 10, column: 5 });
    expect(document.locate([])).toEqual({ line: 1, column: 1 });
  });

  it("may use anchors, and JSON is YAML too", () => {
    expect(problems(`${GOOD}  - {key: board, offerId: board, name: Board, plans: [&plan {planId: a, name: A, perSeat: false}]}\n  - {key: more, offerId: more, name: More, plans: [*plan]}\n`)).toEqual([]);
    const json = { publisher: { key: "n", name: "N" }, technicalConfiguration: { tenantId: "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58", clientId: "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58", clientSecret: "x" }, offers: [{ key: "a", offerId: "a", name: "A", plans: [{ planId: "p", name: "P", perSeat: true }] }] };
    expect(problems(JSON.stringify(json, null, "\t"))).toEqual([]);
  });

  it.each([
    ["${SECRET}", "s3cret"],
    ["a-${SECRET}-${TAIL}", "a-s3cret-tail"],
    ["plain $ text", "plain $ text"],
    ["$${SECRET}", "${SECRET}"],
    ["'$$${SECRET}'", "$${SECRET}"],
    ["$${", "${"],
  ])("reads the secret %s", (spelled, secret) => {
    expect(secretOf(spelled)).toBe(secret);
  });

  it("is, in the documentation's example, one that works", () => {
    const example = readFileSync(new URL("../../docs/offer.example.yaml", import.meta.url), "utf8");
    expect(parseOfferDocument(example, { MARKETPLACE_CLIENT_SECRET: "x" })).toMatchObject({ kind: "read" });
    expect(parseOfferDocument(example, {})).toMatchObject({ kind: "refused", problems: [{ path: "technicalConfiguration.clientSecret" }] });
  });
});

const PLAN = "      - planId: basic\n        name: Basic\n        perSeat: false\n";

describe("what is wrong with one", () => {
  it.each<[string, string, string, string[]]>([
    ["an unknown key", "  name: Northwind Labs", "  nam: Northwind Labs", ["1:1 publisher.name: is missing", "3:3 publisher.nam: is not known here; known are key, name, brandColor, logoUrl, supportEmail"]],
    ["an unknown key of a plan", "perSeat: true", "perSeat: true\n        price: 3", ["19:9 offers[0].plans[1].price: is not known here; known are planId, name, perSeat, level, changesTo, minSeats, maxSeats, licenses"]],
    ["an unknown group", "publisher:", "metering: {}\npublisher:", ["1:1 metering: is not known here; known are publisher, technicalConfiguration, offers"]],
    ["__proto__", "perSeat: true", "perSeat: true\n        __proto__: {a: 1}", ["19:9 offers[0].plans[1].__proto__: is not known here; known are planId, name, perSeat, level, changesTo, minSeats, maxSeats, licenses"]],
    ["a number for text", "planId: team", "planId: 12", ["16:9 offers[0].plans[1].planId: is a number, where text is asked for: put it in quotes"]],
    ["text for true or false", "perSeat: true", "perSeat: yes", ["18:9 offers[0].plans[1].perSeat: is text, where true or false is asked for"]],
    ["nothing for text", "name: Team", "name:", ["17:9 offers[0].plans[1].name: is empty, where text is asked for"]],
    ["empty text", "name: Team", "name: ''", ["17:9 offers[0].plans[1].name: is empty"]],
    ["long text", "name: Team", `name: ${"x".repeat(201)}`, ["17:9 offers[0].plans[1].name: is longer than 200 characters"]],
    ["a list for text", "name: Team", "name: [Team]", ["17:9 offers[0].plans[1].name: is a list, where text is asked for"]],
    ["a group for a list", `plans:\n${PLAN}`, "plans: {}\n    more:\n", ["12:5 offers[0].plans: is a group of keys, where a list is asked for", "13:5 offers[0].more: is not known here; known are key, offerId, name, productUrl, supportEmail, technicalConfiguration, activation, log, changes, overAssignment, plans"]],
    ["no id", "tenantId: 5a3e7d91", "tenantId: northwind", ["5:3 technicalConfiguration.tenantId: is no id of the form 00000000-0000-0000-0000-000000000000"]],
    ["an address of another kind", "name: Ledgerlight", "name: Ledgerlight\n    productUrl: javascript:alert(1)", ["12:5 offers[0].productUrl: is no address that begins with https:// or http://"]],
    ["no mail address", "name: Ledgerlight", "name: Ledgerlight\n    supportEmail: nobody", ["12:5 offers[0].supportEmail: is no mail address"]],
    ["a plan twice", "planId: team", "planId: BASIC", ["16:9 offers[0].plans[1].planId: BASIC stands there twice"]],
    ["a plan twice, beside another problem of it", "planId: team\n        name: Team", "planId: basic", ["16:9 offers[0].plans[1].name: is missing", "16:9 offers[0].plans[1].planId: basic stands there twice"]],
    ["a preview offer", "offerId: ledgerlight", "offerId: ledgerlight-preview", ["10:5 offers[0].offerId: leave -preview away: both are one offer"]],
    ["a key that no address can have", "key: ledger", "key: Ledger Light", ["9:5 offers[0].key: use 1 to 60 of a-z, 0-9 and - (not at an end)"]],
    ["a variable that is not set", "${SECRET}", "${NOWHERE}", ["7:3 technicalConfiguration.clientSecret: asks for the environment variable NOWHERE, which is not set"]],
    ["a variable that is empty", "${SECRET}", "${EMPTY}", ["7:3 technicalConfiguration.clientSecret: asks for the environment variable EMPTY, which is not set"]],
    ["two variables that are not set", "${SECRET}", "${ONE}${TWO}", ["7:3 technicalConfiguration.clientSecret: asks for the environment variable ONE, which is not set", "7:3 technicalConfiguration.clientSecret: asks for the environment variable TWO, which is not set"]],
    ["what every object has by nature", "${SECRET}", "${constructor}", ["7:3 technicalConfiguration.clientSecret: asks for the environment variable constructor, which is not set"]],
    ["a variable without a name", "${SECRET}", "a${b-c}", ["7:3 technicalConfiguration.clientSecret: holds ${ without the name of a variable and }; write $${ for the text itself"]],
    ["a variable outside a secret", "name: Ledgerlight", "name: ${SECRET}", ["11:5 offers[0].name: holds ${, but variables are read in clientSecret alone: write the value itself"]],
    ["a key twice, beside a wrong value", "name: Team", "name: Team\n        name: 3", ["17:9 offers[0].plans[1].name: is a number, where text is asked for: put it in quotes", "18:9 : This key stands there twice."]],
    ["a tag", "name: Team", "name: !!js/function Team", ["17:15 : This tag (!name) is not known: leave it away."]],
    ["a second document", "publisher:", "---\na: 1\n---\npublisher:", ["3:1 : A second document begins here (---): keep each in a file of its own."]],
    ["a quote without its end", "name: Northwind Labs", "name: 'Northwind Labs", ["19:1 : A closing quote, bracket, comma or colon is missing here."]],
    ["a colon in text", "name: Northwind Labs", "name: Northwind: Labs", ["3:9 : There is a second “key:” on this line: put text that holds a colon in quotes."]],
    ["an alias of nothing", "name: Team", "name: *nothing", ["17:15 : This alias (*name) has no anchor (&name) above it."]],
  ])("%s", (_, from, to, told) => {
    expect(problems(GOOD.replace(from, () => to))).toEqual(told);
  });

  const LAST = "perSeat: true\n";
  it.each<[string, string, string, string[]]>([
    ["a level below none", LAST, `${LAST}        level: -1\n`, ["19:9 offers[0].plans[1].level: is less than 0"]],
    ["half a level", LAST, `${LAST}        level: 1.5\n`, ["19:9 offers[0].plans[1].level: is a number, where a whole number is asked for"]],
    ["a level in words", LAST, `${LAST}        level: top\n`, ["19:9 offers[0].plans[1].level: is text, where a whole number is asked for"]],
    ["no seats", LAST, `${LAST}        minSeats: 0\n`, ["19:9 offers[0].plans[1].minSeats: is less than 1"]],
    ["seats without end", LAST, `${LAST}        maxSeats: 1000001\n`, ["19:9 offers[0].plans[1].maxSeats: is more than 1000000"]],
    ["the most below the least", LAST, `${LAST}        minSeats: 3\n        maxSeats: 2\n`, ["20:9 offers[0].plans[1].maxSeats: is less than minSeats"]],
    ["the same beside another fault", LAST, `${LAST}        minSeats: 3\n        maxSeats: 2\n        level: x\n`, ["20:9 offers[0].plans[1].maxSeats: is less than minSeats", "21:9 offers[0].plans[1].level: is text, where a whole number is asked for"]],
    ["a license model that there is not", LAST, `${LAST}        licenses: floating\n`, ["19:9 offers[0].plans[1].licenses: is none of seat, site and first-come"]],
    ["seats of a flat plan", "perSeat: false", "perSeat: false\n        minSeats: 2", ["16:9 offers[0].plans[0].minSeats: counts seats, but perSeat is false: leave it away"]],
    ["a way to itself", LAST, `${LAST}        changesTo: [basic, team]\n`, ["19:28 offers[0].plans[1].changesTo[1]: is the plan itself: leave it away"]],
    ["a way twice", LAST, `${LAST}        changesTo: [basic, basic]\n`, ["19:28 offers[0].plans[1].changesTo[1]: basic stands there twice"]],
    ["a way with a blank", LAST, `${LAST}        changesTo: [b c]\n`, ["19:21 offers[0].plans[1].changesTo[0]: has blanks in it"]],
    ["ways that may be none or all", LAST, `${LAST}        changesTo:\n`, ["19:9 offers[0].plans[1].changesTo: is empty, where a list is asked for"]],
    ["a consent that is none", "    plans:\n", "    changes: {planUpgrades: no, seatDecreases: Refuse}\n    plans:\n", ["12:15 offers[0].changes.planUpgrades: is neither accept nor refuse", "12:33 offers[0].changes.seatDecreases: is neither accept nor refuse"]],
    ["an unknown rule", "    plans:\n", "    changes: {upgrades: accept}\n    plans:\n", ["12:15 offers[0].changes.upgrades: is not known here; known are decisionUrl, whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases"]],
    ["a question to no address", "    plans:\n", "    changes: {decisionUrl: ftp://northwind.example}\n    plans:\n", ["12:15 offers[0].changes.decisionUrl: is no address that begins with https:// or http://"]],
    ["a question with a password", "    plans:\n", "    changes: {decisionUrl: 'https://a:b@northwind.example'}\n    plans:\n", ["12:15 offers[0].changes.decisionUrl: holds a user name or a password: leave them away, questions and messages are signed"]],
    ["a system without an address", "    plans:\n", "    activation: {mode: endpoint}\n    plans:\n", ["12:5 offers[0].activation.url: is missing, but mode is endpoint: say where your system is"]],
    ["a mode that there is not, and no time", "    plans:\n", "    activation: {mode: manual, deadlineMinutes: 4}\n    plans:\n", ["12:18 offers[0].activation.mode: is neither automatic nor endpoint", "12:32 offers[0].activation.deadlineMinutes: is less than 5"]],
    ["too much time", "    plans:\n", "    activation: {deadlineMinutes: 43201}\n    plans:\n", ["12:18 offers[0].activation.deadlineMinutes: is more than 43200"]],
    ["a log at no address", "    plans:\n", "    log: {url: 'https://a@northwind.example', address: x}\n    plans:\n", ["12:11 offers[0].log.url: holds a user name or a password: leave them away, questions and messages are signed", "12:47 offers[0].log.address: is not known here; known are url"]],
  ])("%s, in the settings of an offer", (_, from, to, told) => {
    expect(problems(GOOD.replace(from, () => to))).toEqual(told);
  });

  it("a tab, and more than one fault of the text at once", () => {
    expect(problems(GOOD.replace("  key: northwind", "\tkey: northwind").replace("name: Team", "name: 'Team' x")).map((line) => line.split(" ")[0])).toEqual(expect.arrayContaining(["2:1", "17:22"]));
  });

  it.each([
    ["nothing", "", "1:1 : The document is empty."],
    ["comments alone", "# offers\n", "1:1 : The document is empty."],
    ["text", "offers", "1:1 : is text, where a group of keys is asked for"],
    ["a list", "- 1\n", "1:1 : is a list, where a group of keys is asked for"],
    ["far too much", `# ${"x".repeat(1_000_000)}`, "1:1 : The document is longer than 1000000 characters."],
  ])("%s", (_, text, told) => {
    expect(problems(text)).toEqual([told]);
  });

  it("everything at once, in the order of the text, and none of it quotes a secret", () => {
    const text = `offers:\n  - key: a\n    key: a\n    plans: []\n  - 7\npublisher: {name: 4}\ntechnicalConfiguration:\n  clientId: x\n  clientSecret: [top-secret]\n  secret: top-secret\n`;
    const told = problems(text);
    expect(told.map((line) => line.replace(/: .*/, ""))).toEqual([
      "2:5 offers[0].offerId", "2:5 offers[0].name", "3:5 ", "4:5 offers[0].plans", "5:5 offers[1]", "6:1 publisher.key", "6:13 publisher.name",
      "7:1 technicalConfiguration.tenantId", "8:3 technicalConfiguration.clientId", "9:3 technicalConfiguration.clientSecret", "10:3 technicalConfiguration.secret",
    ]);
    expect(told.join()).not.toContain("top-secret");
  });

  it.each([
    ["aliases of aliases", `a: &a [${"x,".repeat(20)}]\n${["ab", "bc", "cd", "de", "ef"].map(([from = "", to = ""]) => `${to}: &${to} [${`*${from},`.repeat(20)}]\n`).join("")}`, /more than 100 aliases/],
    ["an alias of itself", "publisher: &p {key: *p, name: x}\n", /publisher.key|aliases/],
    ["brackets in brackets", "[".repeat(50_000), /nested too deeply/],
    ["groups in groups", `a: ${"{a: ".repeat(50_000)}`, /nested too deeply/],
  ])("%s, without going under", (_, text, words) => {
    const told = problems(text);
    expect(told.join("\n")).toMatch(words);
    expect(told.length).toBeLessThan(20);
  });
});
