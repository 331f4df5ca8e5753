import { defineConfig, devices } from "@playwright/test";
import { findChromium, LAUNCH_ARGUMENTS } from "./scripts/setup/chromium.mjs";

/** Journeys in which Microsoft misbehaves are the same at any width. Each worker has a Microsoft of its own to itself. */
const ANY_WIDTH = "**/*.alone.spec.ts";

/** These are about who may do what, what goes wrong, and files; pages.spec.ts looks at every one of their pages at both widths. */
const TRIED_ON_DESKTOP = "**/{actions,api,deliveries,drift,hand-off,history,inbox,jobs,landing-faults,licenses-overview,offers,overview,subscriptions,team,visitors}.spec.ts";

/** A permission is given once per person and portal; where people are chosen, the phone is the width that is hard. */
const TRIED_ON_PHONE = "**/directory.spec.ts";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/journeys",
  globalSetup: "./e2e/support/global-setup.mjs",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  globalTimeout: 11 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/journeys.json" }]],
  use: {
    locale: "en-US",
    timezoneId: "Asia/Kathmandu",
    // Its film and its copies of the page after every step take more of a processor than many a journey; the steps, what went over the network, and the page as it was at the end are kept.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: { executablePath: findChromium() ?? undefined, args: LAUNCH_ARGUMENTS },
  },
  projects: [
    { name: "desktop", testIgnore: TRIED_ON_PHONE, use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } } },
    { name: "phone", testIgnore: [ANY_WIDTH, TRIED_ON_DESKTOP], use: { ...devices["Desktop Chrome"], viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
  ],
});
