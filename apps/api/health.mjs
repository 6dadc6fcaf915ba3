// The health check of the container: exits with 0 when the service answers the path with 2xx.
// biome-ignore lint/style/noProcessEnv: a process of its own, which shares only the port with the service
const port = process.env.COUNTERSIGN_PORT ?? '8700'
const path = process.argv[2] ?? '/health'
try {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(3000) })
  process.exitCode = answer.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
