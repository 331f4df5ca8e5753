import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const actionFiles = [here, join(here, "../seat")].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name): [string, string] => [name, readFileSync(join(folder, name), "utf8")])
    .filter(([, text]) => text.startsWith('"use server";')),
);

it("knows where customers act", () => {
  expect(actionFiles.length).toBeGreaterThanOrEqual(7);
});

it.each(actionFiles)("%s counts what a customer does", (_, text) => {
  expect(text).toContain("requireCustomerAction()");
  expect(text).not.toMatch(/\brequire(Customer|User)\b|\bcustomerScope\b/);
});
