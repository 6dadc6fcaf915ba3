// The thread that gets the script of the reference page out of its package, so that 5 MB of source stay here.
import '../../adapters/background.ts'

import { parentPort } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import plugin from '@scalar/fastify-api-reference'
import Fastify from 'fastify'

const app = Fastify()
await app.register(plugin, { routePrefix: '/docs', configuration: { url: '/openapi.json' } })
const { statusCode, rawPayload } = await app.inject('/docs/js/scalar.js')
if (statusCode !== 200) throw new Error(`the package answers ${statusCode} for its script`)
parentPort?.postMessage(gzipSync(rawPayload))
