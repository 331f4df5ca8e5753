import { expect, it } from "vitest";
import { licensedPeople } from "./license-rows";

it("gives as many people a license as are asked for, each one alone, of many customers", () => {
  const people = licensedPeople({ publisherId: 7, count: 3_000, licenses: 5_000 });
  expect(people).toHaveLength(5_000);
  expect(new Set(people.map(({ userId }) => userId)).size).toBe(5_000);
  expect(new Set(people.map(({ tenantId }) => tenantId)).size).toBeGreaterThan(100);
});
