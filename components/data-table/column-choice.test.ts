import { describe, expect, it } from "vitest";
import { columnCookieName, hiddenColumnsCookie, readHiddenColumns } from "./column-choice";

describe("the columns that somebody does not want to see", () => {
  it("come back from the cookie as they went in", () => {
    const [pair = ""] = hiddenColumnsCookie("subscriptions", ["seats", "endDate"]).split("; ");
    expect(pair).toBe(`${columnCookieName("subscriptions")}=seats.endDate`);
    expect(readHiddenColumns(pair.split("=")[1])).toEqual(["seats", "endDate"]);
  });

  it("are none without a cookie, by a broken one, and after the last has been shown again", () => {
    expect(readHiddenColumns(undefined)).toEqual([]);
    expect(readHiddenColumns("; <script>..x=1")).toEqual([]);
    expect(readHiddenColumns(Array.from({ length: 500 }, (_, number) => `c${String(number)}`).join("."))).toHaveLength(50);
    expect(hiddenColumnsCookie("subscriptions", [])).toContain("max-age=0");
  });
});
