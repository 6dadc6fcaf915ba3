// The documentation that the service serves: the OpenAPI document, its reference page and the errors.
import { errorCodes, errorEntry } from '@countersign/contract'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { apiDocument } from './openapi.ts'

// Everything the pages need is served from here, so they work without a network and cannot be made to load more.
const PAGE_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

const LOGO = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 190 40"><text y="28" font-size="26" font-family="sans-serif" fill="#fff">Countersign</text></svg>',
)

/** The OpenAPI document, a reference page made of it, and the error catalogue. */
export async function docs(app: FastifyInstance): Promise<void> {
  const documentText = JSON.stringify(apiDocument())
  const errors = errorsPage()
  await app.register(helmet, {
    contentSecurityPolicy: PAGE_POLICY,
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
  // The plugin's type of a document is narrower than OpenAPI 3.1; static mode passes the document on as it is.
  await app.register(swagger, { mode: 'static', specification: { document: apiDocument() as never } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    logo: { type: 'image/svg+xml', content: LOGO, href: '/', target: '_self' },
    theme: { title: 'Countersign API' },
    uiConfig: { docExpansion: 'list', tryItOutEnabled: false, validatorUrl: null },
  })
  app.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(documentText),
  )
  app.get('/docs/errors', (_request, reply) => reply.type('text/html; charset=utf-8').send(errors))
}

function errorsPage(): string {
  const entries = errorCodes.map((code) => {
    const { status, title, remedy, retryable } = errorEntry(code)
    const retry = retryable === true ? ' May be repeated.' : ''
    return `<h2 id="${escapeHtml(code)}"><code>${escapeHtml(code)}</code> ${status}</h2>
<p>${escapeHtml(title)}.</p>
<p>${withCode(remedy)}${retry}</p>`
  })
  const lead = '<p>An error means that there is no verdict: do not act. Each carries one of these codes.</p>'
  return page('Errors', `${lead}\n${entries.join('\n')}`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}h2{font-size:1.1rem}</style>
</head>
<body>
<p><a href="/">Countersign</a></p>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`
}

/** Text with `names` in backticks. */
function withCode(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
