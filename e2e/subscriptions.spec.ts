import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";

const list = "/publisher/northwind-labs/subscriptions";

/** What happens in these journeys comes from purchases of their own: they look for what carries these ids. */
async function bought(page: Page, simulator: Simulator, order: Parameters<Simulator["purchase"]>[0], name: string): Promise<string> {
  const { landingUrl, subscriptionId } = await simulator.purchase(order);
  await openOrderAs(page, landingUrl, name);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Confirm your order|Your purchase/);
  await page.context().clearCookies();
  return subscriptionId;
}

function rowOf(page: Page, subscriptionId: string) {
  return page.getByRole("row").filter({ has: page.locator(`a[href$="${subscriptionId}"]`) });
}

test("the staff narrow the list down, step by step, and every step is an address", async ({ page, simulator, browser }) => {
  const customer = await (await browser.newContext()).newPage();
  const resold = await bought(customer, simulator, { offerId: "ledgerlight", planId: "basic-monthly", csp: true }, "Rico Lindqvist");
  const own = await bought(customer, simulator, { offerId: "teamboard", planId: "team-annual", quantity: 7, persona: "mira" }, "Mira Soto");

  await openAs(page, list, "Priya Raman");
  await expect(rowOf(page, resold)).toContainText("Reseller");
  await expect(rowOf(page, own)).toContainText("7");

  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel("Waiting for activation").check();
  await page.getByLabel("Bought").selectOption("Through a reseller");
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/\?state=pending&resold=yes$/);
  await expect(rowOf(page, resold)).toBeVisible();
  await expect(rowOf(page, own)).toHaveCount(0);
  await expect(page.getByRole("list", { name: "Active filters" })).toContainText("Bought: Through a reseller");
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);

  await page.getByRole("link", { name: /^Bought: Through a reseller ?, remove this filter$/ }).click();
  await expect(page).toHaveURL(/\?state=pending$/);
  await expect(rowOf(page, own)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/resold=yes/);
  await expect(rowOf(page, own)).toHaveCount(0);
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(page).toHaveURL(new RegExp(`${list}$`));

  await page.getByRole("searchbox").fill(own.toUpperCase());
  await page.getByRole("searchbox").press("Enter");
  await expect(rowOf(page, own)).toBeVisible();
  await expect(rowOf(page, resold)).toHaveCount(0);
  await page.getByRole("searchbox").fill("nobody bought this");
  await page.getByRole("searchbox").press("Enter");
  await expect(page.getByText("Nothing matches this search")).toBeVisible();
  await page.getByRole("link", { name: "Clear the search" }).click();
  await expect(rowOf(page, resold)).toBeVisible();
});

test("the staff sort, choose columns and take the rows with them as a file", async ({ page, simulator, browser, portalUrl }) => {
  const customer = await (await browser.newContext()).newPage();
  const own = await bought(customer, simulator, { offerId: "teamboard", planId: "team-annual", quantity: 3, persona: "mira" }, "Mira Soto");

  await openAs(page, list, "Priya Raman");
  await page.getByRole("columnheader", { name: "Subscription" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=name$/);
  await expect(page.getByRole("columnheader", { name: "Subscription" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("columnheader", { name: "Subscription" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=-name$/);
  const names = await page.getByRole("rowheader").allTextContents();
  expect(names).toEqual([...names].sort().reverse());

  await page.getByText("Columns", { exact: true }).click();
  await page.getByLabel("Customer", { exact: true }).uncheck();
  await expect(page.getByRole("columnheader", { name: "Customer" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Customer", { exact: true })).toBeHidden();
  // The server leaves it out as well, at the next visit and without script.
  const answer = await page.request.get(list);
  expect(await answer.text()).not.toMatch(/<th[^>]*>(<[^>]*>)*Customer/);
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Customer" })).toHaveCount(0);
  await page.getByText("Columns", { exact: true }).click();
  await page.getByLabel("Customer", { exact: true }).check();
  await expect(page.getByRole("columnheader", { name: "Customer" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto(`${list}?search=${own}`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^northwind-labs-subscriptions-\d{4}-\d\d-\d\d\.csv$/);
  const [titles = "", ...lines] = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(titles).toContain("subscriptionId,name,status");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(own);

  const stranger = await (await browser.newContext({ baseURL: portalUrl })).newPage();
  expect((await stranger.request.get(`${list}/export`, { maxRedirects: 0 })).status()).not.toBe(200);
});

test("search and filters work without script", async ({ page, browser, simulator, portalUrl }) => {
  const customer = await (await browser.newContext()).newPage();
  const own = await bought(customer, simulator, { offerId: "teamboard", planId: "team-annual", quantity: 3, persona: "mira" }, "Mira Soto");
  await openAs(page, list, "Priya Raman");
  const plain = await browser.newContext({ baseURL: portalUrl, javaScriptEnabled: false, storageState: await page.context().storageState() });
  const still = await plain.newPage();
  await still.goto(list);
  await still.getByRole("searchbox").fill(own);
  await still.getByText("Filters", { exact: true }).click();
  await still.getByRole("search").getByLabel("Offer", { exact: true }).selectOption("Teamboard");
  await still.getByRole("button", { name: "Apply" }).click();
  await expect(still).toHaveURL(/offer=teamboard/);
  await expect(rowOf(still, own)).toBeVisible();
  await plain.close();
});

test("asking Microsoft in vain says so, with what support finds it by", async ({ page, simulator, browser }) => {
  const customer = await (await browser.newContext()).newPage();
  const own = await bought(customer, simulator, { offerId: "teamboard", planId: "team-annual", quantity: 3, persona: "mira" }, "Mira Soto");
  await openAs(page, `${list}/${own}`, "Priya Raman");
  await simulator.setFaults([{ match: { path: own }, kind: "status", status: 400 }]);
  await page.getByRole("button", { name: "Ask Microsoft now" }).click();
  await expect(page.getByText("Microsoft did not answer as it should")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/^Request id [0-9a-f-]{36}$/)).toBeVisible();
  await expectNoAxeViolations(page);
});
