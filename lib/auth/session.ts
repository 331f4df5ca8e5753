import { decode } from "next-auth/jwt";
import { cookies } from "next/headers";
import type { UserActor } from "../kernel/context";
import { env } from "../kernel/env";
import { personOf, SESSION_COOKIE, secureCookies } from "./next-auth-options";

/** Who is signed in, out of the sealed cookie; null for nobody. Says nothing of what they may do. */
export async function currentUser(): Promise<UserActor | null> {
  return personOfCookies((await cookies()).getAll());
}

interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * The person in next-auth's session cookie. Only opens it: next-auth's own reading seals it anew each time, for a
 * cookie that a page cannot set, and takes three times as long.
 */
export async function personOfCookies(jar: readonly Cookie[]): Promise<UserActor | null> {
  const token = sealedSession(jar);
  if (token === "") return null;
  try {
    return personOf(await decode({ token, secret: env().NEXTAUTH_SECRET }));
  } catch {
    // Expired, changed, or sealed under another secret.
    return null;
  }
}

/** next-auth cuts what is too long for one cookie into several, which it numbers. */
function sealedSession(jar: readonly Cookie[]): string {
  const name = `${secureCookies() ? "__Secure-" : ""}${SESSION_COOKIE}`;
  const pieces = jar.filter((cookie) => cookie.name.startsWith(`${name}.`)).map(({ name: numbered, value }) => ({ number: Number(numbered.slice(name.length + 1)), value }));
  pieces.sort((one, other) => one.number - other.number);
  return jar.find((cookie) => cookie.name === name)?.value ?? pieces.map(({ value }) => value).join("");
}
