import { base64url } from "jose";
import { z } from "zod";
import { ConfigurationError } from "./errors";

/** One key of ENCRYPTION_KEYS: an id that is stored beside each secret, and 32 bytes. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const httpAddress = z
  .url({ protocol: /^https?$/, error: "it is not an http(s) address" })
  .transform((address) => address.replace(/\/+$/, ""));

const portalAddress = httpAddress.refine(
  (address) => new URL(address).pathname === "/",
  "the portal is served from the root of a host: leave the path away",
);

const flag = z.enum(["on", "off", "true", "false", "1", "0"], { error: "use on or off" }).transform((value) => value === "on" || value === "true" || value === "1");

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, "it is no whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `it is not between ${least} and ${most}`);
}

const encryptionKeys = z.string().transform((text, context): readonly EncryptionKey[] => {
  const keys: EncryptionKey[] = [];
  for (const part of text.split(",").map((each) => each.trim()).filter(Boolean)) {
    const at = part.indexOf(":");
    const id = part.slice(0, at);
    const key = at > 0 ? decodeKey(part.slice(at + 1)) : null;
    if (key === null || key.length !== 32 || !/^[A-Za-z0-9_-]{1,32}$/.test(id) || keys.some((other) => other.id === id)) {
      context.addIssue({ code: "custom", message: "each key is name:base64 of 32 bytes, separated by commas, newest first, no name twice" });
      return z.NEVER;
    }
    keys.push({ id, key });
  }
  if (keys.length === 0) {
    context.addIssue({ code: "custom", message: "it holds no key" });
    return z.NEVER;
  }
  return keys;
});

function decodeKey(text: string): Uint8Array | null {
  try {
    return base64url.decode(text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""));
  } catch {
    return null;
  }
}

const databaseUrl = z
  .string()
  .refine((url) => /^(file:|sqlserver:\/\/)/.test(url), "it starts with neither file: nor sqlserver://");

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: databaseUrl.default("file:./data/portal.db"),
  PORTAL_URL: portalAddress.default("http://localhost:3000"),
  NEXTAUTH_SECRET: z.string({ error: "it is not set" }).min(32, "it is shorter than 32 characters"),
  ENCRYPTION_KEYS: encryptionKeys,
  ENTRA_AUTHORITY: httpAddress.default("https://login.microsoftonline.com"),
  ENTRA_CLIENT_ID: z.string({ error: "it is not set" }).min(1, "it is empty"),
  ENTRA_CLIENT_SECRET: z.string({ error: "it is not set" }).min(1, "it is empty"),
  MARKETPLACE_API_URL: httpAddress.default("https://marketplaceapi.microsoft.com/api"),
  MARKETPLACE_RESOURCE_ID: z.guid("it is not a GUID").default("20e940b3-4c77-4b0b-9a53-9e16a1b010a7"),
  MARKETPLACE_CALLER_APP_ID: z.guid("it is not a GUID").default("20e940b3-4c77-4b0b-9a53-9e16a1b010a7"),
  GRAPH_URL: httpAddress.default("https://graph.microsoft.com"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  ALLOW_PRIVATE_ENDPOINTS: flag.default(false),
  WORKER: flag.default(true),
  WORKER_CONCURRENCY: wholeNumber(1, 64).default(4),
  STOP_SECONDS: wholeNumber(0, 600).default(25),
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: wholeNumber(0, 999_999).default(60),
  RATE_LIMIT_CUSTOMER_PER_MINUTE: wholeNumber(0, 999_999).default(120),
  RATE_LIMIT_API_PER_MINUTE: wholeNumber(0, 999_999).default(600),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress.optional(),
  METRICS_TOKEN: z.string().min(16, "it is shorter than 16 characters").optional(),
});

export type Env = z.infer<typeof schema>;

const ADVICE: Partial<Record<keyof Env, string>> = {
  NEXTAUTH_SECRET: "Put a random text there, for example from: openssl rand -base64 32",
  ENCRYPTION_KEYS: "Write for example k1: followed by the output of: openssl rand -base64 32",
  ENTRA_CLIENT_ID: "Enter the application id of the app registration that signs people in (README, Real marketplace).",
  ENTRA_CLIENT_SECRET: "Enter a client secret of the app registration that signs people in (README, Real marketplace).",
};

/**
 * Reads the configuration out of `source`; an empty variable counts as not set.
 * @throws ConfigurationError for the first variable that cannot be used, naming it.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const variable = String(issue?.path[0] ?? "The environment");
  const missing = !(variable in given);
  throw new ConfigurationError(
    variable,
    missing ? "it is not set." : `${issue?.message ?? "it is not understood"}.`,
    adviceFor(variable),
  );
}

function adviceFor(variable: string): string {
  const known = Object.entries(ADVICE).find(([name]) => name === variable);
  return known?.[1] ?? `See ${variable} in .env.example.`;
}

/** Where the database is, for commands that need nothing else of the configuration. */
export function parseDatabaseUrl(source: Record<string, string | undefined>): string {
  const result = schema.shape.DATABASE_URL.safeParse(source.DATABASE_URL?.trim() || undefined);
  if (result.success) return result.data;
  throw new ConfigurationError("DATABASE_URL", `${result.error.issues[0]?.message ?? "it is not understood"}.`, adviceFor("DATABASE_URL"));
}

let current: Env | undefined;

/** The configuration of this process, read once. */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}
