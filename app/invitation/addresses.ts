import { env } from "@/lib/kernel/env";

/** Where whoever opened the link of an invitation decides about it. */
export const ACCEPT_PATH = "/invitation/accept";

/** The link that is given to whom is invited. */
export function invitationLink(secret: string): string {
  return `${env().PORTAL_URL}/invitation?${new URLSearchParams({ token: secret })}`;
}
