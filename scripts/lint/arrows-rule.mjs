// @ts-check
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { whyNoPackage, whyNot } from "./arrows.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** @param {string} path */
function fromRoot(path) {
  return relative(ROOT, path).split(sep).join("/");
}

/**
 * True where the whole statement is erased at compile time.
 * @param {any} node
 */
function isTypeOnly(node) {
  if (node.importKind === "type" || node.exportKind === "type") return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((/** @type {any} */ each) => (each.importKind ?? each.exportKind) === "type");
}

/**
 * Reports every import, written in whatever way, that scripts/lint/arrows.mjs does not allow.
 * @type {import("eslint").Rule.RuleModule}
 */
export const arrowsRule = {
  meta: { type: "problem", schema: [], messages: { arrow: "{{why}}" } },
  create(context) {
    const from = fromRoot(context.filename);

    /**
     * @param {any} node
     * @param {any} source
     * @param {boolean} typeOnly
     */
    function check(node, source, typeOnly) {
      const name = source?.type === "TSLiteralType" ? source.literal.value : source?.value;
      if (typeof name !== "string") return;
      const isFile = name.startsWith("@/") || name.startsWith(".");
      const path = name.startsWith("@/") ? join(ROOT, name.slice(2)) : resolve(dirname(context.filename), name);
      const why = isFile ? whyNot(from, fromRoot(path), typeOnly) : whyNoPackage(from, name);
      if (why !== null) context.report({ node, messageId: "arrow", data: { why } });
    }

    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (/** @type {any} */ node) => check(node, node.source ?? node.argument, true),
      TSExternalModuleReference: (/** @type {any} */ node) => check(node, node.expression, false),
      "CallExpression[callee.name='require']": (/** @type {any} */ node) => check(node, node.arguments[0], false),
    };
  },
};
