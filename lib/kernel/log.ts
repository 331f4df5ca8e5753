import pino, { type DestinationStream, type Logger } from "pino";
import { redact } from "./redact";

/** Events only: bindings of child loggers would be written past the redaction. */
type Log = Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

/**
 * One JSON line an event. Everything that is handed to it, messages too, passes through
 * `redact`: nothing has to be remembered where something is logged.
 */
export function createLogger(destination: DestinationStream): Log {
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
  return pino(options, destination);
}

const STANDARD_OUTPUT = pino.destination({ dest: 1, sync: true });
let stream = STANDARD_OUTPUT;

/** The log, on standard output. Write `log.info({event: "subscription.resolved", …}, "one short sentence")`. */
export const log: Log = createLogger({ write: (line) => stream.write(line) });

/** For programs whose standard output is their answer. */
export function logToStandardError(): void {
  stream = pino.destination({ dest: 2, sync: true });
}
