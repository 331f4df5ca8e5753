import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";

/** Bought and active, with its page of plan and seats open before the manager's eyes. */
async function openPlan(page: Page, simulator: Simulator, portalUrl: string): Promise<string> {
  await simulator.setWebhook("teamboard", `${portalUrl}/api/webhook/teamboard`);
  await simulator.setSettings({ activationDelayMs: 0 });
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-monthly", quantity: 12, persona: "mira" });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  await page.goto(`/subscriptions/${subscriptionId}/plan`);
  return subscriptionId;
}

test("a manager changes seats, then the plan, and sees before what it means", async ({ page, simulator, portalUrl }) => {
  test.slow();
  const id = await openPlan(page, simulator, portalUrl);
  await expect(page.getByRole("link", { name: "Choose Enterprise" })).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByLabel("Number of seats").fill("15");
  await page.getByLabel("Number of seats").press("Enter");
  await expect(page.getByRole("heading", { name: "Change the number of seats?" })).toBeVisible();
  await expect(page.getByText("€97.50 for 15 seats")).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await page.getByRole("button", { name: "Change to 15 seats" }).click();
  await expect(page.getByText("You now have 15 seats")).toBeVisible({ timeout: 20_000 });
  expect((await simulator.control()).subscriptions.find((each) => each.id === id)?.quantity).toBe(15);

  // Two seats are taken: Mira's own, and one by a link.
  await page.goto(`/subscriptions/${id}`);
  await page.getByRole("button", { name: "Give yourself a seat" }).click();
  await page.goto(`/subscriptions/${id}/users`);
  await page.getByLabel("Mail address or user name").fill("zoe@auroradental.example");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByText("2 of 15 seats taken")).toBeVisible();
  await page.goto(`/subscriptions/${id}/plan?seats=1`);
  const refusal = page.getByRole("alert").filter({ hasText: "1 seat too many is taken for 1 seat" });
  await expect(refusal).toContainText("Mira Soto");
  await expect(refusal).toContainText("1 open invitation holds a seat, too.");
  await expect(page.getByRole("button", { name: /^Change to/ })).toHaveCount(0);
  await expectNoAxeViolations(page);
  await page.getByRole("link", { name: "Go back, change nothing" }).click();

  // Enterprise begins with 25 seats.
  await page.getByRole("link", { name: "Choose Enterprise" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "from 25 to 5,000 seats" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Change to/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Go back, change nothing" }).click();
  await page.getByRole("link", { name: "Choose Team, yearly" }).click();
  await expect(page.getByText("The new plan has another billing term: a new one begins with the change.")).toBeVisible();
  await page.getByRole("button", { name: "Change to Team, yearly" }).click();
  await expect(page.getByText("The plan is now Team, yearly")).toBeVisible({ timeout: 20_000 });
  await expectNoAxeViolations(page);
});

test("a manager cancels, with all that it means before their eyes", async ({ page, simulator, portalUrl }) => {
  test.slow();
  const id = await openPlan(page, simulator, portalUrl);
  await page.getByRole("link", { name: "Cancel this subscription…" }).click();
  await expect(page.getByText("Microsoft does not charge the price of the plan")).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await page.getByLabel(/^I understand that/).check();
  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByText("The subscription is cancelled")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("This subscription has ended")).toBeVisible();
  expect((await simulator.control()).subscriptions.find((each) => each.id === id)?.status).toBe("Unsubscribed");
  await expectNoAxeViolations(page);
});
