import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { SqliteAdapter } from "../sqlite-adapter";

type Engine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;

const NOTHING_LEFT_OUT = { externalTables: [], externalEnums: [] };

/** Prisma's own migration engine on a SQLite file: what it says is what `prisma migrate` would say. */
export class SchemaEngineOnSqlite {
  readonly #engine: Engine;
  readonly #schema: string;

  private constructor(engine: Engine, schema: string) {
    this.#engine = engine;
    this.#schema = schema;
  }

  static async open(path: string): Promise<SchemaEngineOnSqlite> {
    await loadEngine();
    const schema = await readFile("prisma/schema.sqlite.prisma", "utf8");
    const adapter = bindMigrationAwareSqlAdapterFactory(new SqliteAdapter(path));
    const engine = await bindings.SchemaEngine.new({ datamodels: [["schema.sqlite.prisma", schema]] }, () => undefined, adapter);
    return new SchemaEngineOnSqlite(engine, schema);
  }

  /** The SQL that would make the database what the schema says. */
  async diff(): Promise<string> {
    const files = [{ path: "schema.sqlite.prisma", content: this.#schema }];
    const { stdout } = await this.#engine.diff({
      from: { tag: "schemaDatasource", files, configDir: process.cwd() },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: NOTHING_LEFT_OUT,
    });
    return (stdout ?? "").trim();
  }

  /** What Prisma makes of the records in `_prisma_migrations`. */
  async diagnose(names: readonly string[]): ReturnType<Engine["diagnoseMigrationHistory"]> {
    return this.#engine.diagnoseMigrationHistory({ migrationsList: migrationsList(names), optInToShadowDatabase: false, filters: NOTHING_LEFT_OUT });
  }

  /** Applies what is not recorded, as `prisma migrate deploy` does; returns the names. */
  async deploy(names: readonly string[]): Promise<string[]> {
    const { appliedMigrationNames } = await this.#engine.applyMigrations({ migrationsList: migrationsList(names), filters: NOTHING_LEFT_OUT });
    return appliedMigrationNames;
  }
}

function migrationsList(names: readonly string[]): Parameters<Engine["applyMigrations"]>[0]["migrationsList"] {
  const folder = "prisma/migrations/sqlite";
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: read("migration_lock.toml") },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: read(join(name, "migration.sql")) } },
    })),
  };
}

let loading: Promise<void> | undefined;

/** The package expects a bundler to instantiate its WebAssembly; Node has to do it by hand. */
function loadEngine(): Promise<void> {
  loading ??= (async () => {
    const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
    const { instance } = await WebAssembly.instantiate(await readFile(join(folder, "schema_engine_bg.wasm")), { "./schema_engine_bg.js": { ...bindings } });
    bindings.__wbg_set_wasm(instance.exports);
    const { __wbindgen_start: start } = instance.exports;
    if (typeof start === "function") Reflect.apply(start, undefined, []);
  })();
  return loading;
}
