// The baseline: a Fastify POST handler that parses a JSON body and does nothing with it.
import Fastify from 'fastify'

const app = Fastify()
app.post('/', async () => ({ ok: true }))
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
process.once('SIGTERM', () => void app.close())
