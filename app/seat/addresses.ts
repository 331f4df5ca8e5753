import { env } from "@/lib/kernel/env";

/** Where whoever opened the link to a seat decides about it. */
export const SEAT_PATH = "/seat/accept";

/** The link that is handed on to whom is invited. */
export function seatLink(secret: string): string {
  return `${env().PORTAL_URL}/seat?${new URLSearchParams({ token: secret })}`;
}
