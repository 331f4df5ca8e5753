import { getServerSession } from "next-auth";
import type { UserActor } from "../kernel/context";
import { sessionOptions } from "./next-auth-options";

/** Who is signed in, out of the sealed cookie; null for nobody. Says nothing of what they may do. */
export async function currentUser(): Promise<UserActor | null> {
  const session = await getServerSession(sessionOptions());
  return session?.person ?? null;
}
