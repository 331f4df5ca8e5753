// @ts-check
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcomeOf, run, serve } from "./child-processes.mjs";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-children-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = { cwd: process.cwd(), env: process.env };

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("run", () => {
  it("gives back what a program wrote", async () => {
    expect(await run("It", process.execPath, ["-e", "console.log('out'); console.error('err')"], options)).toMatch(/out|err/);
  });

  it("says in one line what failed, and keeps what the program said", async () => {
    await expect(run("Migrating", process.execPath, ["-e", "console.error('no such table'); process.exit(3)"], options)).rejects.toMatchObject({
      message: "Migrating failed (exit code 3).",
      output: "no such table\n",
    });
  });

  it("does not wait for ever", async () => {
    await expect(run("Building", process.execPath, ["-e", "setInterval(() => {}, 1000)"], { ...options, timeoutMs: 200 })).rejects.toThrow("Building took too long.");
  });

  it("tells of a program that is not there", async () => {
    const { code, output } = await outcomeOf(join(folder, "nothing"), [], options);
    expect(code).toBeNull();
    expect(output).toContain("ENOENT");
  });
});

describe("serve", () => {
  it("tells why a server ended, with its last lines", async () => {
    const server = serve("simulator", ["-e", "console.log('listening'); setTimeout(() => { console.error('EADDRINUSE'); process.exit(1); }, 50)"], { ...options, log: join(folder, "a.log") });
    expect(await server.ended).toBe("The simulator ended by itself (exit code 1).");
    expect(server.isRunning()).toBe(false);
    expect(server.lastLines()).toBe("listening\nEADDRINUSE");
    await expect.poll(() => readFileSync(join(folder, "a.log"), "utf8")).toBe("listening\nEADDRINUSE\n");
  });

  it.runIf(process.platform !== "win32")("stops a server with all that it started, even if it will not listen", async () => {
    const program = `
      process.on("SIGTERM", () => {});
      const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const server = serve("portal", ["-e", program], { ...options, log: join(folder, "b.log") });
    await expect.poll(() => server.lastLines()).toMatch(/^\d+$/);
    const grandchild = Number(server.lastLines());
    expect(isAlive(grandchild)).toBe(true);
    await server.stop();
    expect(server.isRunning()).toBe(false);
    // Dead at once, but there until the system has buried it.
    await expect.poll(() => isAlive(grandchild), { timeout: 5_000 }).toBe(false);
  });

  it.runIf(process.platform !== "win32")("leaves no server behind when it is killed itself", async () => {
    const log = join(folder, "c.log");
    const program = `
      import { readFileSync } from "node:fs";
      import { serve } from ${JSON.stringify(new URL("child-processes.mjs", import.meta.url).href)};
      serve("portal", ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"], { cwd: process.cwd(), env: process.env, log: ${JSON.stringify(log)} });
      setInterval(() => readFileSync(${JSON.stringify(log)}, "utf8") !== "" && process.kill(process.pid, "SIGKILL"), 50);`;
    await outcomeOf(process.execPath, ["--input-type=module", "-e", program], options);
    const orphan = Number(readFileSync(log, "utf8"));
    expect(orphan).toBeGreaterThan(1);
    await expect.poll(() => isAlive(orphan), { timeout: 10_000 }).toBe(false);
  });
});
