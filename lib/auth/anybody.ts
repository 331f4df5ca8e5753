import type { UserActor } from "../kernel/context";
import { currentUser } from "./session";

/** The authenticator of what everybody may call: who it is, where they are signed in. */
export async function anybody(): Promise<UserActor | null> {
  return currentUser();
}
