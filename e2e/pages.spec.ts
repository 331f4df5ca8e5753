import type { Page, TestInfo } from "@playwright/test";
import { expect, expectNoAxeViolations, expectNothingWiderThanTheWindow, test } from "./support/fixtures";
import { openAs, openOrderAs } from "./support/people";

const staff = "/publisher/northwind-labs";
const teamboard = { offerId: "teamboard", planId: "team-annual", quantity: 12, persona: "mira" };

/** Every page of the staff that stands at an address known beforehand, with its heading. */
const STAFF_PAGES: readonly (readonly [name: string, path: string, heading: string])[] = [
  ["overview", staff, "Overview"],
  ["subscriptions", `${staff}/subscriptions`, "Subscriptions"],
  ["subscriptions-none", `${staff}/subscriptions?search=nothing-is-called-like-this`, "Subscriptions"],
  ["licenses", `${staff}/licenses`, "Licenses"],
  ["licenses-none", `${staff}/licenses?search=nothing-is-called-like-this`, "Licenses"],
  ["licenses-use", `${staff}/licenses?view=subscriptions`, "Licenses"],
  ["offers", `${staff}/offers`, "Offers"],
  ["offer", `${staff}/offers/teamboard`, "Teamboard"],
  ["actions", `${staff}/actions`, "Actions"],
  ["inbox", `${staff}/inbox`, "Inbox"],
  ["inbox-none", `${staff}/inbox?search=nothing-is-called-like-this`, "Inbox"],
  ["deliveries", `${staff}/deliveries`, "Deliveries"],
  ["drift", `${staff}/drift`, "Drift"],
  ["drift-closed", `${staff}/drift?view=closed`, "Drift"],
  ["jobs", `${staff}/jobs?state=done`, "Jobs"],
  ["jobs-none", `${staff}/jobs?state=dead`, "Jobs"],
  ["team", `${staff}/team`, "Team"],
  ["api-keys", `${staff}/api-keys`, "API keys"],
  ["audit", `${staff}/audit`, "Audit"],
];

/** Looks at the page that stands there, light and dark (on a phone dark alone): by axe, for its width, and as a picture beside the results. */
async function look(page: Page, heading: string, info: TestInfo, name: string, schemes: readonly ("light" | "dark")[] = ["light", "dark"]): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await expectNothingWiderThanTheWindow(page);
  for (const colorScheme of info.project.name === "phone" ? (["dark"] as const) : schemes) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    await expectNoAxeViolations(page);
    await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`), fullPage: true });
  }
}

test.describe("every page, light and dark", () => {
  test.use({ expectedConsoleErrors: [/404/] });

  test("the customer's", async ({ page, simulator }, info) => {
    test.setTimeout(240_000);
    const { landingUrl, subscriptionId } = await simulator.purchase(teamboard);
    await page.goto(landingUrl);
    await look(page, "Your purchase has arrived", info, "landing");
    await openOrderAs(page, landingUrl, "Mira Soto");
    await look(page, "Confirm your order", info, "order");
    await page.getByRole("button", { name: "Activate subscription" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
    await look(page, "Your subscription is active", info, "active");
    await page.goto("/subscriptions");
    await look(page, "My subscriptions", info, "subscriptions");
    await page.goto(`/subscriptions/${subscriptionId}`);
    await look(page, "Teamboard - Mira Soto", info, "subscription");
    await page.goto(`/subscriptions/${subscriptionId}/history`);
    await look(page, "Teamboard - Mira Soto", info, "history");
    await page.goto(`/subscriptions/${subscriptionId}/history?search=nobody-is-called-like-this`);
    await look(page, "Teamboard - Mira Soto", info, "history-none");
    await page.goto(`/subscriptions/${subscriptionId}/users/import`);
    await look(page, "Teamboard - Mira Soto", info, "import");
    await page.getByLabel("File").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("user,name\nkai.ito@aurora.example,Kai Ito\n=1+1,Kai Ito\n") });
    await page.getByRole("button", { name: "Look at it first" }).click();
    await expect(page.getByRole("heading", { name: "Before anything happens" })).toBeVisible();
    await look(page, "Teamboard - Mira Soto", info, "import-preview");
    await page.goto(`/subscriptions/${subscriptionId}/users`);
    await look(page, "Teamboard - Mira Soto", info, "users");
    await page.goto(`/subscriptions/${subscriptionId}/managers`);
    await look(page, "Teamboard - Mira Soto", info, "managers");
    await page.goto("/licenses");
    await look(page, "My licenses", info, "licenses");
    for (const [name, search] of [["plan", ""], ["plan-seats", "?seats=15"], ["plan-cancel", "?cancel=yes"]] as const) {
      await page.goto(`/subscriptions/${subscriptionId}/plan${search}`);
      await look(page, "Teamboard - Mira Soto", info, name);
    }
    await page.goto("/no-such-page");
    await look(page, "There is no such page", info, "not-found");
  });

  test("the staff's", async ({ page, simulator, browser }, info) => {
    test.setTimeout(240_000);
    const { landingUrl, subscriptionId } = await simulator.purchase(teamboard);
    const customer = await (await browser.newContext()).newPage();
    await openOrderAs(customer, landingUrl, "Mira Soto");
    await customer.getByRole("button", { name: "Activate subscription" }).click();
    await expect(customer.getByRole("heading", { level: 1 })).toHaveText("Your subscription is active", { timeout: 20_000 });
    await customer.context().close();

    await openAs(page, staff, "Priya Raman");
    for (const [name, path, heading] of STAFF_PAGES) {
      await page.goto(path);
      // Another view of a page that is looked at in the dark anyway.
      await look(page, heading, info, name, name.includes("-") && name !== "api-keys" ? ["light"] : undefined);
    }
    await page.goto(`${staff}/subscriptions/${subscriptionId}`);
    await look(page, "Teamboard - Mira Soto", info, "subscription");
    await expect(async () => {
      await page.goto(`${staff}/jobs?state=done`);
      await page.getByRole("link", { name: "Follow an activation until Microsoft is done" }).first().click({ timeout: 500 });
    }).toPass({ timeout: 40_000 });
    await page.waitForURL(/\/jobs\/\d+$/);
    await look(page, "Follow an activation until Microsoft is done", info, "job");
    await page.goto(`${staff}/subscriptions/00000000-0000-4000-8000-000000000000`);
    await look(page, "There is no such page", info, "not-found");
  });
});
