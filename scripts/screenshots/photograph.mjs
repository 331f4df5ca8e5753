// @ts-check
import { join } from "node:path";
import { BUYER, openOrder, signIn, STAFF } from "./small-world.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {"light" | "dark"} Theme */

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PAGES = "/publisher/northwind-labs";

/**
 * Takes every picture; an older one of the same name is replaced.
 * @param {Browser} browser
 * @param {{ portalUrl: string, folder: string, world: { subscriptionId: string, order: { landingUrl: string } } }} where
 * @returns {Promise<readonly string[]>} their names
 */
export async function photograph(browser, { portalUrl, folder, world }) {
  /** @type {string[]} */
  const taken = [];
  /**
   * @param {string} name
   * @param {{ viewport: { width: number, height: number }, theme?: Theme, fullPage?: boolean }} how
   * @param {(page: Page) => Promise<unknown>} open
   */
  const take = async (name, { viewport, theme = "light", fullPage = false }, open) => {
    const context = await browser.newContext({ baseURL: portalUrl, viewport, colorScheme: theme, deviceScaleFactor: 1, locale: "en-US", timezoneId: "Europe/Amsterdam", reducedMotion: "reduce" });
    const page = await context.newPage();
    await open(page);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: "disabled", caret: "hide" });
    await context.close();
    taken.push(name);
  };
  const staff = (/** @type {string} */ path) => (/** @type {Page} */ page) => signIn(page, path, STAFF);
  const buyer = (/** @type {Page} */ page) => openOrder(page, world.order.landingUrl, BUYER);

  await take("overview", { viewport: DESKTOP }, staff(PAGES));
  await take("overview-dark", { viewport: DESKTOP, theme: "dark" }, staff(PAGES));
  await take("subscriptions", { viewport: DESKTOP }, staff(`${PAGES}/subscriptions`));
  await take("subscription", { viewport: DESKTOP }, staff(`${PAGES}/subscriptions/${world.subscriptionId}`));
  await take("order", { viewport: DESKTOP }, buyer);
  await take("order-phone", { viewport: PHONE, fullPage: true }, buyer);
  return taken;
}
