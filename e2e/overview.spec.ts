import type { Page } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";
import type { Simulator } from "./support/simulator";

const heading = { level: 1 } as const;
const staff = "/publisher/northwind-labs";
const ledgerlight = { offerId: "ledgerlight", planId: "basic-monthly" };

/** Somebody at another computer. */
async function elsewhere(page: Page, baseURL: string): Promise<Page> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page belongs to no browser");
  return (await browser.newContext({ baseURL })).newPage();
}

/** Mira buys and opens the landing page. */
async function buy(page: Page, simulator: Simulator): Promise<string> {
  const { landingUrl, subscriptionId } = await simulator.purchase(ledgerlight);
  await openOrderAs(page, landingUrl, "Mira Soto");
  await expect(page.getByRole("button", { name: "Activate subscription" })).toBeVisible();
  return subscriptionId;
}

/** Where the list of pages stands: at the left, or on a phone behind a button. */
async function openNavigation(page: Page, isMobile: boolean): Promise<void> {
  if (isMobile) await page.locator("summary[aria-label='Navigation']").click();
}

test("an activation that Microsoft refuses is an alert, with what to do, until somebody closes it", async ({ page, simulator, portalUrl, isMobile }) => {
  const customer = await elsewhere(page, portalUrl);
  const subscriptionId = await buy(customer, simulator);
  await simulator.setFaults([{ match: { path: `${subscriptionId}/activate$` }, kind: "status", status: 400 }]);
  await customer.getByRole("button", { name: "Activate subscription" }).click();
  await expect(customer.getByText("Microsoft did not accept the request")).toBeVisible({ timeout: 20_000 });
  await expect(customer.getByText(/^Request id [0-9a-f-]{36}$/)).toBeVisible();

  await openAs(page, "/publisher", "Priya Raman");
  await expect(page).toHaveURL(new RegExp(`${staff}$`));
  await expect(page.getByRole("heading", heading)).toHaveText("Overview");
  const alert = page.getByRole("listitem").filter({ has: page.locator(`a[href='${staff}/subscriptions/${subscriptionId}']`), hasText: "Microsoft refused an activation" });
  await expect(alert).toContainText("ask the customer to open the landing page");
  await openNavigation(page, isMobile);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Overview \d+ open alert/ })).toHaveAttribute("aria-current", "page");
  if (isMobile) await openNavigation(page, isMobile);
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);

  await alert.getByRole("button", { name: "Close the alert" }).click();
  await expect(alert).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { level: 2, name: "Last heard of" })).toBeVisible();
  await expect(alert).toHaveCount(0);
  await page.goto(`${staff}/audit`);
  await expect(page.getByRole("row").filter({ hasText: "could not be activated" }).first()).toContainText("Priya Raman");
});

test("the overview counts, draws, and says the same as a table; no other page carries the chart", async ({ page, simulator, portalUrl }) => {
  await buy(await elsewhere(page, portalUrl), simulator);
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.url());
  });
  const withChart = async (): Promise<number> => {
    const texts = await Promise.all([...new Set(scripts)].map(async (url) => (await page.request.get(url)).text()));
    return texts.filter((text) => text.includes("recharts-")).length;
  };
  await openAs(page, `${staff}/jobs`, "Priya Raman");
  await expect(page.getByRole("heading", heading)).toHaveText("Jobs");
  await page.waitForLoadState("networkidle");
  expect(await withChart(), "scripts with the chart on another page").toBe(0);

  await page.goto(staff);
  await expect(page.getByRole("img", { name: /New and lost subscriptions by week: \d+ new and \d+ lost in 12 weeks/ })).toBeVisible();
  await expect(page.locator(".recharts-bar-rectangle path").first()).toBeVisible();
  expect(await withChart()).toBeGreaterThan(0);
  await page.getByText("Show as a table").click();
  const rows = page.getByRole("table", { name: "New and lost subscriptions by week" }).getByRole("row");
  await expect(rows).toHaveCount(13);
  expect(Number(await rows.nth(1).getByRole("cell").first().textContent())).toBeGreaterThan(0);
  await expect(page.getByText("At work")).toBeVisible();
  await expect(page.getByText(/\d+ (minute|hour)s?, since|moments, since/).first()).toBeVisible();
  await expectNoAxeViolations(page);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);

  await page.getByRole("link", { name: /Waiting for activation/ }).click();
  await expect(page).toHaveURL(/\/subscriptions\?state=pending$/);
  await expect(page.getByRole("heading", heading)).toHaveText("Subscriptions");
});

test("the palette finds a subscription and goes anywhere", async ({ page, simulator, portalUrl, isMobile }) => {
  const subscriptionId = await buy(await elsewhere(page, portalUrl), simulator);
  await openAs(page, `${staff}/offers`, "Priya Raman");
  const palette = page.getByRole("dialog", { name: "Search and go to" });
  const input = palette.getByRole("combobox");
  const open = async (): Promise<void> => {
    if (isMobile) await page.getByRole("button", { name: "Search and go to" }).click();
    else await page.keyboard.press("ControlOrMeta+k");
    await expect(input).toBeFocused();
  };
  // The key does something as soon as the page is alive.
  await expect(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(input).toBeFocused();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);

  await open();
  await page.keyboard.type(subscriptionId);
  const found = palette.getByRole("option").filter({ hasText: "Waiting for activation" });
  await expect(found).toHaveCount(1);
  await expect(found).toHaveAttribute("aria-selected", "true");
  await expect(palette.getByRole("status")).toHaveText("1 subscription fits.");
  await expectNoAxeViolations(page);
  await expectNothingWiderThanTheWindow(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${staff}/subscriptions/${subscriptionId}`);
  await expect(palette).toHaveCount(0);

  await open();
  await page.keyboard.type("no such thing");
  await expect(palette.getByRole("status")).toHaveText("No subscription fits.");
  await expectNoAxeViolations(page);
  await input.fill("aud");
  await expect(palette.getByRole("option", { name: "Audit" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", heading)).toHaveText("Audit");

  await open();
  await page.keyboard.type("mira");
  await palette.getByRole("option", { name: /All subscriptions with/ }).click();
  await expect(page).toHaveURL(/\/subscriptions\?search=mira$/);

  await open();
  await input.fill("theme");
  const dark = await page.locator("html").evaluate((root) => root.classList.contains("dark"));
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveClass(dark ? /^(?!.*\bdark\b)/ : /\bdark\b/);

  await open();
  await input.fill("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in\?signedOut=1/);
});

test.describe("nobody else's", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("overview is to be seen, nor its search", async ({ page, request }) => {
    expect((await request.get(`${staff}/search?search=a`)).status()).toBe(401);
    await openAs(page, staff, "Stella Okafor");
    await expect(page.getByRole("heading", heading)).toHaveText("There is no such page");
    for (const path of [staff, `${staff}/search?search=a`, "/publisher/nobody", "/publisher/nobody/search"]) {
      expect((await page.request.get(path)).status(), path).toBe(404);
    }
  });
});
