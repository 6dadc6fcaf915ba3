// Files of the pages, served under names that change with their content.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

export type Asset = { path: string; bytes: Buffer; type: string }

function assetOf(file: string, type: string): Asset {
  const bytes = readFileSync(new URL(file, import.meta.url))
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  const [name, extension] = file.replace('./', '').split('.')
  return { path: `/assets/${name}.${digest}.${extension}`, bytes, type }
}

export const stylesheet = assetOf('./style.css', 'text/css; charset=utf-8')
export const icon = assetOf('./icon.svg', 'image/svg+xml')
export const approvalScript = assetOf('./approval.js', 'text/javascript; charset=utf-8')
export const passkeyScript = assetOf('./passkey.js', 'text/javascript; charset=utf-8')

/** Browsers may keep them for good: another content has another name. */
export function serveAssets(app: FastifyInstance): void {
  for (const { path, bytes, type } of [stylesheet, icon, approvalScript, passkeyScript]) {
    app.get(path, (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('x-content-type-options', 'nosniff')
        .type(type)
        .send(bytes),
    )
  }
  // Browsers ask for this one where a page, such as a text, does not name any.
  app.get('/favicon.ico', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').type(icon.type).send(icon.bytes),
  )
}
