/** A table as far as drift between migrations and schema matters, however it was written down. */
export interface TableShape {
  readonly name: string;
  readonly columns: Map<string, ColumnShape>;
  primaryKey: { readonly name: string; readonly columns: string; readonly clustered: boolean } | null;
  /** Name → columns, in T-SQL. */
  readonly uniques: Map<string, string>;
  readonly indexes: Map<string, string>;
  /** Name → what it says, in T-SQL. */
  readonly foreignKeys: Map<string, string>;
}

export interface ColumnShape {
  readonly type: string;
  readonly nullable: boolean;
  readonly identity: boolean;
  readonly hasDefault: boolean;
}

export type Tables = Map<string, TableShape>;

export function emptyTable(name: string): TableShape {
  return { name, columns: new Map(), primaryKey: null, uniques: new Map(), indexes: new Map(), foreignKeys: new Map() };
}

export function foreignKeyText(columns: string, table: string, referenced: string, onDelete: string, onUpdate: string): string {
  return `(${columns}) → ${table} (${referenced}) on delete ${onDelete}, on update ${onUpdate}`;
}

/** All tables as sorted lines of text, so that two of them can be compared and the difference read. */
export function describe(tables: Tables): string[] {
  return [...tables.values()].flatMap(describeTable).sort();
}

function describeTable(table: TableShape): string[] {
  const line = (kind: string, name: string, text: string): string => `${table.name} ${kind} ${name}: ${text}`;
  const { primaryKey } = table;
  return [
    ...[...table.columns].map(([name, { type, nullable, identity, hasDefault }]) =>
      line("column", name, [type, nullable ? "null" : "not null", identity ? "identity" : "", hasDefault ? "default" : ""].filter(Boolean).join(" ")),
    ),
    primaryKey ? line("primary key", primaryKey.name, `(${primaryKey.columns})${primaryKey.clustered ? " clustered" : ""}`) : `${table.name} has no primary key`,
    ...[...table.uniques].map(([name, columns]) => line("unique", name, `(${columns})`)),
    ...[...table.indexes].map(([name, columns]) => line("index", name, `(${columns})`)),
    ...[...table.foreignKeys].map(([name, text]) => line("foreign key", name, text)),
  ];
}
