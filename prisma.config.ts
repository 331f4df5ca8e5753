import { defineConfig } from "prisma/config";

const url = process.env.DATABASE_URL ?? "file:./data/portal.db";
const provider = url.startsWith("sqlserver:") ? "sqlserver" : "sqlite";

/** For those who apply migrations with Prisma's own command line; `npm run portal -- db migrate` needs none of it. */
export default defineConfig({
  schema: process.env.PRISMA_SCHEMA ?? (provider === "sqlserver" ? "prisma/schema.prisma" : "prisma/schema.sqlite.prisma"),
  migrations: { path: `prisma/migrations/${provider}` },
  datasource: { url },
});
