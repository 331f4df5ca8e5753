import { readFile } from "node:fs/promises";
import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openOrderAs } from "./support/people";

test("a manager narrows the history of a subscription down and takes it along", async ({ page, simulator }) => {
  await simulator.setSettings({ activationDelayMs: 0 });
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity: 12, persona: "mira" });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  const path = `/subscriptions/${subscriptionId}/history`;
  const lines = page.locator("#history").getByRole("listitem");
  await page.goto(path);
  await expect(lines).toHaveText([/Mira Soto.* activated the subscription\./, /Mira Soto.* opened the purchase\./]);

  await page.getByLabel("What happened").selectOption("Plan and seats");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Nothing in the history fits")).toBeVisible();
  await page.getByLabel("What happened").selectOption("Activation");
  await page.getByLabel("Person").fill("mira");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/type=activation&search=mira/);
  await expect(lines.filter({ hasText: "activated" })).toHaveCount(1);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file).toContain("timeUtc,what,who,user,planBefore,planAfter,seatsBefore,seatsAfter\r\n");
  expect(file).toContain("Mira Soto activated the subscription.,Mira Soto,");
  await page.goto(`${path}?from=2999-01-01`);
  await expect(page.getByText("Nothing in the history fits")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(lines).toHaveCount(2);
});
