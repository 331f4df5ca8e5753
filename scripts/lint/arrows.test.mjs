// @ts-check
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";
import { house } from "./house.mjs";

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    { files: ["**/*.{ts,tsx,mts}"], languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
    ...house,
  ],
});

/**
 * @param {string} filePath where the snippet would stand
 * @param {string} code
 */
async function complaints(filePath, code) {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map((message) => message.message) ?? [];
}

/**
 * What stands where, what it imports, and a piece of the advice that lint gives.
 * @type {readonly (readonly [file: string, code: string, advice: string])[]}
 */
const REFUSED = [
  // The ground, upwards.
  ["lib/kernel/ids.ts", `import { db } from "@/lib/db/client";`, "The order from the ground up is kernel, db,"],
  ["lib/kernel/ids.ts", `import { db } from "../db/client";`, "lib/kernel may not import lib/db/client"],
  ["lib/db/client.ts", `import { route } from "../http/route";`, "move what both need down to lib/db or below"],
  ["lib/http/route.ts", `import type { Actor } from "@/lib/auth/actor";`, "lib/http may not import lib/auth/actor"],
  ["lib/auth/session.ts", `export { call } from "../marketplace/call";`, "lib/auth may not import lib/marketplace/call"],
  ["lib/marketplace/call.ts", `import { enqueue } from "../jobs/enqueue";`, "lib/marketplace may not import lib/jobs/enqueue"],
  ["lib/marketplace/call.ts", `import { db } from "../db/client";`, "without rules or database"],
  ["lib/jobs/lease.ts", `export * from "@/lib/offers/queries";`, "lib/jobs may not import lib/offers/queries"],
  ["lib/offers/queries.ts", `import { record } from "../actions/record";`, "lib/offers may not import lib/actions/record"],
  ["lib/actions/record.ts", `const later = import("@/lib/subscriptions/queries");`, "lib/actions may not import lib/subscriptions/queries"],
  ["lib/auth/members.ts", `type Row = import("../team/queries").Row;`, "lib/auth may not import lib/team/queries"],
  // The nouns among each other.
  ["lib/team/invite.ts", `import { list } from "../subscriptions/queries";`, "lib/team sees no other noun"],
  ["lib/subscriptions/suspend.ts", `import { end } from "../activations/end";`, "write a job in the same transaction, which lib/activations handles"],
  ["lib/subscriptions/suspend.ts", `import { end } from "@/lib/licenses/end";`, "which lib/licenses handles and lib/worker.ts registers"],
  ["lib/activations/activate.ts", `import { assign } from "../licenses/assign";`, "which lib/licenses handles"],
  ["lib/activations/landing/arrive.ts", `import { assign } from "../../licenses/assign";`, "which lib/licenses handles"],
  ["lib/licenses/assign.ts", `import { report } from "../metering/report";`, "which lib/metering handles"],
  ["lib/metering/report.ts", `import { orders } from "../analytics/orders";`, "which lib/analytics handles"],
  ["lib/inbox/receive.ts", `import { activate } from "../activations/activate";`, "lib/inbox sees of the nouns only subscriptions"],
  ["lib/leads/store.ts", `import { activate } from "../inbox/receive";`, "lib/leads sees of the nouns only subscriptions"],
  ["lib/managed-apps/store.ts", `import { assign } from "../licenses/assign";`, "lib/managed-apps sees of the nouns only subscriptions"],
  ["lib/analytics/orders.ts", `import { lead } from "../leads/queries";`, "lib/analytics sees of the nouns only metering, licenses, activations, subscriptions"],
  ["lib/subscriptions/suspend.ts", `import { invite } from "../team/invite";`, "lib/subscriptions sees no other noun"],
  ["lib/subscriptions/suspend.ts", `import { start } from "../worker";`, "Only instrumentation and scripts start the worker"],
  ["lib/refunds/refund.ts", `import { db } from "../db/client";`, "lib/refunds has no place in the order yet"],
  // lib and what stands on it.
  ["lib/team/invite.ts", `import { Button } from "@/components/ui/button";`, "lib stands below it"],
  ["lib/team/invite.ts", `import { page } from "../../app/page";`, "lib stands below it"],
  ["lib/team/invite.ts", `import { seed } from "../../scripts/seed";`, "lib stands below it"],
  ["lib/team/invite.ts", `import { cache } from "react";`, "lib is plain TypeScript"],
  ["lib/worker.ts", `import { page } from "@/app/page";`, "lib stands below it"],
  // app, scripts, instrumentation.
  ["app/landing/page.tsx", `import { db } from "@/lib/db/client";`, "put a read into lib/<noun>/queries.ts"],
  ["app/page.tsx", `import { db } from "../lib/db/client";`, "put a read into lib/<noun>/queries.ts"],
  ["proxy.ts", `import { db } from "./lib/db/client";`, "put a read into lib/<noun>/queries.ts"],
  ["app/landing/page.tsx", `import { resolve } from "@/lib/marketplace/resolve";`, "Calls to Microsoft belong in a command"],
  ["scripts/portal.ts", `import { resolve } from "../lib/marketplace/resolve";`, "Calls to Microsoft belong in a command"],
  ["app/page.tsx", `import { seed } from "@/scripts/seed";`, "Scripts run beside the portal"],
  ["app/page.tsx", `import { test } from "@/e2e/support/fixtures";`, "e2e holds journeys only"],
  ["instrumentation.ts", `import { env } from "./lib/kernel/env";`, "instrumentation.ts starts lib/worker.ts and nothing else"],
  ["instrumentation.ts", `const { env } = await import("@/lib/kernel/env");`, "instrumentation.ts starts lib/worker.ts and nothing else"],
  // components.
  ["components/subscriptions/table.tsx", `import { list } from "@/lib/subscriptions/queries";`, "only types, schema.ts and policy.ts"],
  ["components/subscriptions/table.tsx", `import { list } from "../../lib/subscriptions/queries";`, "only types, schema.ts and policy.ts"],
  ["components/subscriptions/table.tsx", `import { list, type Row } from "@/lib/subscriptions/queries";`, "only types, schema.ts and policy.ts"],
  ["components/subscriptions/table.tsx", `import "@/lib/subscriptions/queries";`, "only types, schema.ts and policy.ts"],
  ["components/subscriptions/table.test.tsx", `import { db } from "@/lib/db/testing";`, "only types, schema.ts and policy.ts"],
  ["components/subscriptions/table.tsx", `import { save } from "@/app/actions";`, "pass it as a property"],
  ["components/ui/button.tsx", `import type { Status } from "@/lib/subscriptions/schema";`, "could ship in another product"],
  ["components/ui/button.tsx", `import { Table } from "../data-table/table";`, "could ship in another product"],
  // The simulator.
  ["lib/marketplace/call.ts", `import { start } from "@/simulator/main";`, "The simulator is a program of its own"],
  ["lib/marketplace/call.test.ts", `import { start } from "../../simulator/main";`, "The simulator is a program of its own"],
  ["app/page.tsx", `import { start } from "@/simulator/main";`, "The simulator is a program of its own"],
  ["scripts/portal.ts", `import { start } from "../simulator/main";`, "The simulator is a program of its own"],
  ["simulator/main.ts", `import { newId } from "@/lib/kernel/ids";`, "must not share the portal's mistakes"],
  ["simulator/entra/keys.ts", `import type { Env } from "../../lib/kernel/env";`, "must not share the portal's mistakes"],
  ["simulator/main.ts", `import { Button } from "@/components/ui/button";`, "must not share the portal's mistakes"],
  ["simulator/main.ts", `import { page } from "../app/page";`, "must not share the portal's mistakes"],
  // Packages with one home, and code for tests.
  ["lib/offers/queries.ts", `import { PrismaClient } from "@prisma/client";`, "Prisma is known to lib/db alone"],
  ["lib/offers/queries.ts", `import type { Prisma } from "../db/generated/sqlserver/client";`, "The generated clients are known to lib/db alone"],
  ["scripts/portal.ts", `import { PrismaLibSql } from "@prisma/adapter-libsql";`, "Prisma is known to lib/db alone"],
  ["components/subscriptions/table.tsx", `import { useReactTable } from "@tanstack/react-table";`, "components/data-table, the only user"],
  ["app/page.tsx", `import { LineChart } from "recharts";`, "components/charts, the only user"],
  ["lib/offers/queries.ts", `import { temporaryDatabase } from "../db/testing";`, "It serves tests only"],
  ["e2e/buy.spec.ts", `import { db } from "@/lib/db/client";`, "Journeys know the product as people do"],
  // Scopes and the log.
  ["lib/offers/queries.ts", `const scope = {} as PublisherScope;`, "Only lib/auth makes a scope"],
  ["lib/offers/queries.test.ts", `const scope = {} as unknown as CustomerScope;`, "Only lib/auth makes a scope"],
  ["app/page.tsx", `const ctx = {} as Context<LandingScope>;`, "Only lib/auth makes a scope"],
  ["scripts/portal.ts", `const scope = <SystemScope>{};`, "Only lib/auth makes a scope"],
  ["lib/offers/queries.ts", `console.log("here");`, "Unexpected console statement"],
  ["app/page.tsx", `console.error("here");`, "Unexpected console statement"],
];

/** @type {readonly (readonly [file: string, code: string])[]} */
const ALLOWED = [
  ["lib/db/client.ts", `import { env } from "../kernel/env"; import { PrismaClient } from "@prisma/client"; import { X } from "./generated/sqlite/client";`],
  ["lib/http/route.ts", `import { log } from "@/lib/kernel/log"; import { transaction } from "@/lib/db/transaction";`],
  ["lib/auth/session.ts", `import { route } from "../http/route"; import { db } from "../db/client";`],
  ["lib/marketplace/call.ts", `import { fetchOut } from "../http/fetch"; import { env } from "../kernel/env";`],
  ["lib/jobs/lease.ts", `import { db } from "../db/client"; import { call } from "../marketplace/call";`],
  ["lib/offers/queries.ts", `import { enqueue } from "../jobs/enqueue"; import { offerKey } from "./schema";`],
  ["lib/actions/record.ts", `import { offers } from "../offers/queries";`],
  ["lib/team/invite.ts", `import { record } from "../actions/record"; import { db } from "../db/client";`],
  ["lib/activations/landing/arrive.ts", `import { find } from "../../subscriptions/queries"; import { resolve } from "@/lib/marketplace/resolve"; import { decide } from "../policy";`],
  ["lib/licenses/assign.ts", `import { a } from "../activations/queries"; import { s } from "../subscriptions/queries";`],
  ["lib/metering/report.ts", `import { l } from "../licenses/queries"; import { a } from "../activations/queries"; import { s } from "../subscriptions/queries";`],
  ["lib/analytics/orders.ts", `import { m } from "../metering/queries"; import { l } from "../licenses/queries";`],
  ["lib/inbox/receive.ts", `import { s } from "../subscriptions/queries";`],
  ["lib/leads/store.ts", `import { s } from "../subscriptions/queries";`],
  ["lib/managed-apps/store.ts", `import { s } from "../subscriptions/queries";`],
  ["lib/worker.ts", `import { jobs } from "./inbox/jobs"; import { more } from "./licenses/jobs"; import { db } from "./db/client";`],
  ["lib/offers/queries.test.ts", `import { temporaryDatabase } from "../db/testing"; import { publisherScope } from "../auth/scope";`],
  ["lib/kernel/ids.test.ts", `import { temporaryDatabase } from "@/lib/db/testing/database";`],
  ["lib/auth/scope.ts", `const scope = {} as PublisherScope;`],
  ["lib/offers/queries.ts", `const run = (scope: PublisherScope) => scope; const code = "x" as const; const keep = ((scope: PublisherScope) => scope) as Run;`],
  ["app/landing/page.tsx", `import { queries } from "@/lib/activations/queries"; import { Order } from "@/components/landing/order"; import { env } from "../../lib/kernel/env";`],
  ["app/page.tsx", `import { start } from "../lib/worker"; import { cache } from "react"; import { z } from "zod";`],
  ["scripts/portal.ts", `import { migrate } from "../lib/db/migrate"; import { start } from "../lib/worker"; console.log("done");`],
  ["instrumentation.ts", `import { start } from "./lib/worker"; const worker = await import("@/lib/worker");`],
  ["components/subscriptions/table.tsx", `import type { Row } from "@/lib/subscriptions/queries"; import { type Other } from "../../lib/subscriptions/queries";`],
  ["components/subscriptions/table.tsx", `import { STATUSES } from "@/lib/subscriptions/schema"; import { may } from "@/lib/activations/landing/policy"; import { Button } from "../ui/button";`],
  ["components/data-table/table.tsx", `import { useReactTable } from "@tanstack/react-table"; import { Button } from "@/components/ui/button";`],
  ["components/charts/line.tsx", `import { LineChart } from "recharts";`],
  ["components/ui/button.tsx", `import { cn } from "./cn"; import { Slot } from "radix-ui";`],
  ["simulator/main.ts", `import { keys } from "./entra/keys"; import { Hono } from "hono"; console.log("simulator ready");`],
  ["e2e/buy.spec.ts", `import { test } from "./support/fixtures"; import { findChromium } from "../scripts/setup/chromium.mjs";`],
  ["playwright.config.ts", `import { findChromium } from "./scripts/setup/chromium.mjs";`],
];

describe("arrows", () => {
  it.each(REFUSED)("%s: %s", async (file, code, advice) => {
    expect(await complaints(file, code)).toEqual([expect.stringContaining(advice)]);
  });

  it.each(ALLOWED)("%s may: %s", async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });

  it("tells of each import of a statement once, and of every statement", async () => {
    const code = `import { db } from "@/lib/db/client";\nimport { resolve } from "@/lib/marketplace/resolve";`;
    expect(await complaints("app/page.tsx", code)).toHaveLength(2);
  });
});

describe("the configuration in use", () => {
  it.each(["lib/kernel/env.ts", "app/page.tsx", "components/ui/button.tsx", "simulator/main.ts", "scripts/portal.ts", "e2e/buy.spec.ts", "proxy.ts", "instrumentation.ts"])(
    "holds the arrows in %s",
    async (file) => {
      const config = await new ESLint().calculateConfigForFile(file);
      expect(config.rules["house/arrows"]).toEqual([2]);
      expect(config.rules["no-restricted-syntax"]?.[0]).toBe(2);
    },
  );
});
