// @ts-check
/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ portalUrl: string, simulatorUrl: string }} Addresses */
/** @typedef {{ offerId: string, planId: string, quantity?: number, persona?: string, csp?: boolean, freeTrial?: boolean, activation?: "works" | "fails-late" }} Order */
/** @typedef {{ subscriptionId: string, landingUrl: string }} Purchase */
/** @typedef {{ person: string, order: Order, then: "activated" | "looked at" | "refused" | "fails late" | "suspended" | "cancelled" }} Story */

export const STAFF = "Priya Raman";
export const BUYER = "Mira Soto";

/** Who bought what, oldest first, and how far they came. @type {readonly Story[]} */
const STORIES = [
  { person: "Paula Brandt", order: { offerId: "ledgerlight", planId: "basic-monthly", persona: "paula" }, then: "activated" },
  { person: "Jonas Weber", order: { offerId: "ledgerlight", planId: "basic-monthly", persona: "jonas" }, then: "cancelled" },
  { person: "Stella Okafor", order: { offerId: "ledgerlight", planId: "pro-annual", persona: "stella" }, then: "activated" },
  { person: "Mira Soto", order: { offerId: "teamboard", planId: "team-monthly", quantity: 12, persona: "mira" }, then: "activated" },
  { person: "Rico Lindqvist", order: { offerId: "teamboard", planId: "team-annual", quantity: 20, persona: "stella", csp: true }, then: "activated" },
  { person: "Jonas Weber", order: { offerId: "ledgerlight", planId: "pro-monthly", persona: "jonas" }, then: "suspended" },
  { person: "Mira Soto", order: { offerId: "ledgerlight", planId: "pro-monthly", persona: "mira", freeTrial: true }, then: "activated" },
  { person: "Paula Brandt", order: { offerId: "teamboard", planId: "team-monthly", quantity: 3, persona: "paula", activation: "fails-late" }, then: "fails late" },
  { person: "Zoë Đặng-Łukasiewicz", order: { offerId: "ledgerlight", planId: "pro-annual", persona: "zoe" }, then: "looked at" },
  { person: "Jonas Weber", order: { offerId: "teamboard", planId: "team-monthly", quantity: 8, persona: "jonas" }, then: "refused" },
  { person: "Stella Okafor", order: { offerId: "teamboard", planId: "enterprise-annual", quantity: 140, persona: "stella" }, then: "activated" },
];

/** What the customer reads once the activation has come to its end. */
const OUTCOMES = {
  activated: "Your subscription is active",
  suspended: "Your subscription is active",
  cancelled: "Your subscription is active",
  refused: "Microsoft did not accept the request",
  "fails late": "Microsoft could not activate this subscription",
};

/**
 * A believable day of the demo's publisher: bought at the simulated storefront, opened, activated or left, each by its
 * own person in a browser.
 * @param {Browser} browser
 * @param {Addresses} addresses
 * @returns {Promise<{ subscriptionId: string, order: Purchase }>} a subscription with a history, and a purchase that nobody has opened yet
 */
export async function playSmallWorld(browser, addresses) {
  await control(addresses, "PUT", "/settings", { activationDelayMs: 500 });
  let subscriptionId = "";
  for (const story of STORIES) subscriptionId = await play(browser, addresses, story);
  const order = await buy(addresses, { offerId: "teamboard", planId: "team-annual", quantity: 25, persona: "mira" });
  return { subscriptionId, order };
}

/**
 * @param {Browser} browser
 * @param {Addresses} addresses
 * @param {Story} story
 */
async function play(browser, addresses, { person, order, then }) {
  const { landingUrl, subscriptionId } = await buy(addresses, order);
  const context = await browser.newContext({ baseURL: addresses.portalUrl, locale: "en-US" });
  const page = await context.newPage();
  await openOrder(page, landingUrl, person);
  if (then === "refused") await control(addresses, "PUT", "/faults", { faults: [{ match: { path: `${subscriptionId}/activate$` }, kind: "status", status: 400 }] });
  if (then !== "looked at") {
    await page.getByRole("button", { name: "Activate subscription" }).click();
    await page.getByText(OUTCOMES[then]).first().waitFor({ timeout: 60_000 });
  }
  if (then === "refused") await control(addresses, "PUT", "/faults", { faults: [] });
  if (then === "suspended" || then === "cancelled") {
    await control(addresses, "POST", `/subscriptions/${subscriptionId}/${then === "suspended" ? "suspend" : "unsubscribe"}`, {});
    await askMicrosoft(browser, addresses, subscriptionId);
  }
  await context.close();
  return subscriptionId;
}

/**
 * The publisher's staff asks Microsoft what became of a subscription.
 * @param {Browser} browser
 * @param {Addresses} addresses
 * @param {string} subscriptionId
 */
async function askMicrosoft(browser, { portalUrl }, subscriptionId) {
  const context = await browser.newContext({ baseURL: portalUrl });
  const page = await context.newPage();
  await signIn(page, `/publisher/northwind-labs/subscriptions/${subscriptionId}`, STAFF);
  await page.getByRole("button", { name: "Ask Microsoft now" }).click();
  await page.getByText(/^(Suspended|Unsubscribed)$/).first().waitFor();
  await context.close();
}

/**
 * Opens a page of the portal that needs a sign-in, as somebody.
 * @param {Page} page
 * @param {string} path
 * @param {string} person
 */
export async function signIn(page, path, person) {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("button", { name: person, exact: true }).click();
  await page.waitForURL((url) => !/^\/(sign-in|entra)/.test(url.pathname));
}

/**
 * Opens the landing page as the marketplace does, and signs in there.
 * @param {Page} page
 * @param {string} landingUrl
 * @param {string} person
 */
export async function openOrder(page, landingUrl, person) {
  await signIn(page, landingUrl, person);
  await page.getByRole("button", { name: "Activate subscription" }).waitFor();
}

/**
 * @param {Addresses} addresses
 * @param {Order} order
 * @returns {Promise<Purchase>}
 */
function buy(addresses, order) {
  return control(addresses, "POST", "/purchases", order);
}

/**
 * @param {Addresses} addresses
 * @param {"POST" | "PUT"} method
 * @param {string} path
 * @param {object} body
 */
async function control({ simulatorUrl }, method, path, body) {
  const response = await fetch(`${simulatorUrl}/control${path}`, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /control${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
