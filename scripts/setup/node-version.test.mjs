// @ts-check
import { describe, expect, it } from "vitest";
import { nodeComplaint } from "./node-version.mjs";

describe("nodeComplaint", () => {
  it.each(["20.19.0", "20.20.2", "21.0.0", "22.12.0", "24.0.1", "100.0.0"])("lets %s through", (version) => {
    expect(nodeComplaint(version)).toBeNull();
  });

  it.each(["20.18.3", "20.9.0", "18.20.4", "16.0.0", "8.17.0"])("tells %s what to do, in one line", (version) => {
    expect(nodeComplaint(version)).toBe(`Node 20.19 or newer is needed, and this is Node ${version}: install a current one from https://nodejs.org.`);
  });

  it("knows the Node that runs the tests", () => {
    expect(nodeComplaint(process.versions.node)).toBeNull();
  });
});
