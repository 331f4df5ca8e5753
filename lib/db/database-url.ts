import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigurationError } from "../kernel/errors";

export type DatabaseAddress = { readonly provider: "sqlserver"; readonly url: string } | { readonly provider: "sqlite"; readonly path: string };

export type Provider = DatabaseAddress["provider"];

/**
 * What DATABASE_URL stands for. A relative file path counts from the working directory, which is the root of
 * the repository for every command of this product; what follows a `?` is meant for other drivers.
 * @throws ConfigurationError when it is neither `file:…` nor `sqlserver://…`.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  if (url.startsWith("sqlserver://")) return { provider: "sqlserver", url };
  const path = url.startsWith("file:") ? url.slice("file:".length).replace(/\?.*$/, "") : "";
  if (path === "" || path === ":memory:") {
    throw new ConfigurationError("DATABASE_URL", "it names no database file and no SQL Server.", "Write for example file:./data/portal.db or sqlserver://…");
  }
  return { provider: "sqlite", path: path.startsWith("//") ? fileURLToPath(`file:${path}`) : resolve(path) };
}
