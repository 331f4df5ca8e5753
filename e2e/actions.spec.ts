import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

const staff = "/publisher/northwind-labs";
const exported = z.object({ type: z.string(), subscriptionId: z.string().nullable(), seal: z.string(), sealedText: z.string() });

test("what was done to a subscription is found in the action log, sealed, and taken home as a file that proves it", async ({ page, browser, simulator, portalUrl }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity: 3, persona: "mira" });
  const customer = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  await openOrderAs(customer, landingUrl, "Mira Soto");
  await customer.context().close();

  await openAs(page, `${staff}/subscriptions/${subscriptionId}`, "Priya Raman");
  await page.getByRole("link", { name: "All in the action log" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Actions");
  const row = page.getByRole("row").filter({ hasText: "Resolve" });
  await expect(async () => {
    await page.reload();
    await expect(row.getByRole("button", { name: /^Copy the seal of action \d+$/ })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await expect(row).toHaveCount(1);
  await row.getByText("Details").click();
  await expect(row.getByText("Action id")).toBeVisible();
  await expect(page.getByRole("list", { name: "Active filters" }).getByText(subscriptionId)).toBeVisible();
  await expectNothingWiderThanTheWindow(page);
  await expectNoAxeViolations(page);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export NDJSON" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const [line = ""] = text.trim().split("\n");
  const action = exported.parse(JSON.parse(line));
  expect(action).toMatchObject({ type: "Resolve", subscriptionId });
  expect(createHash("sha256").update(action.sealedText).digest("hex")).toBe(action.seal);

  await page.getByRole("button", { name: "Change", exact: true }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("It cannot be brought back");
  await expectNoAxeViolations(page);
  await question.getByLabel("Keep actions").selectOption("for 10 years");
  await question.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^Kept for ever; from .* on for 10 years, as .* has set$/)).toBeVisible();
});
