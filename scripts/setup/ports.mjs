// @ts-check
import { createServer } from "node:net";
import { SetupError } from "./setup-error.mjs";

// A wildcard address can be free while a specific one is taken (macOS), and the other way round.
const ADDRESSES = ["127.0.0.1", "0.0.0.0", "::1", "::"];

/**
 * @param {string} variable
 * @param {string | undefined} text
 * @param {number} otherwise
 * @returns {number}
 */
export function portOf(variable, text, otherwise) {
  if (text === undefined || text.trim() === "") return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new SetupError(`${variable}=${text} is not a port: use a number from 1 to 65535.`);
}

/**
 * @param {Readonly<Record<string, number>>} ports variable → port
 * @throws SetupError naming the variable of the first port that cannot be had
 */
export async function requireFreePorts(ports) {
  /** @type {Map<number, string>} */
  const seen = new Map();
  for (const [variable, port] of Object.entries(ports)) {
    const other = seen.get(port);
    if (other !== undefined) throw new SetupError(`${other} and ${variable} are both ${port}: give one of them another port.`);
    seen.set(port, variable);
    const obstacle = await obstacleAt(port);
    if (obstacle === "EACCES") throw new SetupError(`Port ${port} needs more rights than this user has: set ${variable} to one above 1023.`);
    if (obstacle !== null) throw new SetupError(`Port ${port} is in use: stop what uses it, or set ${variable} to another port, for example ${variable}=${port + 10}.`);
  }
}

/**
 * A port that nothing listens on now.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = createServer();
  await new Promise((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new SetupError("This machine gives out no free port.");
  return (await obstacleAt(address.port)) === null ? address.port : freePort();
}

/**
 * @param {number} port
 * @returns {Promise<string | null>} the error code of listening there
 */
async function obstacleAt(port) {
  for (const host of ADDRESSES) {
    const code = await new Promise((done) => {
      const server = createServer();
      server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => done(error.code ?? "EUNKNOWN"));
      server.listen({ port, host, exclusive: true }, () => server.close(() => done(null)));
    });
    // A machine without IPv6 has no such address to be taken.
    if (code !== null && code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") return code;
  }
  return null;
}
