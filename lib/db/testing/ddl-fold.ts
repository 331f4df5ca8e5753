import { splitStatements } from "../sql-statements";
import { emptyTable, foreignKeyText, type ColumnShape, type Tables, type TableShape } from "./table-shape";

/** How every SQL Server migration begins and ends: all or nothing, as one batch. */
const BEGIN = ["SET XACT_ABORT ON", "BEGIN TRY BEGIN TRAN"];
const END = ["COMMIT TRAN", "END TRY BEGIN CATCH IF @@TRANCOUNT > 0 ROLLBACK TRAN", "THROW", "END CATCH"];

/**
 * The tables that SQL Server would have after a migration, without a SQL Server. Migrations keep to the statements that
 * stand here; any other is an error, to be taught to this file.
 */
export function foldMigration(tables: Tables, sql: string): void {
  const statements = splitStatements(sql).map((statement) => statement.replace(/\s+/g, " "));
  const body = statements.slice(BEGIN.length, -END.length);
  if (JSON.stringify([...BEGIN, ...body, ...END]) !== JSON.stringify(statements)) {
    throw new Error(`A migration begins with ${BEGIN.join("; ")} and ends with ${END.join("; ")}`);
  }
  const fold = new Fold(tables);
  for (const statement of body) fold.apply(statement);
}

type Rule = readonly [pattern: RegExp, apply: (this: Fold, ...groups: string[]) => void];

class Fold {
  readonly #tables: Tables;
  /** What the SQL that a variable collects out of the catalogue would do. */
  readonly #collected = new Map<string, () => void>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  static readonly #RULES: readonly Rule[] = [
    [/^CREATE TABLE \[dbo\]\.\[(\w+)\] \((.*)\)$/, function (name, body) { this.#createTable(name, body); }],
    [/^ALTER TABLE \[dbo\]\.\[(\w+)\] ADD CONSTRAINT \[\w+\] DEFAULT .+ FOR \[(\w+)\]$/, function (name, column) { this.#setDefault(name, column, true); }],
    [/^ALTER TABLE \[dbo\]\.\[(\w+)\] ADD (.*)$/, function (name, body) { for (const part of splitList(body)) this.#add(this.#table(name), part); }],
    [/^ALTER TABLE \[dbo\]\.\[(\w+)\] ALTER COLUMN \[(\w+)\] (.+)$/, function (name, column, definition) { this.#alterColumn(name, column, definition); }],
    [/^ALTER TABLE \[dbo\]\.\[(\w+)\] DROP COLUMN \[(\w+)\]$/, function (name, column) { remove(this.#table(name).columns, column); }],
    [/^ALTER TABLE \[dbo\]\.\[(\w+)\] DROP CONSTRAINT \[(\w+)\]$/, function (name, constraint) { this.#dropConstraint(name, constraint); }],
    [/^CREATE CLUSTERED INDEX \[(\w+)\] ON \[dbo\]\.\[(\w+)\] \((.*)\)$/, function (index, name, columns) { add(this.#table(name).indexes, index, `clustered ${columnList(columns)}`); }],
    [/^CREATE NONCLUSTERED INDEX \[(\w+)\] ON \[dbo\]\.\[(\w+)\] \(([^()]*)\)$/, function (index, name, columns) { add(this.#table(name).indexes, index, columnList(columns)); }],
    [/^DROP INDEX (?:IF EXISTS )?\[(\w+)\] ON \[dbo\]\.\[(\w+)\]$/, function (index, name) { remove(this.#table(name).indexes, index); }],
    [/^DROP TABLE (?:IF EXISTS )?\[dbo\]\.\[(\w+)\]$/, function (name) { remove(this.#tables, name); }],
    // A guard is for what an inherited database may have different: on a fresh one both branches end alike.
    [/^IF (?:NOT )?EXISTS \((?:[^()]|\([^()]*\))*\) (.+)$/, function (statement) { this.apply(statement); }],
    [/^EXEC \(N'(.*)'\)$/, function (statement) { this.apply(statement.replaceAll("''", "'")); }],
    [/^DECLARE @(\w+) NVARCHAR\(MAX\) = N''$/, function (variable) { this.#collected.set(variable, () => undefined); }],
    [/^SELECT @(\w+) = @\1 \+ N'ALTER TABLE .* DROP CONSTRAINT ' .* FROM sys\.foreign_keys WHERE (.*)$/, function (variable, where) {
      this.#collected.set(variable, () => { for (const name of tablesIn(where.split("referenced_object_id")[0] ?? "")) this.#table(name).foreignKeys.clear(); });
    }],
    [/^SELECT @(\w+) = @\1 \+ N'ALTER TABLE .* DROP CONSTRAINT ' .* FROM sys\.key_constraints WHERE (.*) AND type = 'PK'$/, function (variable, where) {
      this.#collected.set(variable, () => { for (const name of tablesIn(where)) this.#table(name).primaryKey = null; });
    }],
    [/^SELECT @(\w+) = @\1 \+ N'ALTER TABLE .* DROP CONSTRAINT ' .* FROM sys\.default_constraints AS d .* WHERE (.*) AND c\.name IN \((.*)\)$/, function (variable, where, columns) {
      this.#collected.set(variable, () => { for (const name of tablesIn(where)) for (const [, column = ""] of columns.matchAll(/N'(\w+)'/g)) this.#setDefault(name, column, false); });
    }],
    [/^EXEC \(@(\w+)\)$/, function (variable) { this.#collected.get(variable)?.(); }],
    [/^(?:UPDATE|INSERT INTO|DELETE FROM) \[dbo\]\.\[(\w+)\] /, function (name) { this.#table(name); }],
  ];

  apply(statement: string): void {
    for (const [pattern, rule] of Fold.#RULES) {
      const match = pattern.exec(statement);
      if (match === null) continue;
      rule.apply(this, match.slice(1));
      return;
    }
    throw new Error(`lib/db/testing/ddl-fold.ts does not know this statement: ${statement}`);
  }

  #table(name: string): TableShape {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`There is no table ${name} at this point`);
    return table;
  }

  #createTable(name: string, body: string): void {
    const table = emptyTable(name);
    add(this.#tables, name, table);
    for (const part of splitList(body)) this.#add(table, part);
  }

  /** A column or a constraint, as CREATE TABLE and ALTER TABLE … ADD list them. */
  #add(table: TableShape, part: string): void {
    const primaryKey = /^CONSTRAINT \[(\w+)\] PRIMARY KEY (CLUSTERED|NONCLUSTERED) \((.*)\)$/.exec(part);
    const unique = /^CONSTRAINT \[(\w+)\] UNIQUE NONCLUSTERED \((.*)\)$/.exec(part);
    const foreignKey = /^CONSTRAINT \[(\w+)\] FOREIGN KEY \((.*)\) REFERENCES \[dbo\]\.\[(\w+)\] \((.*)\) ON DELETE (CASCADE|NO ACTION|SET NULL) ON UPDATE (CASCADE|NO ACTION)$/.exec(part);
    const column = /^\[(\w+)\] (.+)$/.exec(part);
    if (primaryKey) {
      const [, name = "", clustered, columns = ""] = primaryKey;
      if (table.primaryKey !== null) throw new Error(`${table.name} has a primary key already`);
      table.primaryKey = { name, columns: this.#existing(table, columns), clustered: clustered === "CLUSTERED" };
    } else if (unique) {
      const [, name = "", columns = ""] = unique;
      add(table.uniques, name, this.#existing(table, columns));
    } else if (foreignKey) {
      const [, name = "", columns = "", referenced = "", to = "", onDelete = "", onUpdate = ""] = foreignKey;
      add(table.foreignKeys, name, foreignKeyText(this.#existing(table, columns), referenced, this.#existing(this.#table(referenced), to), onDelete, onUpdate));
    } else if (column) {
      const [, name = "", definition = ""] = column;
      add(table.columns, name, readColumn(definition));
    } else {
      throw new Error(`lib/db/testing/ddl-fold.ts does not know this part of ${table.name}: ${part}`);
    }
  }

  #existing(table: TableShape, columns: string): string {
    const list = columnList(columns);
    for (const column of list.split(", ")) {
      if (!table.columns.has(column.replace(" DESC", ""))) throw new Error(`${table.name} has no column ${column} at this point`);
    }
    return list;
  }

  #alterColumn(name: string, column: string, definition: string): void {
    const before = this.#table(name).columns.get(column);
    if (before === undefined) throw new Error(`${name} has no column ${column} at this point`);
    if (before.hasDefault) throw new Error(`The default of ${name}.${column} has to go before the column is altered`);
    this.#table(name).columns.set(column, { ...readColumn(definition), identity: before.identity });
  }

  #setDefault(name: string, column: string, hasDefault: boolean): void {
    const { columns } = this.#table(name);
    const before = columns.get(column);
    if (before !== undefined) columns.set(column, { ...before, hasDefault });
  }

  #dropConstraint(name: string, constraint: string): void {
    const table = this.#table(name);
    if (table.primaryKey?.name === constraint) table.primaryKey = null;
    else if (!table.uniques.delete(constraint) && !table.foreignKeys.delete(constraint)) throw new Error(`${name} has no constraint ${constraint} at this point`);
  }
}

function readColumn(definition: string): ColumnShape {
  const match = /^(\w+(?:\([\w, ]+\))?)( IDENTITY\(1,1\))? (NOT NULL|NULL)( CONSTRAINT \[\w+\] DEFAULT (?:-?\d+|N?'[^']*'|\w+|\w+\(\)|\(.+\)))?$/.exec(definition);
  if (match === null) throw new Error(`lib/db/testing/ddl-fold.ts does not know this column: ${definition}`);
  const [, type = "", identity, nullability, hasDefault] = match;
  return { type, identity: identity !== undefined, nullable: nullability === "NULL", hasDefault: hasDefault !== undefined };
}

function columnList(columns: string): string {
  return columns.replace(/[[\]]/g, "");
}

function tablesIn(where: string): string[] {
  return [...where.matchAll(/OBJECT_ID\(N'\[dbo\]\.\[(\w+)\]'\)/g)].map(([, name = ""]) => name);
}

/** The parts between commas that stand in no parentheses. */
function splitList(body: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] === "(") depth += 1;
    if (body[at] === ")") depth -= 1;
    if (body[at] !== "," || depth > 0) continue;
    parts.push(body.slice(from, at));
    from = at + 1;
  }
  return [...parts, body.slice(from)].map((part) => part.trim());
}

function add<T>(map: Map<string, T>, name: string, value: T): void {
  if (map.has(name)) throw new Error(`${name} is there already`);
  map.set(name, value);
}

function remove<T>(map: Map<string, T>, name: string): void {
  if (!map.delete(name)) throw new Error(`There is no ${name} at this point`);
}
