// The reference page: a kept renderer of OpenAPI documents, served from here and able to reach nothing else.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { FastifyInstance } from 'fastify'
import { icon } from '../pages/assets.ts'
import { html, markupOf } from '../pages/html.ts'
import { compressedOf, lazily, type Served, sendServed, textOf } from './served.ts'

// Its styles are attributes of elements, which nothing but 'unsafe-inline' permits. No script is inline.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const PAGE = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Countersign</title>
<link rel="stylesheet" href="/docs/reference.css">
<link rel="icon" href="${icon.path}">
<link rel="alternate" type="text/markdown" href="/docs.md">
</head>
<body>
<nav class="bar" aria-label="Documentation"><a href="/">Countersign</a>
<a href="/docs/guides">Guides</a>
<a href="/docs/operations">Operations</a>
<a href="/docs/errors">Errors</a></nav>
<noscript>This page needs scripts. <a href="/docs/operations">The same without scripts</a></noscript>
<div id="reference"></div>
<script src="/docs/scalar.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** The page, its styles and its two scripts. */
export function reference(app: FastifyInstance): void {
  const page = lazily(() => textOf('text/html', markupOf(PAGE)))
  app.get('/docs', async (request, reply) =>
    sendServed(request, reply.header('content-security-policy', POLICY), await page()),
  )
  const files = {
    'scalar.js': lazily(scalarScript),
    'start.js': lazily(() => fileOf('./start.js', 'text/javascript')),
    'reference.css': lazily(() => fileOf('./reference.css', 'text/css')),
  }
  for (const [name, made] of Object.entries(files)) {
    app.get(`/docs/${name}`, async (request, reply) => sendServed(request, reply, await made()))
  }
}

async function fileOf(file: string, type: string): Promise<Served> {
  return textOf(type, await readFile(new URL(file, import.meta.url), 'utf8'))
}

async function scalarScript(): Promise<Served> {
  const worker = new Worker(new URL('./scalar.ts', import.meta.url))
  try {
    const [gzip] = await Promise.race([once(worker, 'message'), endOf(worker)])
    return compressedOf('text/javascript', Buffer.from(gzip))
  } finally {
    await worker.terminate()
  }
}

/** Rejects once the thread is over, so that nobody waits for what it will not send. */
async function endOf(worker: Worker): Promise<never> {
  const [code] = await once(worker, 'exit')
  throw new Error(`the thread of the script ended with ${code}`)
}
