import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";

const staff = "/publisher/northwind-labs";

/** A subscription that is active, bought by Mira Soto. @returns Microsoft's id of it */
async function bought(page: Page, simulator: Simulator, quantity: number): Promise<string> {
  const { landingUrl, subscriptionId } = await simulator.purchase({ offerId: "teamboard", planId: "team-annual", quantity, persona: "mira" });
  await openOrderAs(page, landingUrl, "Mira Soto");
  await page.getByRole("button", { name: "Activate subscription" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
  return subscriptionId;
}

/** Seats that the publisher's own system gives: by a key that the person on the page makes. */
async function giveSeats(page: Page, portalUrl: string, subscriptionId: string, people: readonly { userId: string; userPrincipalName: string; name: string }[]): Promise<void> {
  await page.goto(`${staff}/api-keys`);
  await page.getByLabel("Name").fill(`Journey ${randomUUID().slice(0, 8)}`);
  await page.getByLabel("Assign and take back licenses").check();
  await page.getByRole("button", { name: "Create the key" }).click();
  const key = (await page.getByLabel("API key", { exact: true }).textContent()) ?? "";
  for (const person of people) {
    const answer = await page.request.post(`${portalUrl}/api/v1/subscriptions/${subscriptionId}/licenses`, { headers: { authorization: `Bearer ${key}` }, data: person });
    expect(answer.status()).toBe(201);
  }
}

test("the staff find who has a license, and take the rows with them as a file", async ({ page, simulator, browser, portalUrl }) => {
  const customer = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  const subscriptionId = await bought(customer, simulator, 3);
  await customer.context().close();
  const tag = randomUUID().slice(0, 8);
  const people = [
    { userId: randomUUID(), userPrincipalName: `ada.${tag}@auroradental.example`, name: "Ada Lindqvist" },
    { userId: randomUUID(), userPrincipalName: `omar.${tag}@auroradental.example`, name: "=HYPERLINK(1)" },
  ];
  await openAs(page, `${staff}/licenses?search=${tag}`, "Priya Raman");
  await expect(page.getByText("Nothing matches this search")).toBeVisible();
  await giveSeats(page, portalUrl, subscriptionId, people);

  await page.goto(`${staff}/licenses`);
  await page.getByRole("searchbox").fill(tag);
  await page.getByRole("searchbox").press("Enter");
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  const ada = page.getByRole("row").filter({ hasText: "Ada Lindqvist" });
  await expect(ada).toContainText("Never");
  await expect(ada.getByRole("button", { name: `Copy ${people[0]?.userId ?? ""}` })).toBeVisible();
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^northwind-labs-licenses-\d{4}-\d\d-\d\d\.csv$/);
  const [titles = "", ...lines] = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(titles).toContain("objectId,userPrincipalName,name");
  expect(lines).toHaveLength(2);
  expect(lines.find((line) => line.includes("omar"))).toContain("'=HYPERLINK(1)");

  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel("Idle", { exact: true }).selectOption("Not used for 30 days");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/idle=30/);
  await expect(page.getByText("Nothing matches this search")).toBeVisible();

  await page.goto(`${staff}/subscriptions/${subscriptionId}`);
  await expect(page.getByText("2 of 3", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Show the licenses" }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await page.getByRole("navigation", { name: "Licenses by" }).getByRole("link", { name: "Subscriptions" }).click();
  await expect(page.getByRole("columnheader", { name: "Bought" })).toBeVisible();
  await page.getByRole("searchbox").fill(subscriptionId);
  await page.getByRole("searchbox").press("Enter");
  const use = page.getByRole("row").filter({ has: page.locator(`a[href$="${subscriptionId}"]`) });
  await expect(use.getByRole("cell")).toContainText(["Subscribed", "3", "2", "0", "1"]);
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await use.getByRole("link", { name: /^2: Assigned licenses/ }).click();
  await expect(page).toHaveURL(new RegExp(`/licenses\\?search=${subscriptionId}$`));
});

test("who may use a plan is set on the offer's page, and is what the file says then", async ({ page }) => {
  await openAs(page, `${staff}/offers/ledgerlight`, "Priya Raman");
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "Licenses", exact: true }) });
  const model = card.getByLabel(/^Who may use/).first();
  const over = card.getByLabel("Fewer seats than people have");
  await model.selectOption("Whoever uses it first, until the seats are taken");
  await over.selectOption("Accept");
  await expectNoAxeViolations(page);
  await card.getByRole("button", { name: "Set the rules for licenses" }).click();
  await expect(card.getByRole("status")).toContainText("The rules are set.");
  await expectNothingWiderThanTheWindow(page);
  const text = await (await page.request.get(`${staff}/offers/export`)).text();
  const exported = text.slice(text.indexOf("key: ledgerlight"), text.indexOf("key: ", text.indexOf("key: ledgerlight") + 5));
  expect(exported).toContain("    overAssignment: accept\n");
  expect(exported).toContain("        licenses: first-come\n");
  // The same stack serves every test: what they were before is set again.
  await model.selectOption("");
  await over.selectOption("Refuse, until seats are taken back");
  await card.getByRole("button", { name: "Set the rules for licenses" }).click();
  await expect(over).toHaveValue("refuse");
  await expect(card.getByRole("status")).toContainText("The rules are set.");
});
