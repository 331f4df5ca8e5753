// @ts-check
import { nonEmpty } from "./env-file.mjs";
import { portOf } from "./ports.mjs";

/** @typedef {Readonly<Record<string, string | undefined>>} Variables */

/**
 * What the programs of a demo are started with: what the process sets, then what .env sets, and only where both
 * are silent the addresses of the simulator, so that one variable moves one thing.
 * @param {Variables} environment
 * @param {Variables} file
 */
export function demoEnvironment(environment, file) {
  const given = { ...nonEmpty(file), ...nonEmpty(environment) };
  const port = portOf("PORT", given.PORT, 3000);
  const simulatorPort = portOf("SIMULATOR_PORT", given.SIMULATOR_PORT, 3900);
  const simulatorUrl = `http://localhost:${simulatorPort}`;
  const portalUrl = given.PORTAL_URL ?? `http://localhost:${port}`;
  /** @type {Record<string, string>} */
  const variables = {
    NODE_ENV: "production",
    PORTAL_URL: portalUrl,
    ENTRA_AUTHORITY: `${simulatorUrl}/entra`,
    MARKETPLACE_API_URL: `${simulatorUrl}/marketplace/api`,
    GRAPH_URL: `${simulatorUrl}/graph`,
    ALLOW_PRIVATE_ENDPOINTS: "on",
    // Everybody in a demo sits at one computer.
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "6000",
    SIMULATOR_STATE: "./data/simulator.json",
    // The seed gives each offer the key that is its id at Microsoft.
    SIMULATOR_WEBHOOK_URL: `${portalUrl.replace(/\/+$/, "")}/api/webhook/{offerId}`,
    NEXT_TELEMETRY_DISABLED: "1",
    ...given,
    PORT: String(port),
    SIMULATOR_PORT: String(simulatorPort),
  };
  return { port, simulatorPort, simulatorUrl, variables };
}

/**
 * Adds the app registration that the simulator has for signing in, where none is given.
 * @param {Readonly<Record<string, string>>} variables
 * @param {{ clientId: string, clientSecret: string }} signIn
 * @returns {Record<string, string>}
 */
export function withSignInApp(variables, signIn) {
  return { ENTRA_CLIENT_ID: signIn.clientId, ENTRA_CLIENT_SECRET: signIn.clientSecret, ...variables };
}
