import { userInfo } from "node:os";
import { systemScope } from "@/lib/auth/scope";
import { currentTime } from "@/lib/kernel/clock";
import type { Context, SystemScope } from "@/lib/kernel/context";
import { newId } from "@/lib/kernel/ids";

/** The context of whoever runs the command line on this machine. */
export function commandLineContext(): Context<SystemScope> {
  return { actor: { kind: "command-line", name: userInfo().username }, scope: systemScope(), correlationId: newId(), now: currentTime() };
}

/** The same, over one publisher's staff. */
export function staffContext(publisherKey: string): Context<SystemScope & { readonly publisherKey: string }> {
  const ctx = commandLineContext();
  return { ...ctx, scope: { ...ctx.scope, publisherKey } };
}
