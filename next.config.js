import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./messages/request.ts");
const withYardstick = process.env.YARDSTICK === "1";

/** @type {import("next").NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  // The development server would print addresses, and that of a landing page holds a purchase token.
  logging: { incomingRequests: false },
  reactStrictMode: true,
  // `page.yardstick.tsx` is an empty page that budgets are measured against; only test builds have it.
  pageExtensions: withYardstick ? ["tsx", "ts", "yardstick.tsx"] : ["tsx", "ts"],
  // What a role does not allow answers 403, with the page forbidden.tsx.
  experimental: { authInterrupts: true },
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-libsql", "@prisma/adapter-mssql", "@libsql/client", "libsql", "mssql", "tedious", "pino", "next-auth"],
  // Types and lint have their own commands, which `npm test` runs.
  typescript: { ignoreBuildErrors: true },
};

export default withNextIntl(config);
