import { publisherScope } from "../../auth/scope";
import { database } from "../../db/client";
import { limitCompletions, limitFailedAuthentications, noteFailedAuthentication } from "../../http/rate-limit";
import type { Incoming } from "../../http/route";
import type { Actor, Context, PublisherScope } from "../../kernel/context";
import { hashSecret } from "../../kernel/crypto";
import { PortalError } from "../../kernel/errors";
import { TOKEN_HEADER } from "./schema";

/** The publisher's system, as far as the token of one activation lets it reach. */
export interface TokenCaller extends Context<PublisherScope, Extract<Actor, { kind: "publisher-system" }>> {
  readonly tokenId: number;
}

const TOKEN = /^[\w-]{43}$/;

/**
 * Who reports on an activation: whoever holds its token, which is found by its hash, so that nothing can be learned of it
 * by how long a look takes. Whether it may still be used is for the command to say.
 * @throws PortalError `unauthenticated`, the same for a token that is missing and one that nobody was ever given, or
 *   `too-many-requests`.
 */
export async function authenticateToken({ request, requestId, now }: Incoming): Promise<TokenCaller> {
  const { headers } = request;
  const token = headers.get(TOKEN_HEADER) ?? "";
  const found = TOKEN.test(token)
    ? await database().marketplaceToken.findUnique({
        where: { hash: hashSecret(token) },
        select: { id: true, activation: { select: { subscription: { select: { publisher: { select: { id: true, key: true } } } } } } },
      })
    : null;
  const publisher = found?.activation.subscription.publisher;
  if (!found || !publisher) {
    await limitFailedAuthentications(headers);
    await noteFailedAuthentication(headers);
    throw new PortalError("unauthenticated", {
      what: "The marketplace token is missing or not valid.",
      why: `The header ${TOKEN_HEADER} has to hold the token that came with the activation.`,
      todo: "Send the value of that header back as it came.",
    });
  }
  await limitCompletions(publisher.id);
  const scope = publisherScope({ publisherId: publisher.id, publisherKey: publisher.key, role: "viewer" });
  return { actor: { kind: "publisher-system" }, scope, correlationId: requestId, now, tokenId: found.id };
}
