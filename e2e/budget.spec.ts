import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { openOrderAs } from "./support/people";

const BUDGET_KILOBYTES = 25;

/** Gzipped kilobytes of the scripts that a page names. */
async function scriptKilobytes(page: Page): Promise<number> {
  const sources = await page.locator("script[src]").evaluateAll((scripts) => scripts.map((script) => script.getAttribute("src") ?? ""));
  const sizes = await Promise.all([...new Set(sources)].map(async (source) => gzipSync(await (await page.request.get(source)).body()).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

test("the order page ships little more script than an empty page", async ({ page, simulator }, testInfo) => {
  const { landingUrl } = await simulator.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 3 });
  await page.goto("/yardstick");
  const empty = await scriptKilobytes(page);
  expect(empty).toBeGreaterThan(50);
  await page.goto(landingUrl);
  const signIn = await scriptKilobytes(page);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByRole("button", { name: "Activate subscription" })).toBeVisible();
  const order = await scriptKilobytes(page);
  testInfo.annotations.push({ type: "kB", description: `empty ${empty.toFixed(1)}, sign-in ${signIn.toFixed(1)}, order ${order.toFixed(1)}` });
  expect(order - empty).toBeLessThanOrEqual(BUDGET_KILOBYTES);
  expect(signIn - empty).toBeLessThanOrEqual(BUDGET_KILOBYTES);
});
