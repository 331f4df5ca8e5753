import { PrismaMssql } from "@prisma/adapter-mssql";
import { ConfigurationError } from "../kernel/errors";

/**
 * Prisma's driver adapter for an address in Prisma's own form, `sqlserver://host:port;database=…;user=…`.
 * @throws ConfigurationError when it cannot be understood.
 */
export function sqlServerAdapter(url: string): PrismaMssql {
  try {
    return new PrismaMssql(url);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError("DATABASE_URL", `${problem}.`, "Write sqlserver://HOST:1433;database=…;user=…;password={…};encrypt=true");
  }
}
