import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./errors";
import { parseDatabaseUrl, parseEnv } from "./env";

const KEY = Buffer.alloc(32, 7).toString("base64");
const GOOD = { NEXTAUTH_SECRET: "s".repeat(32), ENCRYPTION_KEYS: `k1:${KEY}`, ENTRA_CLIENT_ID: "app", ENTRA_CLIENT_SECRET: "secret" };

function problemOf(source: Record<string, string | undefined>): ConfigurationError {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("the configuration was taken");
}

describe("the configuration", () => {
  it("has the documented defaults", () => {
    expect(parseEnv(GOOD)).toMatchObject({
      DATABASE_URL: "file:./data/portal.db",
      PORTAL_URL: "http://localhost:3000",
      ENTRA_AUTHORITY: "https://login.microsoftonline.com",
      MARKETPLACE_API_URL: "https://marketplaceapi.microsoft.com/api",
      GRAPH_URL: "https://graph.microsoft.com",
      ALLOW_PRIVATE_ENDPOINTS: false,
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: 60,
      RATE_LIMIT_CUSTOMER_PER_MINUTE: 120,
      RATE_LIMIT_API_PER_MINUTE: 600,
    });
  });

  it("cuts slashes at the end of addresses", () => {
    expect(parseEnv({ ...GOOD, MARKETPLACE_API_URL: "https://elsewhere.example/api//" }).MARKETPLACE_API_URL).toBe("https://elsewhere.example/api");
  });

  it("takes several encryption keys, newest first", () => {
    expect(parseEnv({ ...GOOD, ENCRYPTION_KEYS: `new:${KEY}, old:${KEY}` }).ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(["new", "old"]);
  });

  it.each([
    ["NEXTAUTH_SECRET", undefined],
    ["NEXTAUTH_SECRET", "short"],
    ["ENCRYPTION_KEYS", undefined],
    ["ENCRYPTION_KEYS", ","],
    ["ENCRYPTION_KEYS", "k1:tooshort"],
    ["ENCRYPTION_KEYS", KEY],
    ["ENCRYPTION_KEYS", `k1:${KEY},k1:${KEY}`],
    ["ENTRA_CLIENT_ID", undefined],
    ["ENTRA_CLIENT_SECRET", "  "],
    ["PORTAL_URL", "portal.example"],
    ["PORTAL_URL", "https://portal.example/sub"],
    ["MARKETPLACE_API_URL", "ftp://x.example"],
    ["ENTRA_AUTHORITY", "no address"],
    ["DATABASE_URL", "postgres://x"],
    ["ALLOW_PRIVATE_ENDPOINTS", "perhaps"],
    ["RATE_LIMIT_CUSTOMER_PER_MINUTE", "-1"],
    ["RATE_LIMIT_CUSTOMER_PER_MINUTE", "many"],
    ["LOG_LEVEL", "loud"],
  ])("%s = %j is refused by its name, with what to do", (variable, value) => {
    const problem = problemOf({ ...GOOD, [variable]: value });
    expect(problem.variable).toBe(variable);
    expect(problem.message).toContain(variable);
    expect(problem.explanation.todo).not.toBe("");
  });

  it("never repeats a value that may be a secret", () => {
    expect(problemOf({ ...GOOD, ENCRYPTION_KEYS: "k1:hunter2" }).message).not.toContain("hunter2");
  });

  it("says where the database is without the rest", () => {
    expect(parseDatabaseUrl({})).toBe("file:./data/portal.db");
    expect(() => parseDatabaseUrl({ DATABASE_URL: "mysql://x" })).toThrow(ConfigurationError);
  });
});
