import { describe, expect, it } from "vitest";
import { auditActor, auditDetails, auditWords } from "@/components/team/audit-words";

describe("a line of the staff's audit, in words", () => {
  it.each([
    ["MemberAdded", "Member added"],
    ["SomethingOfTomorrow", "SomethingOfTomorrow"],
    ["constructor", "constructor"],
  ])("type %s", (type, words) => expect(auditWords(type)).toBe(words));

  it.each([
    [null, ""],
    ["{}", ""],
    ["null", ""],
    ['{"from":"viewer","to":"admin","objectId":"7","note":null,"ok":true}', "from viewer · to admin · object id 7 · ok true"],
  ])("details %s", (details, words) => expect(auditDetails(details)).toBe(words));

  it.each([
    ["user", "Priya", "Priya"],
    ["command-line", "root", "Command line (root)"],
    ["command-line", null, "Command line"],
    ["api-key", "ERP", "API key ERP"],
    ["job", null, "job"],
  ])("actor %s %s", (kind, name, words) => expect(auditActor(kind, name)).toBe(words));
});
