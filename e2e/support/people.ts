import type { Page } from "@playwright/test";

/** Signs in at the simulated Entra, where every person is a button. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.waitForURL(/\/entra\/.*\/authorize/);
  await page.getByRole("button", { name, exact: true }).click();
}

/** From an order page that asks for a sign-in, as `name`. */
export async function openOrderAs(page: Page, landingUrl: string, name: string): Promise<void> {
  await page.goto(landingUrl);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, name);
  await page.waitForURL(/\/landing\/|\/subscriptions\//);
}

/** Opens a page of the portal that needs a sign-in. */
export async function openAs(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAs(page, name);
  await page.waitForURL((url) => url.pathname !== "/sign-in" && !url.pathname.startsWith("/entra"));
}
