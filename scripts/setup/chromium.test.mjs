// @ts-check
import { describe, expect, it } from "vitest";
import { findChromium } from "./chromium.mjs";

/**
 * @param {string} platform
 * @param {Record<string, string>} env
 * @param {readonly string[]} files
 */
function found(platform, env, files) {
  return findChromium({ platform, env, exists: (path) => files.includes(path), playwrights: () => "/playwright/chrome" });
}

describe("findChromium", () => {
  it.each([
    ["the one that is asked for", "linux", { PLAYWRIGHT_CHROMIUM: "/mine/chrome" }, ["/mine/chrome", "/playwright/chrome", "/usr/bin/chromium"], "/mine/chrome"],
    ["Playwright's own before the system's", "linux", {}, ["/playwright/chrome", "/usr/bin/chromium"], "/playwright/chrome"],
    ["one on the path", "linux", { PATH: "/opt/bin:/snap/bin" }, ["/snap/bin/chromium", "/usr/bin/google-chrome"], "/snap/bin/chromium"],
    ["one in /usr/bin though the path does not say so", "linux", {}, ["/usr/bin/google-chrome"], "/usr/bin/google-chrome"],
    ["a Mac's", "darwin", { HOME: "/Users/mira" }, ["/Users/mira/Applications/Chromium.app/Contents/MacOS/Chromium"], "/Users/mira/Applications/Chromium.app/Contents/MacOS/Chromium"],
    ["Windows'", "win32", { PROGRAMFILES: "C:\\Program Files" }, ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"], "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
    ["none", "linux", { PATH: "/usr/bin" }, [], null],
  ])("finds %s", (_what, platform, env, files, expected) => {
    expect(found(platform, env, files)).toBe(expected);
  });

  it("does not take another one for the one that is asked for", () => {
    expect(() => found("linux", { PLAYWRIGHT_CHROMIUM: "/mine/chrome" }, ["/usr/bin/chromium"])).toThrow("PLAYWRIGHT_CHROMIUM names /mine/chrome, where there is no file.");
  });
});
