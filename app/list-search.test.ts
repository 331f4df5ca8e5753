import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listHrefs, listRequest, sameListHref, type ListShape } from "./list-search";

const shape: ListShape<"createdAt" | "name"> = {
  filters: [
    { name: "state", label: "Status", kind: "many", options: [{ value: "active", label: "Active" }, { value: "ended", label: "Ended" }] },
    { name: "trial", label: "Free trial", kind: "one", options: [{ value: "yes", label: "In a free trial" }, { value: "no", label: "Paid" }] },
  ],
  sorts: [
    { column: "createdAt", direction: "desc" },
    { column: "name", direction: "asc" },
  ],
};
const lastPage = { nextCursor: null, previousCursor: null };

describe("the address of a list", () => {
  it("is read as far as it is understood", () => {
    expect(listRequest({}, shape)).toEqual({ limit: 50, search: "", filters: { state: [], trial: [] }, sort: { column: "createdAt", direction: "desc" } });
    expect(listRequest({ search: "  x ", state: ["ended", "nonsense", "active"], trial: ["no", "yes"], sort: "-name", cursor: ["c", "d"] }, shape)).toEqual({
      limit: 50,
      cursor: "c",
      search: "x",
      filters: { state: ["active", "ended"], trial: ["yes"] },
      sort: { column: "name", direction: "desc" },
    });
    expect(listRequest({ sort: "-password", search: "x".repeat(5000) }, shape)).toMatchObject({ sort: { column: "createdAt" }, search: "x".repeat(200) });
  });

  it("comes back as it was, whatever was asked for", () => {
    const searches = fc.record({
      search: fc.string(),
      state: fc.oneof(fc.constantFrom("active", "nonsense"), fc.array(fc.constantFrom("active", "ended", ""))),
      trial: fc.constantFrom("yes", "no", ""),
      sort: fc.constantFrom("name", "-name", "createdAt", "-createdAt", "else"),
    });
    fc.assert(
      fc.property(searches, (given) => {
        const asked = listRequest(given, shape);
        const parameters = new URL(sameListHref("/list", asked, shape), "https://portal.example").searchParams;
        const again = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
        expect(listRequest(again, shape)).toEqual(asked);
      }),
    );
  });

  it("names only what differs from the list as it is", () => {
    expect(sameListHref("/list", listRequest({ sort: "-createdAt", trial: "" }, shape), shape)).toBe("/list");
    expect(sameListHref("/list", listRequest({ sort: "createdAt", trial: "no" }, shape), shape)).toBe("/list?trial=no&sort=createdAt");
  });
});

describe("a day", () => {
  const days: ListShape<never> = { filters: [{ name: "from", label: "From", kind: "day", options: [] }] };

  it.each([
    ["2026-01-31", ["2026-01-31"]],
    ["  ", []],
    [["tomorrow", "2026-01-31"], ["tomorrow"]],
    ["x".repeat(500), ["x".repeat(20)]],
  ])("is taken as it stands there, so that what is none finds nothing: %j", (from, expected) => {
    expect(listRequest({ from }, days).filters).toEqual({ from: expected });
  });

  it("is a filter to take away", () => {
    const { query } = listHrefs("/list", listRequest({ from: "2026-01-31" }, days), lastPage, days);
    expect(query.chips).toEqual([{ label: "From: 2026-01-31", removeHref: "/list" }]);
  });
});

describe("the ways on from a list", () => {
  const request = listRequest({ search: "a b", state: ["active", "ended"], sort: "name", cursor: "here" }, shape);
  const { query, sort, nextHref, previousHref } = listHrefs("/list", request, { nextCursor: "n", previousCursor: "p" }, shape);

  it("keep search, filters and order, and leave a place in the list only for the page after or before", () => {
    expect(nextHref).toBe("/list?search=a+b&state=active&state=ended&sort=name&cursor=n");
    expect(previousHref).toBe("/list?search=a+b&state=active&state=ended&sort=name&cursor=p");
    expect(query.clearHref).toBe("/list?sort=name");
    expect(query.keep).toEqual({ sort: "name" });
    expect(query.chips).toEqual([
      { label: "Status: Active", removeHref: "/list?search=a+b&state=ended&sort=name" },
      { label: "Status: Ended", removeHref: "/list?search=a+b&state=active&sort=name" },
    ]);
    expect(listHrefs("/list", request, lastPage, shape)).not.toHaveProperty("nextHref");
  });

  it("turn the order by a second press, and begin another column in its own direction", () => {
    expect(sort).toEqual({ column: "name", direction: "ascending", hrefs: { createdAt: "/list?search=a+b&state=active&state=ended", name: "/list?search=a+b&state=active&state=ended&sort=-name" } });
  });
});

describe("a view of a list", () => {
  const closed: ListShape<"name"> = { ...shape, sorts: [{ column: "name", direction: "asc" }], view: { show: "closed" } };

  it("stays in every address of the list, also without search, filters and order", () => {
    const request = listRequest({ search: "a", state: "active", sort: "-name" }, closed);
    const { query, sort, nextHref } = listHrefs("/list", request, { nextCursor: "n", previousCursor: null }, closed);
    expect(nextHref).toBe("/list?show=closed&search=a&state=active&sort=-name&cursor=n");
    expect(sort?.hrefs).toEqual({ name: "/list?show=closed&search=a&state=active" });
    expect(query.clearHref).toBe("/list?show=closed&sort=-name");
    expect(query.keep).toEqual({ show: "closed", sort: "-name" });
    expect(query.chips).toEqual([{ label: "Status: Active", removeHref: "/list?show=closed&search=a&sort=-name" }]);
    expect(sameListHref("/file", request, closed)).toBe("/file?show=closed&search=a&state=active&sort=-name");
  });
});
