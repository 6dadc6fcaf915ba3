// Tells drizzle-kit where the schema is and where to write the migrations.
import { defineConfig } from 'drizzle-kit'

// biome-ignore lint/style/noDefaultExport: drizzle-kit reads the default export
export default defineConfig({
  dialect: 'postgresql',
  schema: './apps/api/src/store/schema/*.ts',
  out: './migrations',
})
