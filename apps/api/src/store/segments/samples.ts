// What payloads and disclosures commonly hold, so that a block of a few receipts is small, too.
// A block can be read only with the sample that it was written with: another one needs a migration.

const COMMITMENT = '{"alg":"hmac-sha256","c":"'
const REFERENCE = '"gate":{"id":"gte_","receipt":"rcp_","seq":'

/** zstd keeps the end of a dictionary closest at hand, so what nearly every payload holds comes last. */
const PAYLOAD_PARTS = [
  '"key":{"id":"key_","name":"","scopes":["check","gate","complete","verify","read","approve","configure","admin"]}',
  '"type":"member.added","type":"member.invited","type":"key.created","type":"key.revoked","type":"agent.created","type":"policy.published","type":"tool.changed"',
  '"change":{"from":"","reason":{"alg":"hmac-sha256","c":"","to":""}',
  '"reasons":["tool.blocked","policy.forbidden","policy.no_match","approval.required","agent.suspended","org.halted","rate.limited"],"verdict":"deny"},"environment":"production","id":"rcp_',
  '"decision":{"by":"mem_","reason":{"alg":"hmac-sha256","c":"","role":"approver","via":"session"},"type":"approval.granted","type":"approval.rejected"',
  '"approval":{"digest":"sha256:","expires_at":,"group":"","id":"apr_","required":1,"use":1}',
  `"type":"gate.pending","type":"gate.denied","type":"gate.deferred","type":"gate.expired","type":"check","type":"action.failed","type":"action.unknown"`,
  `"outcome":{"observed":"reported","output":${COMMITMENT}","status":"succeeded"},"prev":"`,
  `"action":{"arguments":${COMMITMENT}","name":"read_file","target":${COMMITMENT}","tool":"`,
  `"},"name":"`,
  '"actor":"key_","agent":"agt_',
  `"decision":{"reasons":[],"risk":{"contributions":[{"code":"","points":}],"level":"low","score":},"verdict":"allow"},"environment":"default","environment":"production"`,
  `"expires_at":,${REFERENCE}},"id":"rcp_`,
  `"type":"action.completed","v":1}`,
  `"gate":{"expires_at":17,"id":"gte_"},"id":"rcp_","issued_at":17,"mode":"full","nonce":"`,
  `","org":"org_","policy":{"digest":"sha256:","inputs":${COMMITMENT}"},"version":"1"},"prev":"`,
  `","seq":,"session":"","type":"gate.allowed","v":1}`,
]

const DISCLOSURE_PARTS = [
  '["change.reason","","',
  '["outcome.output","","sha256:',
  '["action.target","",{"url":"https://","path":"/"}],',
  '[["action.arguments","',
  '",{"path":"/","url":"https://","text":"","query":"","command":"","message":"","content":"","name":"","id":""}],',
  '["policy.inputs","","{"context":{"agent":{"labels":[],"roles":[],"status":"active"},"approved":false,"environment":"production","hosts":{"names":[]},"paths":[],"time":{"hour":,"weekday":"monday"}},"resource":"',
]

export const PAYLOAD_SAMPLE = Buffer.from(PAYLOAD_PARTS.join(''), 'utf8')
export const DISCLOSURE_SAMPLE = Buffer.from(DISCLOSURE_PARTS.join(''), 'utf8')
