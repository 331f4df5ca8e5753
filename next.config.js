import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./messages/request.ts",
  // Texts are read when the portal is built, not with every request.
  experimental: { messages: { path: "./messages", locales: "infer", format: "json", precompile: true } },
});
const withYardstick = process.env.YARDSTICK === "1";
const distDir = process.env.NEXT_DIST_DIR || ".next";

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  // The build knows its own folder, wherever it is started (lib/http/route-class).
  env: { NEXT_DIST_DIR: distDir },
  // With "standalone" the build also holds what it needs of node_modules: for Dockerfile, and for the test that does what it does.
  output: process.env.NEXT_OUTPUT === "standalone" ? "standalone" : undefined,
  // libsql picks its binary by platform when it runs, which the tracing of files does not see.
  outputFileTracingIncludes: { "**": ["./node_modules/@libsql/*-*-*/**"] },
  // Only needed to compute images of other sizes, which `images` turns off.
  outputFileTracingExcludes: { "**": ["./node_modules/@img/**", "./node_modules/sharp/**"] },
  poweredByHeader: false,
  // The development server would print addresses, and that of a landing page holds a purchase token.
  logging: { incomingRequests: false },
  reactStrictMode: true,
  // No image of ours needs another size, so nobody can have the portal compute some.
  images: { unoptimized: true },
  // `page.yardstick.tsx` and `route.yardstick.ts` are empty, for budgets to be measured against; only test builds have them.
  pageExtensions: withYardstick ? ["tsx", "ts", "yardstick.tsx", "yardstick.ts"] : ["tsx", "ts"],
  // What a role does not allow answers 403, with the page forbidden.tsx.
  experimental: {
    authInterrupts: true,
    // The largest of lib/http/body-limit, which holds each address to what it takes, in the proxy.
    serverActions: { bodySizeLimit: "6mb" },
    proxyClientMaxBodySize: "6mb",
  },
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-libsql", "@prisma/adapter-mssql", "@libsql/client", "libsql", "mssql", "tedious", "pino", "next-auth", "@opentelemetry/sdk-node", "@opentelemetry/exporter-trace-otlp-http"],
  // Types and lint have their own commands, which `npm test` runs.
  typescript: { ignoreBuildErrors: true },
};

export default withNextIntl(config);
