// @ts-check
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { deriveSqliteSchema } from "./generate.mjs";

const read = (/** @type {string} */ path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

test("the committed SQLite schema is the one that npm run generate derives", () => {
  expect(read("prisma/schema.sqlite.prisma")).toBe(deriveSqliteSchema(read("prisma/schema.prisma")));
});

const model = (/** @type {string} */ line) => `generator client {
  output = "../lib/db/generated/sqlserver"
}

datasource db {
  provider = "sqlserver"
}

model Thing {
  ${line}
}
`;

test.each([
  ['id String @id(map: "PK_Things") @map("Id") @db.UniqueIdentifier', 'id String @id @map("Id")'],
  ['id String @id(clustered: false, map: "PK_Things")', "id String @id"],
  ["id String @id(clustered: false)", "id String @id"],
  ['@@id([a, b(sort: Desc)], clustered: true, map: "PK_Things")', "@@id([a, b(sort: Desc)])"],
  ['@@index([a], clustered: true, map: "IX_Things")', '@@index([a], map: "IX_Things")'],
  ['body String? @map("Body") @db.NVarChar(Max)', 'body String? @map("Body")'],
  ["price Decimal @db.Decimal(20, 8) @default(0)", "price Decimal @default(0)"],
  [
    'other Other @relation(fields: [otherId], references: [id], onDelete: NoAction, onUpdate: NoAction, map: "FK_Things_Others")',
    "other Other @relation(fields: [otherId], references: [id], onDelete: NoAction, onUpdate: NoAction)",
  ],
  ['key String @unique(map: "UX_Things_Key")', 'key String @unique(map: "UX_Things_Key")'],
  ["/// a comment may speak of @db.NVarChar(Max)", "/// a comment may speak of @db.NVarChar(Max)"],
])("%s becomes %s", (source, derived) => {
  expect(deriveSqliteSchema(model(source))).toContain(`  ${derived}\n`);
});

test("a schema without a SQL Server datasource is refused", () => {
  expect(() => deriveSqliteSchema('datasource db {\n  provider = "postgresql"\n}\n')).toThrow("no sqlserver datasource");
});
