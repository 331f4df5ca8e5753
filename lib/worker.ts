import { database } from "./db/client";
import { env } from "./kernel/env";
import { PortalError } from "./kernel/errors";
import { log } from "./kernel/log";
import { migrationStatus } from "./db/migrate";
import { REQUEST_ID_HEADER } from "./http/request-id";

/**
 * Before the portal takes requests: the configuration is usable and the database is migrated. Otherwise it
 * stops with one line that says what to change.
 */
export async function start(): Promise<void> {
  try {
    process.env.NEXTAUTH_URL = env().PORTAL_URL;
    const { pending } = await migrationStatus(env().DATABASE_URL);
    if (pending.length > 0) {
      throw new PortalError("misconfigured", {
        what: "The database is not up to date:",
        why: `${pending.join(", ")} still to be applied.`,
        todo: "Run: npm run portal -- db migrate",
      });
    }
    await database().publisher.count();
  } catch (error) {
    process.stderr.write(`${error instanceof PortalError ? `${error.message} ${error.explanation.todo}` : `The portal cannot start: ${String(error)}`}\n`);
    process.exit(1);
  }
}

interface FailedRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One log event for a fault in a page or a server action, under the digest and request id that the visitor is shown. */
export function reportRequestError(error: unknown, request: FailedRequest): void {
  const digest = typeof error === "object" && error !== null && "digest" in error ? error.digest : undefined;
  log.error(
    { event: "page.failed", method: request.method, path: request.path.split("?")[0], requestId: request.headers[REQUEST_ID_HEADER], digest, err: error },
    "a page failed",
  );
}
