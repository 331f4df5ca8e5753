import { z } from "zod";

const schema = z.object({
  SIMULATOR_PORT: z.coerce.number("it is not a number").int().min(0).max(65535).default(3900),
  PORTAL_URL: z.url("it is not an address").default("http://localhost:3000").transform((address) => address.replace(/\/+$/, "")),
  SIMULATOR_STATE: z.string().optional(),
  SIMULATOR_WEBHOOK_URL: z.string().refine((address) => URL.canParse(address.replaceAll("{offerId}", "offer")), "it is not an address").optional(),
});

export interface Settings {
  readonly port: number;
  readonly portalUrl: string;
  /** Where the state is kept between starts; left out, it ends with the process. */
  readonly statePath?: string;
  /** Where the calls of the connection webhook go, with `{offerId}` to be filled in; left out, nobody is called. */
  readonly webhookUrl?: string;
}

/** @throws Error with one line that names the variable. */
export function readSettings(source: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${issue?.path.join(".") ?? "The environment"} cannot be used: ${issue?.message ?? "it is not understood"}.`);
  }
  const { SIMULATOR_PORT, PORTAL_URL, SIMULATOR_STATE, SIMULATOR_WEBHOOK_URL } = parsed.data;
  return { port: SIMULATOR_PORT, portalUrl: PORTAL_URL, ...(SIMULATOR_STATE ? { statePath: SIMULATOR_STATE } : {}), ...(SIMULATOR_WEBHOOK_URL ? { webhookUrl: SIMULATOR_WEBHOOK_URL } : {}) };
}
