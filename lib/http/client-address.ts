import ipaddr from "ipaddr.js";
import { env } from "../kernel/env";
import { log } from "../kernel/log";
import { onEveryRequest } from "./every-request";

/** Set on every request before Next sees it; what a client sends in its place is overwritten. */
export const CLIENT_ADDRESS_HEADER = "x-portal-client";

const UNKNOWN = "unknown";

/**
 * Tells every request of this process whom it comes from. The socket is asked here, because Next hands it to nobody and
 * passes on whatever a client writes into X-Forwarded-For. Returns what ends it.
 */
export function nameClients(trustedProxies = env().TRUSTED_PROXIES): () => void {
  let warned = false;
  return onEveryRequest(({ request }) => {
    const forwarded = request.headers["x-forwarded-for"];
    if (forwarded !== undefined && trustedProxies === 0 && !warned) {
      warned = true;
      log.warn({ event: "http.forwarded-not-believed" }, "a request carries X-Forwarded-For, which is not believed: if that is a reverse proxy of yours, set TRUSTED_PROXIES, or everybody behind it shares one rate limit");
    }
    request.headers[CLIENT_ADDRESS_HEADER] = clientAddress(String(forwarded ?? ""), request.socket.remoteAddress, trustedProxies);
  });
}

/** What stands for the client of a request that `nameClients` has seen. */
export function clientAddressOf(headers: Headers): string {
  return headers.get(CLIENT_ADDRESS_HEADER) ?? UNKNOWN;
}

/**
 * Each proxy appends the address that called it, so only as many entries as there are proxies of ours are true, counted
 * from the right with the socket's own as the last. An entry that is no address is passed over for the one that its
 * neighbour on the right has seen.
 * @returns the address; of IPv6 the /64, which is the least that one customer of a network is given.
 */
export function clientAddress(forwardedFor: string, socketAddress: string | undefined, trustedProxies: number): string {
  const chain = [...forwardedFor.split(",").filter((entry) => entry.trim() !== ""), socketAddress ?? ""];
  const ours = chain.slice(-1 - trustedProxies).map(oneClient);
  return ours.find((address) => address !== null) ?? UNKNOWN;
}

/** Some proxies write the port behind the address. */
const WITH_PORT = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/;

function oneClient(entry: string): string | null {
  const text = entry.trim();
  const port = WITH_PORT.exec(text);
  const bare = port?.[1] ?? port?.[2] ?? text;
  if (!ipaddr.isValid(bare)) return null;
  const address = ipaddr.process(bare);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${address.parts.slice(0, 4).map((part) => part.toString(16)).join(":")}::/64`;
}
