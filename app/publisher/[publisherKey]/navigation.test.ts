import { expect, test } from "vitest";
import { pagesFor } from "@/app/publisher/[publisherKey]/navigation";

const FOR_EVERYBODY = "Overview, Subscriptions, Licenses | Offers | Actions, Inbox, Deliveries, Drift, Jobs";

test.each([
  ["viewer", `${FOR_EVERYBODY} | Team`],
  ["operator", `${FOR_EVERYBODY} | Team`],
  ["admin", `${FOR_EVERYBODY} | Team, API keys, Audit`],
  ["owner", `${FOR_EVERYBODY} | Team, API keys, Audit`],
] as const)("the navigation of a %s", (role, expected) => {
  const groups = pagesFor("northwind", role);
  expect(groups.map((group) => group.map(({ label }) => label).join(", ")).join(" | ")).toBe(expected);
  expect(groups.flat().map(({ href }) => href)[0]).toBe("/publisher/northwind");
  expect(groups.flat().filter(({ exact }) => exact).map(({ label }) => label)).toEqual(["Overview"]);
});
