import type { Browser, Page } from "@playwright/test";
import { expect, expectNoAxeViolations, test } from "./support/fixtures";
import { openAs, signInAs } from "./support/people";

const heading = { level: 1 } as const;
const staff = "/publisher/northwind-labs";

/** Somebody at another computer. */
async function elsewhere(browser: Browser, baseURL: string): Promise<Page> {
  return (await browser.newContext({ baseURL })).newPage();
}

/** From the link of an invitation, as `name`. */
async function openLinkAs(page: Page, link: string, name: string): Promise<void> {
  await openAs(page, link, name);
  await expect(page).toHaveURL(/\/invitation\/accept$/);
}

async function inviteAs(page: Page, label: string, role: string): Promise<string> {
  await page.goto(`${staff}/team`);
  await page.getByLabel("Name or mail address").fill(label);
  await page.getByLabel("Role").selectOption({ value: role });
  await page.getByRole("button", { name: "Make the link" }).dblclick();
  const link = (await page.getByLabel("Invitation link").textContent()) ?? "";
  expect(link).toMatch(/\/invitation\?token=[\w-]{43}$/);
  // Pressed twice, made once.
  await expect(page.getByRole("button", { name: `Take back the invitation of ${label}` })).toHaveCount(1);
  return link;
}

/** What the pages about people, keys and changes answer to somebody, at this very moment. */
async function statusOfPages(page: Page): Promise<number[]> {
  return Promise.all(["team", "api-keys", "audit"].map(async (path) => (await page.request.get(`${staff}/${path}`)).status()));
}

async function changeRoleOfTove(page: Page, role: string): Promise<void> {
  await page.getByRole("button", { name: "Change the role of tove@northwindlabs.example" }).click();
  const dialog = page.getByRole("alertdialog");
  await expectNoAxeViolations(page);
  await dialog.getByLabel("Role").selectOption(role);
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "tove@northwindlabs.example" }).getByRole("cell").first()).toHaveText(role, { ignoreCase: true });
}

async function removeTove(page: Page): Promise<void> {
  await page.goto(`${staff}/team`);
  await page.getByRole("button", { name: "Remove tove@northwindlabs.example" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("row").filter({ hasText: "tove@northwindlabs.example" })).toHaveCount(0);
}

test.describe("a colleague", () => {
  test.use({ expectedConsoleErrors: [/404/, /403/] });

  test("is invited, joins, rises, and is out at the next request after the removal", async ({ page, browser, portalUrl, simulator }) => {
    test.slow();
    await openAs(page, `${staff}/team`, "Priya Raman");
    await expect(page.getByRole("row").filter({ hasText: "Priya Raman" })).toContainText("The only owner stays");
    await expectNoAxeViolations(page);
    const link = await inviteAs(page, "Tove", "operator");
    await expectNoAxeViolations(page);
    await page.reload();
    expect(await page.content()).not.toContain("token=");

    const stranger = await elsewhere(browser, portalUrl);
    await openLinkAs(stranger, link, "Stella Okafor");
    await expect(stranger.getByRole("heading", heading)).toHaveText("This invitation is for another account");
    await expectNoAxeViolations(stranger);

    const tove = await elsewhere(browser, portalUrl);
    await openLinkAs(tove, link, "Tove Nilsen");
    await expect(tove.getByRole("heading", heading)).toHaveText("Join the staff of Northwind Labs");
    await expect(tove.getByText("Operator", { exact: true })).toBeVisible();
    await expectNoAxeViolations(tove);
    expect((await tove.request.get(`${staff}/team`)).status()).toBe(404);
    await tove.getByRole("button", { name: "Accept the invitation" }).dblclick();
    await expect(tove).toHaveURL(new RegExp(staff));

    // An operator sees the team and touches nobody.
    await tove.goto(`${staff}/team`);
    await expect(tove.getByRole("heading", heading)).toHaveText("Team");
    await expect(tove.getByRole("button", { name: /Remove|Change|Take back|Make the link/ })).toHaveCount(0);
    expect(await statusOfPages(tove)).toEqual([200, 403, 403]);
    await tove.goto(`${staff}/audit`);
    await expect(tove.getByRole("heading", heading)).toHaveText("Your role does not allow this");
    await expectNoAxeViolations(tove);

    // The link is spent: for Tove it leads home, for nobody else in.
    await tove.goto(link);
    await expect(tove.getByRole("heading", heading)).toHaveText("You are on the staff already");
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", heading)).toHaveText("This invitation has been used");

    await page.goto(`${staff}/team`);
    await expect(page.getByRole("row").filter({ hasText: "tove@northwindlabs.example" })).toContainText("Operator");
    for (const [role, pages] of [["viewer", [200, 403, 403]], ["owner", [200, 200, 200]], ["admin", [200, 200, 200]]] as const) {
      await changeRoleOfTove(page, role);
      expect(await statusOfPages(tove), role).toEqual(pages);
    }
    await tove.goto(`${staff}/team`);
    await expect(tove.getByRole("button", { name: "Make the link" })).toBeVisible();
    await expect(tove.getByRole("option", { name: /^Owner/ })).toHaveCount(0);
    await expect(tove.getByRole("button", { name: /Priya/ })).toHaveCount(0);

    await removeTove(page);
    // The page is still open: its next click finds nothing.
    await tove.getByLabel("Name or mail address").fill("A friend");
    await tove.getByRole("button", { name: "Make the link" }).click();
    await expect(tove.getByRole("heading", heading)).toHaveText("There is no such page");
    expect((await tove.goto(`${staff}/team`))?.status()).toBe(404);

    await page.goto(`${staff}/audit`);
    for (const words of ["Member removed", "Role changed", "Member added", "Invitation made"]) await expect(page.getByRole("rowheader", { name: words }).first()).toBeVisible();
    // A name is as its tenant says: ids tell who it was.
    const { tenantId, objectId } = await simulator.persona("priya");
    const removal = page.getByRole("row").filter({ hasText: "Member removed" }).first();
    for (const id of [tenantId, objectId]) await expect(removal).toContainText(id);
    await expectNoAxeViolations(page);
  });

  test("is not let in by a link that was taken back, damaged, or never opened here", async ({ page, browser, portalUrl }) => {
    await openAs(page, `${staff}/team`, "Priya Raman");
    const link = await inviteAs(page, "Somebody", "viewer");
    await page.getByRole("button", { name: "Take back the invitation of Somebody" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
    await expect(page.getByRole("button", { name: "Take back the invitation of Somebody" })).toHaveCount(0);

    const tove = await elsewhere(browser, portalUrl);
    await openLinkAs(tove, link, "Tove Nilsen");
    await expect(tove.getByRole("heading", heading)).toHaveText("This invitation was taken back");
    await expectNoAxeViolations(tove);
    await tove.goto("/invitation?token=damaged");
    await expect(tove.getByRole("heading", heading)).toHaveText("There is no such invitation");
    expect((await tove.goto(`${staff}/team`))?.status()).toBe(404);
  });

  test("of another organisation is invited by its tenant id, and leaves by themselves", async ({ page, browser, portalUrl, simulator }) => {
    const { tenantId } = await simulator.persona("stella");
    await openAs(page, `${staff}/team`, "Priya Raman");
    await page.getByLabel("Name or mail address").fill("Stella");
    await page.getByLabel("They sign in with").selectOption("other");
    await page.getByLabel("Tenant id of that organisation").fill("harbor.example");
    await page.getByLabel("Tenant id of that organisation").press("Enter");
    await expect(page.getByText("Enter the organisation's tenant id")).toBeVisible();
    await expect(page.getByLabel("Name or mail address")).toHaveValue("Stella");
    await expectNoAxeViolations(page);
    await page.getByLabel("Tenant id of that organisation").fill(tenantId);
    await page.getByLabel("Role").selectOption("admin");
    await page.getByLabel("Name or mail address").press("Enter");
    const link = (await page.getByLabel("Invitation link").textContent()) ?? "";

    const stella = await elsewhere(browser, portalUrl);
    await openLinkAs(stella, link, "Tove Nilsen");
    await stella.getByRole("button", { name: "Sign in with another account" }).click();
    await signInAs(stella, "Stella Okafor");
    await stella.getByRole("button", { name: "Accept the invitation" }).click();
    await stella.waitForURL(new RegExp(staff));
    await stella.goto(`${staff}/team`);
    await stella.getByRole("button", { name: "Remove stella.okafor@harbor.example" }).click();
    await stella.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
    await expect(stella.getByRole("heading", heading)).toHaveText("There is no such page");
    expect((await stella.goto(`${staff}/team`))?.status()).toBe(404);
  });

  test("who is a guest of the invited organisation signs in there", async ({ page, browser, portalUrl, simulator }) => {
    const { tenantId } = await simulator.persona("mira");
    await openAs(page, `${staff}/team`, "Priya Raman");
    await page.getByLabel("Name or mail address").fill("Nadia");
    await page.getByLabel("They sign in with").selectOption("other");
    await page.getByLabel("Tenant id of that organisation").fill(tenantId.toUpperCase());
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = (await page.getByLabel("Invitation link").textContent()) ?? "";

    const nadia = await elsewhere(browser, portalUrl);
    await openLinkAs(nadia, link, "Nadia Haddad");
    await nadia.getByRole("button", { name: "Sign in there as a guest" }).click();
    await nadia.waitForURL(/\/entra\/[0-9a-f-]{36}\//);
    await signInAs(nadia, "Nadia Haddad");
    await expect(nadia.getByRole("heading", heading)).toHaveText("Join the staff of Northwind Labs");
    await nadia.getByRole("button", { name: "Accept the invitation" }).click();
    await nadia.waitForURL(new RegExp(staff));

    await page.reload();
    await page.getByRole("button", { name: /^Remove nadia/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("button", { name: /^Remove nadia/ })).toHaveCount(0);
    expect((await nadia.goto(`${staff}/team`))?.status()).toBe(404);
  });
});

test("an API key is made once, shown once, and revoked", async ({ page }) => {
  const name = `ERP ${Date.now()}`;
  await openAs(page, `${staff}/api-keys`, "Priya Raman");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create the key" }).click();
  await expect(page.getByText("Choose what the key may do.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue(name);
  await expectNoAxeViolations(page);
  await page.getByLabel("Read subscriptions").press("Space");
  await page.getByRole("button", { name: "Create the key" }).dblclick();
  const key = (await page.getByLabel("API key", { exact: true }).textContent()) ?? "";
  expect(key).toMatch(/^mpp_[\w-]{43}$/);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Read subscriptions");
  await expect(row).toContainText("Never");
  await expectNoAxeViolations(page);

  await page.reload();
  await expect(row).toHaveCount(1);
  expect(await page.content()).not.toContain(key);

  await page.getByRole("button", { name: `Revoke ${name}` }).press("Enter");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).press("Enter");
  await expect(row).toContainText("Revoked");
});
