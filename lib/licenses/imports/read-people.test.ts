import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "../../kernel/ids";
import { readPeople, type PersonLine } from "./read-people";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ANNA = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";

function people(file: string | Uint8Array): readonly PersonLine[] {
  const outcome = readPeople(typeof file === "string" ? bytes(file) : file);
  if (outcome.kind !== "people") throw new Error(`${outcome.problem} in line ${outcome.line}`);
  return outcome.lines;
}

const told = (file: string | Uint8Array) => people(file).map(({ line, label, objectId, name, problem }) => [line, label, objectId, name, problem]);

function utf16(text: string, order: "le" | "be"): Uint8Array {
  const buffer = Buffer.from(`\uFEFF${text}`, "utf16le");
  return order === "le" ? buffer : buffer.swap16();
}

describe("the people of a file", () => {
  it("are those of Entra's own list of users, whichever columns it has beside", () => {
    const file = `\uFEFF"id","displayName","surname","telephoneNumber","mail","userPrincipalName"\r\n"${ANNA.toUpperCase()}","Anna Bauer","Bauer","+41 44 000","anna.bauer@contoso.com","anna@contoso.onmicrosoft.com"\r\n`;
    expect(told(file)).toEqual([[2, "anna@contoso.onmicrosoft.com", ANNA, "Anna Bauer", null]]);
  });

  it.each([
    ["with headings in any order and case", "NAME;E-Mail\nAnna;a@x.ch", [[2, "a@x.ch", null, "Anna", null]]],
    ["by UPN where there is one, by mail where not", "upn,mail\na@x.ch,b@x.ch\n,c@x.ch", [[2, "a@x.ch", null, null, null], [3, "c@x.ch", null, null, null]]],
    ["without headings", "a@x.ch\nb@x.ch", [[1, "a@x.ch", null, null, null], [2, "b@x.ch", null, null, null]]],
    ["without headings, with object ids", `a@x.ch\t${ANNA}\tAnna`, [[1, "a@x.ch", ANNA, "Anna", null]]],
    ["of Entra's template", "version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required\nAnna,a@x.ch", [[3, "a@x.ch", null, "Anna", null]]],
    ["of Excel that says what separates", "sep=;\nuser;name\na@x.ch;Anna, B.", [[3, "a@x.ch", null, "Anna, B.", null]]],
    ["after cells with line breaks, and after blank lines", 'user,note,name\r\na@x.ch,"one\r\ntwo","Anna\r\nB"\r\n\r\n;,,\nb@x.ch,,', [[2, "a@x.ch", null, "Anna B", null], [6, ";", null, null, "not-an-address"], [7, "b@x.ch", null, null, null]]],
    ["with quotes that hold what separates", '"user","name, first"\na@x.ch,A', [[2, "a@x.ch", null, null, null]]],
    ["with apostrophes and guests", "user\no'neil@x.ie\nanna_x.ch#EXT#@contoso.onmicrosoft.com", [[2, "o'neil@x.ie", null, null, null], [3, "anna_x.ch#EXT#@contoso.onmicrosoft.com", null, null, null]]],
  ])("%s", (_, file, expected) => {
    expect(told(file)).toEqual(expected);
  });

  it.each([
    ["id", "17", null],
    ["User ID", "E-0042", null],
    ["id", ANNA, ANNA],
    ["userId", ANNA.toUpperCase(), ANNA],
  ])("are known by a column headed %s with %s in it only where these are GUIDs", (heading, cell, objectId) => {
    const file = `upn,${heading}\nz@x.ch,\na@x.ch,${cell}\n`;
    expect(told(file)).toEqual([[2, "z@x.ch", null, null, null], [3, "a@x.ch", objectId, null, null]]);
  });

  it("are known by what is headed objectId, whatever else is headed id", () => {
    expect(told(`id,upn,Object ID\n17,a@x.ch,${ANNA}\n18,b@x.ch,12345\n`)).toEqual([[2, "a@x.ch", ANNA, null, null], [3, "b@x.ch", null, null, "bad-object-id"]]);
  });

  it.each(["-", "--", "+1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "\uFF1D1"])("go without a name that a spreadsheet would calculate: %s", (name) => {
    expect(told(`user,name\na@x.ch,${name}\n`)).toEqual([[2, "a@x.ch", null, null, null]]);
  });

  it("come in UTF-8, UTF-16 and as Windows writes them in the West", () => {
    const text = "user;name\nz@x.ch;Zoë Müller\n";
    const expected = [[2, "z@x.ch", null, "Zoë Müller", null]];
    for (const file of [bytes(text), bytes(`\uFEFF${text}`), utf16(text, "le"), utf16(text, "be"), Buffer.from(text, "latin1")]) expect(told(file)).toEqual(expected);
  });

  it("come back, however the file was written", () => {
    const word = fc.stringMatching(/^[a-z0-9äöüéñ一-三]{1,20}$/u);
    const name = fc.stringMatching(/^[A-Za-zäöüñЯ,;"' ]{1,40}$/u).map((text) => `N${text.replace(/\s+/g, " ").trim()}`);
    const person = fc.record({ label: fc.tuple(word, word, word).map(([user, domain, top]) => `${user}@${domain}.${top}`), name, objectId: fc.option(fc.uuid()) });
    const persons = fc.uniqueArray(person, { minLength: 1, maxLength: 30, selector: ({ label }) => label.toLowerCase() });
    const writing = fc.record({ delimiter: fc.constantFrom(",", ";", "\t"), quoted: fc.boolean(), bom: fc.boolean(), record_delimiter: fc.constantFrom("unix" as const, "windows" as const, "mac" as const), wide: fc.boolean() });
    fc.assert(
      fc.property(persons, writing, (everybody, { wide, ...options }) => {
        const unique = everybody.map((each, index) => ({ ...each, objectId: each.objectId === null ? null : each.objectId.slice(0, 32) + String(index).padStart(4, "0") }));
        const text = stringify(unique.map((each) => [each.objectId ?? "", each.label, each.name]), { ...options, header: true, columns: ["Object ID", "User Principal Name", "displayName"] });
        const file = wide ? utf16(text.replace("\uFEFF", ""), "le") : bytes(text);
        expect(people(file).map(({ label, name: own, objectId, problem }) => ({ label, name: own, objectId, problem }))).toEqual(unique.map((each) => ({ ...each, problem: null })));
      }),
      { numRuns: 300 },
    );
  });

  it("never bring a formula, a control character or a fault of ours with them, whatever the file is", () => {
    const cell = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("=1+1", "@SUM(A1)", "+1", "\t=1", "-a@x.ch", "a@x.ch", '"', ";", "\n", "\0"));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 8 }), (rows) => {
        const outcome = readPeople(bytes(rows.map((row) => row.join(",")).join("\n")));
        for (const { label, name } of outcome.kind === "people" ? outcome.lines : []) {
          for (const text of [label, name ?? ""]) expect(text).toMatch(/^(?![=@\t\r\n])[^\p{Cc}\u202A-\u202E]*$/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a line that cannot be taken", () => {
  const longName = "n".repeat(401);
  it.each([
    ["no address", ",Anna,", "no-address"],
    ["a name in its place", "Anna Bauer,,", "not-an-address"],
    ["two addresses", "a@x.ch b@x.ch,,", "not-an-address"],
    ["half an address", "anna@contoso,,", "not-an-address"],
    ["a long address", `${"a".repeat(320)}@x.ch,,`, "too-long"],
    ["a long name", `a@x.ch,${longName},`, "too-long"],
    ["another id", "a@x.ch,Anna,12345", "bad-object-id"],
    ["=", "=cmd|' /C calc'!A0,,", "formula"],
    ["= that looks like an address", "=a@x.ch,,", "formula"],
    ["@", "@SUM(A1),,", "formula"],
    ["= in the object id", "a@x.ch,,=1+1", "formula"],
    ["a tab", "\"\t=1\",,", "formula"],
    ["a blank before", " =1+1,,", "formula"],
    ["a bell", "a\u0007@x.ch,,", "control-characters"],
    ["a mark that turns the direction", "a@x.ch,\u202Eanna,", "control-characters"],
  ])("has %s", (_, line, problem) => {
    expect(people(`user,name,object id\n${line}\n`).map((each) => each.problem)).toEqual([problem]);
  });

  it("may be told from an address that begins so", () => {
    expect(people("+anna@x.ch\n-ben.b@x.ch").map(({ label, problem }) => [label, problem])).toEqual([["+anna@x.ch", null], ["-ben.b@x.ch", null]]);
  });

  it("is a duplicate of an earlier one that can be, in any case, and names it", () => {
    const other = newId();
    const file = `user,object id\nAnna@x.ch,${ANNA}\nanna@X.CH,\nb@x.ch,${ANNA.toUpperCase()}\nc@x.ch,nothing\nc@x.ch,${other}\nC@x.ch,${other}\n`;
    expect(people(file).map(({ line, problem }) => [line, problem])).toEqual([[2, null], [3, "duplicate:2"], [4, "duplicate:2"], [5, "bad-object-id"], [6, null], [7, "duplicate:6"]]);
  });
});

describe("a file that cannot be taken", () => {
  it.each([
    ["nothing", "", "empty", null],
    ["blank lines alone", "\n\n ,\n", "empty", null],
    ["headings alone", "user,name\n", "empty", null],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 0x14, 0, 6, 0]), "not-csv", null],
    ["UTF-16 without its mark", utf16("a@x.ch", "le").slice(2), "not-csv", null],
    ["a line without an end", "x".repeat(100_000), "not-csv", 1],
    ["a quote that is not closed", 'user\na@x.ch\n"b@x.ch\nc@x.ch\n', "unbalanced-quotes", 3],
    ["a quote that is not closed, long before the end", `user\n"b@x.ch\n${"c@x.ch\n".repeat(20_000)}`, "unbalanced-quotes", 2],
    ["a quote within", 'sep=,\nuser\nb"@x.ch\n', "unbalanced-quotes", 3],
    ["more than can be looked at", "\n".repeat(3_000_000), "too-many", null],
  ])("has %s", (_, file, problem, line) => {
    expect(readPeople(typeof file === "string" ? bytes(file) : file)).toEqual({ kind: "refused", problem, line });
  });

  it("has one person too many, or one byte", () => {
    const file = (count: number): Uint8Array => bytes(`user\n${Array.from({ length: count }, (_, index) => `user${index}@contoso.com\n`).join("")}`);
    expect(people(file(10_000))).toHaveLength(10_000);
    expect(readPeople(file(10_001))).toMatchObject({ problem: "too-many" });
    expect(readPeople(new Uint8Array(5 * 1024 * 1024 + 1).fill(97))).toMatchObject({ problem: "too-large" });
  });
});
