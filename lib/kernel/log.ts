import pino, { type DestinationStream, type Logger } from "pino";
import { redact } from "./redact";

/** Events only: bindings of child loggers would be written past the redaction. */
type Log = Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

/**
 * One JSON line an event, on standard output. Everything that is handed to it, messages too, passes through
 * `redact`: nothing has to be remembered where something is logged.
 * @param destination standard output where it is left out.
 */
export function createLogger(destination?: DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level: process.env.LOG_LEVEL || "info",
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: {
      logMethod(args, write) {
        const [first, ...rest] = args.map((each) => redact(each));
        // Not what it says it takes: an error alone is an event, too.
        Reflect.apply(write, this, [args[0] instanceof Error ? { err: first } : first, ...rest]);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The log. Write `log.info({event: "subscription.resolved", …}, "one short sentence")`. */
export const log: Log = createLogger();
