import { emptyTable, foreignKeyText, type Tables, type TableShape } from "./table-shape";

const SCALARS: Readonly<Record<string, string>> = {
  String: "NVARCHAR(1000)",
  Int: "INT",
  BigInt: "BIGINT",
  Boolean: "BIT",
  DateTime: "DATETIME2",
  Float: "FLOAT(53)",
  Decimal: "DECIMAL(32,16)",
  Bytes: "VARBINARY(MAX)",
};

const ACTIONS: Readonly<Record<string, string>> = { NoAction: "NO ACTION", Cascade: "CASCADE", SetNull: "SET NULL" };

interface Model {
  readonly table: TableShape;
  readonly fields: ReadonlyMap<string, Field>;
  readonly blockAttributes: readonly string[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly column: string;
  readonly attributes: string;
}

/** The tables that prisma/schema.prisma asks SQL Server for. Knows what that file uses; the rest is an error. */
export function readSchema(source: string): Tables {
  const models = new Map([...source.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = "", body = ""]) => [name, readModel(name, body)]));
  for (const model of models.values()) shape(model, models);
  return new Map([...models.values()].map(({ table }) => [table.name, table]));
}

function readModel(name: string, body: string): Model {
  const lines = body.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("//"));
  const fields = lines.filter((line) => !line.startsWith("@@")).map(readField);
  const blockAttributes = lines.filter((line) => line.startsWith("@@"));
  return {
    table: emptyTable(mapOf(blockAttributes.find((line) => line.startsWith("@@map")) ?? "") ?? name),
    fields: new Map(fields.map((field) => [field.name, field])),
    blockAttributes: blockAttributes.filter((line) => !line.startsWith("@@map")),
  };
}

function readField(line: string): Field {
  const [, name = "", type = "", modifier = "", attributes = ""] = /^(\w+)\s+(\w+)(\?|\[\])?\s*(.*)$/.exec(line) ?? [];
  return { name, type, optional: modifier === "?", column: mapOf(/(?<!\w)@map\([^)]*\)/.exec(attributes)?.[0] ?? "") ?? name, attributes };
}

function shape(model: Model, models: ReadonlyMap<string, Model>): void {
  const { table, fields, blockAttributes } = model;
  for (const field of fields.values()) {
    if (models.has(field.type)) relation(field, model, models);
    else scalar(field, table);
  }
  for (const attribute of blockAttributes) {
    const [, kind, list = "", name = ""] = /^@@(unique|index|id)\(\[(.*)\],(?: clustered: (?:true|false),)? map: "(\w+)"\)$/.exec(attribute) ?? [];
    const columns = columnsOf(list, fields);
    if (kind === "unique") table.uniques.set(name, columns);
    else if (kind === "index") table.indexes.set(name, columns);
    else if (kind === "id") table.primaryKey = { name, columns, clustered: !attribute.includes("clustered: false") };
    else throw new Error(`lib/db/testing/schema-shape.ts does not know this attribute of ${table.name}: ${attribute}`);
  }
}

function scalar({ type, optional, column, attributes }: Field, table: TableShape): void {
  const native = /@db\.(\w+)(?:\((.*?)\))?/.exec(attributes);
  const bare = SCALARS[type];
  if (bare === undefined) throw new Error(`lib/db/testing/schema-shape.ts does not know the type ${type} of ${table.name}.${column}`);
  table.columns.set(column, {
    type: native ? `${native[1] ?? ""}${native[2] === undefined ? "" : `(${native[2]})`}`.toUpperCase() : bare,
    nullable: optional,
    identity: attributes.includes("@default(autoincrement())"),
    hasDefault: attributes.includes("@default(") && !attributes.includes("@default(autoincrement())"),
  });
  const id = /@id(?:\((.*?)\))?(?:\s|$)/.exec(attributes);
  if (id) table.primaryKey = { name: mapOf(id[1] ?? "") ?? `${table.name}_pkey`, columns: column, clustered: !attributes.includes("clustered: false") };
  const unique = /@unique\((.*?)\)/.exec(attributes);
  if (unique) table.uniques.set(mapOf(unique[1] ?? "") ?? "", column);
}

function relation({ type, attributes }: Field, { table, fields }: Model, models: ReadonlyMap<string, Model>): void {
  const target = models.get(type);
  const match = /@relation\(fields: \[(.*?)\], references: \[(.*?)\], onDelete: (\w+), onUpdate: (\w+), map: "(\w+)"\)/.exec(attributes);
  if (target === undefined || match === null) {
    if (attributes.includes("fields:")) throw new Error(`lib/db/testing/schema-shape.ts does not know this relation of ${table.name}: ${attributes}`);
    return;
  }
  const [, from = "", to = "", onDelete = "", onUpdate = "", name = ""] = match;
  const text = foreignKeyText(columnsOf(from, fields), target.table.name, columnsOf(to, target.fields), ACTIONS[onDelete] ?? onDelete, ACTIONS[onUpdate] ?? onUpdate);
  table.foreignKeys.set(name, text);
}

function columnsOf(list: string, fields: ReadonlyMap<string, Field>): string {
  return list
    .split(/\s*,\s*/)
    .map((part) => {
      const [, name = "", sort] = /^(\w+)(\(sort: Desc\))?$/.exec(part) ?? [];
      return `${fields.get(name)?.column ?? part}${sort === undefined ? "" : " DESC"}`;
    })
    .join(", ");
}

function mapOf(text: string): string | null {
  return /(?:map: |@map\()"(\w+)"/.exec(text)?.[1] ?? null;
}
