import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Files of the API documentation page; it must work without a network, so they are built in. */
const SWAGGER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE"];

/** Copies Swagger UI to `dist/swagger/`, from where the service's `/docs` loads it. */
function swagger(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return {
    name: "onemap-swagger",
    apply: "build",
    generateBundle() {
      for (const name of SWAGGER_FILES) {
        const source = readFileSync(join(folder, name));
        this.emitFile({ type: "asset", fileName: `swagger/${name}`, source });
      }
    },
  };
}

/** Where `npm run dev` finds the service. */
const service = process.env.SERVICE_URL ?? "http://127.0.0.1:8080";
const served = ["/api", "/tiles", "/styles", "/docs", "/openapi.json", "/health", "/swagger"];

export default defineConfig({
  base: "./", // works behind a proxy that puts the service below a path
  plugins: [vue(), swagger()],
  worker: { format: "es" },
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500, // MapLibre alone is about 1 MB
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, service])) },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
});
