// @ts-check
import { arrowsRule } from "./arrows-rule.mjs";

const SCOPES = "/^(Publisher|Customer|Landing|System)?Scope$/";
const ONLY_AUTH_MAKES_SCOPES =
  "Only lib/auth makes a scope: take one from ctx, or call its maker there. A cast would let one tenant reach another's rows.";

/**
 * The rules of this house that need no type information, so that arrows.test.mjs can try them on snippets.
 * @type {import("eslint").Linter.Config[]}
 */
export const house = [
  {
    name: "house/arrows",
    plugins: { house: { rules: { arrows: arrowsRule } } },
    rules: { "house/arrows": "error" },
  },
  {
    name: "house/scopes",
    ignores: ["lib/auth/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...["TSAsExpression", "TSTypeAssertion"].flatMap((cast) => [
          { selector: `${cast} > TSTypeReference.typeAnnotation[typeName.name=${SCOPES}]`, message: ONLY_AUTH_MAKES_SCOPES },
          { selector: `${cast} > .typeAnnotation TSTypeReference[typeName.name=${SCOPES}]`, message: ONLY_AUTH_MAKES_SCOPES },
        ]),
      ],
    },
  },
  {
    name: "house/log",
    files: ["lib/**", "app/**", "components/**", "instrumentation.ts", "proxy.ts"],
    ignores: ["**/*.test.{ts,tsx}"],
    rules: { "no-console": "error" },
  },
];
