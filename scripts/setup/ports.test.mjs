// @ts-check
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, portOf, requireFreePorts } from "./ports.mjs";

/** @type {import("node:net").Server[]} */
const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

/**
 * @param {string} host
 * @returns {Promise<number>}
 */
async function listening(host) {
  const port = await freePort();
  const server = createServer();
  servers.push(server);
  await new Promise((done) => server.listen(port, host, () => done(undefined)));
  return port;
}

describe("portOf", () => {
  it.each([
    [undefined, 3000],
    ["", 3000],
    ["  ", 3000],
    ["4100", 4100],
    ["65535", 65535],
  ])("%s means %i", (text, port) => {
    expect(portOf("PORT", text, 3000)).toBe(port);
  });

  it.each(["abc", "0", "-1", "65536", "30.5", "3000x"])("%s is refused by the variable's name", (text) => {
    expect(() => portOf("SIMULATOR_PORT", text, 3900)).toThrow(`SIMULATOR_PORT=${text} is not a port: use a number from 1 to 65535.`);
  });
});

describe("requireFreePorts", () => {
  it("is content with free ports", async () => {
    await expect(requireFreePorts({ PORT: await freePort(), SIMULATOR_PORT: await freePort() })).resolves.toBeUndefined();
  });

  it.each(["127.0.0.1", "0.0.0.0"])("names the variable of a port in use at %s", async (host) => {
    const port = await listening(host);
    await expect(requireFreePorts({ PORT: await freePort(), SIMULATOR_PORT: port })).rejects.toThrow(
      `Port ${port} is in use: stop what uses it, or set SIMULATOR_PORT to another port, for example SIMULATOR_PORT=${port + 10}.`,
    );
  });

  it("does not hold a port that it looked at", async () => {
    const port = await freePort();
    await requireFreePorts({ PORT: port });
    await expect(requireFreePorts({ PORT: port })).resolves.toBeUndefined();
  });

  it("wants two ports for two programs", async () => {
    const port = await freePort();
    await expect(requireFreePorts({ PORT: port, SIMULATOR_PORT: port })).rejects.toThrow(`PORT and SIMULATOR_PORT are both ${port}: give one of them another port.`);
  });
});
