import { sameSecret } from "../kernel/crypto";
import { env } from "../kernel/env";
import { NotFoundError, PortalError } from "../kernel/errors";

/** The authenticator of /api/metrics: whoever has METRICS_TOKEN. Where none is set there is no such page. */
export async function metricsReader({ request }: { readonly request: Request }): Promise<null> {
  const expected = env().METRICS_TOKEN;
  if (expected === undefined) throw new NotFoundError("page");
  const given = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given !== undefined && sameSecret(given, expected)) return null;
  throw new PortalError("unauthenticated", {
    what: "The metrics are not for everybody.",
    why: "The request does not carry the configured token.",
    todo: "Send Authorization: Bearer with the value of METRICS_TOKEN.",
  });
}
