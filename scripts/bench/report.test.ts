import { describe, expect, it } from "vitest";
import { faultsOfCrash } from "./crash-report";
import { faultsOfWebhookCrash } from "./webhook-crash-report";
import { faultsOfDeliveryCrash } from "./delivery-crash-report";
import { reportText, table, type BenchReport } from "./report";

const crash = { jobs: 10, kills: 2, done: 10, lostEffects: 0, doubledEffects: 0, withoutCall: 0, withoutTrace: 0, cutOff: 1 };
const webhookCrash = { kills: 3, calls: 40, refused: 4, events: 20, operations: 15, subscriptions: 5, lost: 0, doubled: 0, answeredOtherwise: 0, unprocessed: 0, different: 0, withoutAction: 0, doubledActions: 0, cutOff: 2 };
const deliveryCrash = { kills: 4, actions: 50, arrivals: 53, repeats: 3, cutOff: 6, untold: 0, lost: 0, undelivered: 0, outOfOrder: 0, invented: 0, unverified: 0, renamed: 0, deliveredTwice: 0, withoutTrace: 0 };
const report: BenchReport = {
  machine: { node: "20.19.0", cpus: 2, model: "Abacus", loadBefore: 0.4 },
  load: { connections: 10, seconds: 4, rounds: 5 },
  rows: [
    { name: "empty page", path: "/yardstick", yardstick: null, requestsPerSecond: 1234.5, p50: 7, p99: 19.96, ratio: null },
    { name: "a page", path: "/page", yardstick: "empty page", requestsPerSecond: 98.76, p50: 101, p99: 202, ratio: 0.08 },
  ],
  goals: [
    { name: "one", measured: 0.601, goal: "at least 0.6", met: true },
    { name: "two", measured: 1.5, goal: "at most 1.3", met: false },
  ],
  crash,
  webhookCrash,
  deliveryCrash,
  exports: [{ format: "CSV", rows: 1_000, megabytes: 300, seconds: 8, megabytesOff: 12.34, longestWaitMilliseconds: 77 }],
  faults: [],
};

it("lines columns up, words to the left and numbers to the right", () => {
  expect(table([["", "n"], ["long name", "1"], ["x", "1000"]])).toBe("              n\nlong name     1\nx          1000");
});

describe("reportText", () => {
  it("tells machine and load, a line for each path, the goals and the crashes", () => {
    const text = reportText(report);
    expect(text).toContain("Node 20.19.0, 2 × Abacus; 10 connections, 5 rounds of 4 s each");
    expect(text).toMatch(/^empty page +1235 +7\.0 +20\.0 +–$/m);
    expect(text).toMatch(/^a page +98\.8 +101\.0 +202\.0 +0\.08$/m);
    expect(text).toContain("  met     one: 0.60 (at least 0.6)\n  missed  two: 1.50 (at most 1.3)\n");
    expect(text).toMatch(/killed 2 times over 10 jobs, which cut off 1 attempts[^]*effects doubled +0/);
    expect(text).toMatch(/killed 3 times over 40 calls of 20 events and 15 operations \(4 were refused\), which cut off 2 attempts\n {2}answered, but lost +0/);
    expect(text).toMatch(/killed 4 times over 50 actions, which cut off 6 attempts and repeated 3 messages\n {2}actions without a message +0/);
    expect(text).toMatch(/^export as CSV +125 +37\.5 +300 +12\.3 +77$/m);
    expect(text).not.toMatch(/Faults|busy/);
  });

  it("warns where something else ran besides", () => {
    expect(reportText({ ...report, machine: { ...report.machine, loadBefore: 1.5 } })).toContain("busy before (load 1.5)");
  });

  it("leaves out what was not asked for, and tells faults", () => {
    const text = reportText({ ...report, rows: [], goals: [], crash: null, webhookCrash: null, deliveryCrash: null, exports: [], faults: ["It broke."] });
    expect(text).toBe("Faults\n  It broke.\n");
  });
});

describe("faultsOfCrash", () => {
  it.each([
    [{}, []],
    [{ done: 9 }, ["Crashes: 1 jobs were not done."]],
    [{ lostEffects: 1, doubledEffects: 2, withoutCall: 3, withoutTrace: 4 }, ["Crashes: 1 effects were lost.", "Crashes: 2 effects happened twice.", "Crashes: 3 jobs never made their call.", "Crashes: 4 jobs left no whole trace."]],
  ])("%j", (harm, faults) => {
    expect(faultsOfCrash({ ...crash, ...harm })).toEqual(faults);
  });
});

describe("faultsOfWebhookCrash", () => {
  it.each([
    [{}, []],
    [{ lost: 1, doubled: 2, answeredOtherwise: 3 }, ["Crashes under calls: 1 calls were answered and lost.", "Crashes under calls: 2 calls were kept twice.", "Crashes under calls: 3 calls were answered in two ways."]],
    [{ unprocessed: 4, different: 5, withoutAction: 6, doubledActions: 7 }, ["Crashes under calls: 4 calls were not processed.", "Crashes under calls: 5 subscriptions differ from Microsoft's.", "Crashes under calls: 6 operations have no action.", "Crashes under calls: 7 actions stand for no operation of their own."]],
  ])("%j", (harm, faults) => {
    expect(faultsOfWebhookCrash({ ...webhookCrash, ...harm })).toEqual(faults);
  });
});

describe("faultsOfDeliveryCrash", () => {
  it.each([
    [{}, []],
    [{ untold: 1, lost: 2, undelivered: 3 }, ["1 actions have no message", "2 messages never arrived", "3 messages do not count as delivered"]],
    [{ outOfOrder: 4, invented: 5, unverified: 6 }, ["4 messages arrived before an earlier one was done", "5 messages arrived that nobody wrote", "6 messages had no valid signature"]],
    [{ renamed: 7, deliveredTwice: 8, withoutTrace: 9 }, ["7 messages were repeated under another id", "8 messages count as delivered twice", "9 messages left no whole trace"]],
  ])("%j", (harm, faults) => {
    expect(faultsOfDeliveryCrash({ ...deliveryCrash, ...harm })).toEqual(faults.map((fault) => `Crashes of deliveries: ${fault}.`));
  });
});
