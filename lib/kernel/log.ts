import pino, { type Logger } from "pino";

/**
 * One JSON line an event, on standard output. What must never be logged has no name here that could be
 * logged by accident: tokens, secrets and mail addresses are censored wherever a key of theirs appears.
 */
const CENSORED = ["token", "secret", "password", "cookie", "authorization", "email", "upn", "clientSecret", "purchaseToken", "accessToken", "idToken"];

function createLogger(): Logger {
  return pino({
    level: process.env.LOG_LEVEL ?? "info",
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: CENSORED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[censored]" },
  });
}

/** The log. Write `log.info({event: "subscription.resolved", …}, "one short sentence")`. */
export const log: Logger = createLogger();
