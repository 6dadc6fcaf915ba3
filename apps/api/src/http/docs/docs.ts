// The documentation that the service serves; it is read and made only when somebody asks for it.
import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PAGE_HEADERS } from '../pages/kit.ts'
import { reference } from './reference.ts'
import { lazily, sendServed, textOf } from './served.ts'

/** Generated from the contract, and compared with it by every check. */
const OPENAPI = new URL('../../../../../openapi/openapi.json', import.meta.url)

/** The OpenAPI document, the reference page made of it, and guides, operations and errors as pages. */
export async function docs(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(PAGE_HEADERS).header('x-request-id', request.id)
  })
  const openapi = lazily(async () => textOf('application/json', await readFile(OPENAPI, 'utf8')))
  const site = lazily(async () => {
    const { createSite } = await import('./site.ts')
    return createSite()
  })
  async function page(request: FastifyRequest, reply: FastifyReply) {
    const path = request.url.split('?', 1)[0] ?? ''
    const made = (await site()).get(path)
    if (made === undefined) return reply.callNotFound()
    return sendServed(request, reply, await made())
  }
  reference(app)
  app.get('/openapi.json', async (request, reply) => sendServed(request, reply, await openapi()))
  for (const path of ['/llms.txt', '/docs.md', '/docs/*']) app.get(path, page)
}
