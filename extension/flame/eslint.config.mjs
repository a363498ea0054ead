// Run from the top of the repository (see "lint" in package.json): src/ and tests/flame/ share these rules.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

const here = dirname(fileURLToPath(import.meta.url));

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: [`${here}/tsconfig.json`], tsconfigRootDir: here } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: ["test"], package: "node:test" }] },
      ],
      "eqeqeq": "error",
      "no-console": "error",
      "max-lines": ["error", 400],
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [...tseslint.configs.recommended],
    rules: { "max-lines": ["error", 400] },
  },
);
