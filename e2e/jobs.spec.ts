import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

const jobs = "/publisher/northwind-labs/jobs";

test("an activation comes to its end after the customer has closed the page, and the staff sees how", async ({ page, browser, simulator }) => {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "ledgerlight", planId: "basic-monthly", persona: "mira" });
  const customer = await (await browser.newContext()).newPage();
  await openOrderAs(customer, landingUrl, "Mira Soto");
  await customer.getByRole("button", { name: "Activate subscription" }).click();
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText(/being activated|is active/);
  await customer.context().close();

  // Nobody asks Microsoft any more but the worker.
  await openAs(page, `/publisher/northwind-labs/subscriptions/${subscriptionId}`, "Priya Raman");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Subscribed", { exact: true }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });

  await page.goto(jobs);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await page.getByRole("navigation", { name: "Jobs by status" }).getByRole("link", { name: /^Done/ }).click();
  await page.waitForURL(/state=done/);
  await expect(page.getByRole("row").filter({ has: page.locator(`a[href$="/subscriptions/${subscriptionId}"]`) })).toContainText("Ledgerlight - Mira Soto");
  await page.getByRole("link", { name: "Follow an activation until Microsoft is done" }).first().click();
  await expect(page.getByRole("row").filter({ hasText: "Done" }).first()).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
});

test("a view without jobs says so", async ({ page }) => {
  await openAs(page, `${jobs}?state=dead`, "Priya Raman");
  await expect(page.getByText("No job here: given up")).toBeVisible();
  await expectNoAxeViolations(page);
});

test("a bookmark of a page that is none begins at the first of its view", async ({ page }) => {
  await openAs(page, `${jobs}?cursor=x`, "Priya Raman");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
  await expect(page).toHaveURL(/\/jobs$/);
  for (const [bookmark, first] of [[`${jobs}?state=done&cursor=x`, `${jobs}?state=done`], ["/publisher/northwind-labs/audit?cursor=x", "/publisher/northwind-labs/audit"]] as const) {
    await page.goto(bookmark);
    await expect(page).toHaveURL(first);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Jobs|Audit/);
  }
});

test.describe("a job of nobody", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("is not found", async ({ page }) => {
    await openAs(page, jobs, "Priya Raman");
    for (const id of ["999999999", "x", "0", "99999999999999"]) expect((await page.goto(`${jobs}/${id}`))?.status()).toBe(404);
  });
});
