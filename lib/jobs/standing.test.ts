import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { log } from "../kernel/log";
import { keepWorking } from "./standing";

it("takes one turn after another while there is something to do, and pauses when there is not", async () => {
  const turns: number[] = [];
  const worker = keepWorking({ name: "counting", turn: async () => turns.push(turns.length) < 5 });
  await expect.poll(() => turns.length).toBe(5);
  await sleep(50);
  expect(turns).toHaveLength(5);
  await worker.stop(1);
});

it("goes on after a turn that fails, and after work that fails", async () => {
  const errors = vi.spyOn(log, "error").mockImplementation(() => undefined);
  let turns = 0;
  const worker = keepWorking({
    name: "failing",
    turn: async ({ spawn }) => {
      turns += 1;
      if (turns === 1) spawn(Promise.reject(new Error("work")));
      if (turns === 2) throw new Error("turn");
      return turns < 3;
    },
  });
  await expect.poll(() => turns, { timeout: 5_000 }).toBe(3);
  expect(errors.mock.calls.map(([facts]) => facts)).toMatchObject([{ event: "standing-work.failed", name: "failing" }, { event: "standing-work.turn-failed", name: "failing" }]);
  await worker.stop(1);
  errors.mockRestore();
});

it("at its stop begins nothing, waits for what is under way, and cuts it off when the time is over", async () => {
  const seen: string[] = [];
  let turns = 0;
  const worker = keepWorking({
    name: "stopping",
    turn: async ({ spawn, stopping, signal }) => {
      turns += 1;
      stopping.addEventListener("abort", () => seen.push("stopping"));
      spawn(new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(void seen.push("cut off")))));
      return false;
    },
  });
  await expect.poll(() => turns).toBe(1);
  await Promise.all([worker.stop(0.05), worker.stop(0.05)]);
  expect(seen).toEqual(["stopping", "cut off"]);
  expect(turns).toBe(1);
});
