import { expect, it } from "vitest";
import { faultsOfExports, mostOff, residentMegabytes } from "./export-report";

it.each([
  [[200], 0],
  [[200, 210, 190, 260], 55],
  [[140, 200, 205], 60],
])("of %j the furthest is off by %d", (numbers, off) => {
  expect(mostOff(numbers)).toBe(off);
});

it("reads the memory out of the metrics, and nothing that is only called alike", () => {
  expect(residentMegabytes("# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes_more 1\nprocess_resident_memory_bytes 209715200\n")).toBe(200);
  expect(() => residentMegabytes("nothing")).toThrow(/how much memory/);
});

it("complains of rows that are missing", () => {
  const report = { format: "NDJSON", megabytes: 1, seconds: 1, megabytesOff: 1, longestWaitMilliseconds: 1 } as const;
  expect(faultsOfExports([{ ...report, rows: 1_000_000 }, { ...report, rows: 999_999 }])).toEqual(["The export as NDJSON has 999,999 rows instead of 1,000,000."]);
});
