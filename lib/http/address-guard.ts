import ipaddr from "ipaddr.js";

/** Why an address that somebody else has written is not called. */
export type Refusal = "no-address" | "no-https" | "credentials" | "private-address" | "port";

/** The same in words, for whoever wrote the address. */
export const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  "no-address": "This is no web address. Write it in full, beginning with https://.",
  "no-https": "Use an address that begins with https://.",
  credentials: "Leave user name and password out of the address.",
  "private-address": "This address leads into a private network. Use one that is reached from the internet.",
  port: "Another service than the web uses this port. Use 443 or another one.",
};

/**
 * Why an address may not be called, as far as it tells by itself; null where it may. Where its name leads is only known
 * when it is called: outgoing-fetch asks again then.
 */
export function whyRefused(address: string, { allowPrivate }: { allowPrivate: boolean }): Refusal | null {
  if (!URL.canParse(address)) return "no-address";
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "no-address";
  if (url.protocol === "http:" && !allowPrivate) return "no-https";
  if (url.username !== "" || url.password !== "") return "credentials";
  if (!allowPrivate && isHostPrivate(url.hostname)) return "private-address";
  return null;
}

/**
 * Whether a host, as `URL` writes it, is private without anybody being asked: an IP address, or a name of this machine.
 * `URL` has undone the disguises of IPv4 (decimal, octal, hexadecimal, with parts left out) by then.
 */
export function isHostPrivate(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(bare)) return !isPublicAddress(bare);
  return /(^|\.)localhost\.?$/i.test(bare);
}

/** All that is given to hosts of the internet in IPv6 begins with 001; the rest is for special uses, or for nobody yet. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Where a network without IPv4 finds the hosts that have nothing else; the last 32 bits are theirs. */
const TRANSLATED_IPV4 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Of the internet's range, but each machine on Azure reaches the host below it there. */
const AZURE_HOST = "168.63.129.16";

/**
 * Whether an IP address is one of the internet: not of this machine, of a private, a provider's or a cloud's network, and
 * not one that hides another address (IPv4-mapped, 6to4, Teredo). What cannot be read is not.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast" && address.toString() !== AZURE_HOST;
  if (address.match(TRANSLATED_IPV4)) return isPublicAddress(new ipaddr.IPv4(address.toByteArray().slice(12)).toString());
  return address.range() === "unicast" && address.match(GLOBAL_IPV6);
}
