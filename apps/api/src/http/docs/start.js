// Starts the reference page, with everything switched off that would ask another host for something.
/* global Scalar */
const dark = matchMedia('(prefers-color-scheme: dark)')

Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  layout: 'modern',
  theme: 'default',
  darkMode: dark.matches,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  documentDownloadType: 'none',
  persistAuth: false,
  showOperationId: true,
  featuredClients: ['shell/curl', 'node/fetch', 'python/requests'],
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  authentication: { preferredSecurityScheme: 'bearer' },
})
