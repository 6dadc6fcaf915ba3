// Weak signs of an instruction to a model, as phrases with wide classes of words.
import { type Phrase, phraseOf } from '../definition/phrases.ts'

const CLASSES = {
  machine:
    'assistant assistants agent agents model models ai a.i llm llms bot bots chatbot chatbots gpt chatgpt claude copilot gemini crawler crawlers',
  automatic:
    'automated automatic autonomous artificial screening processing evaluating coding helpdesk machine software agentic ai-powered intelligent',
  program:
    'reader readers contributor contributors system systems software program programs process pipeline pipelines reviewer reviewers visitor visitors evaluator evaluators worker workers',
  document:
    'page pages mail mails email emails e-mail message messages document documents text texts file files result results paragraph line lines note notes post posts repository repositories repo guide issue ticket thread comment comments review reviews deck slide slides table block blocks record records entry entries listing report reports mailbox inbox article articles snippet transcript attachment section sections content contents website site form application profile resume letter output data',
  reads:
    'read reads reading process processes processing processed handle handles handling summarise summarises summarising summarize summarizes summarizing prepare prepares preparing parse parses parsing visit visits visiting open opens opening follow follows following see sees seeing ingest ingests ingesting evaluate evaluates evaluating review reviews reviewing analyse analyses analysing analyze analyzes analyzing scan scans scanning index indexing receive receives receiving encounter encounters present presenting complete completes completing translate translates translating answer answers answering find finds finding browse browsing crawl crawling',
  people:
    'user users human humans person people anyone anybody nobody no-one noone somebody someone everyone everybody customer customers client clients owner owners operator sender senders recipient recipients visitor visitors member members team staff boss colleague colleagues him her them he she they',
  sends:
    'send sends sent sending forward forwards forwarded forwarding relay relays relayed transmit transmits transmitted upload uploads uploaded uploading post posts posted posting push pushes pushed ship ships shipped deliver delivers delivered dispatch dispatches dispatched hand hands handed pass passes passed submit submits submitted share shares shared export exports exported mail mails mailed email emails emailed e-mail text texts texted fax faxes route routes routed mirror mirrors mirrored sync syncs synced leak leaks leaked exfiltrate exfiltrates publish publishes published broadcast stream streams streamed beam report reports reported copy copies copied redirect redirects redirected convey disseminate circulate',
  puts: 'attach attaches attached enclose encloses enclosed append appends appended include includes included insert inserts inserted embed embeds embedded paste pastes pasted add adds added put puts place places placed fill fills filled populate supply supplies supplied provide provides provided prepend prepends write writes written quote quotes quoted carry carries carried contain contains encode encoded list lists listed show shows shown reproduce repeat repeats drop drops dropped',
  takes:
    'read reads open opens load loads fetch fetches get gets retrieve retrieves collect collects gather gathers harvest extract extracts grab dump dumps cat scan copy pull download downloads scrape obtain capture record find look procure steal',
  secret:
    'password passwords passwd credential credentials secret secrets token tokens api_key apikey passphrase mnemonic otp cookie cookies keychain passport ssn cvv pin mfa keys #secretfile #keyfile #apikey .env',
  personal:
    'contact contacts salary salaries payroll medical private confidential personal invoices invoice cards customers clients employees suppliers members names addresses numbers balance history account accounts documents files mails emails messages attachments records database codes',
  talk: 'conversation conversations chat chats dialogue dialog transcript discussion session history',
  rules:
    'instruction instructions prompt prompts rule rules guideline guidelines directive directives policy policies restriction restrictions constraint constraints limitation limitations limits orders guidance setup programming safeguards configuration',
  drops:
    'ignore ignores ignoring disregard disregards forget override overrides overrule supersede supersedes neglect abandon discard drop drops nullify void skip pass',
  guard:
    'approval approvals confirmation confirmations consent permission permissions review reviews check checks filter filters safety guardrail guardrails protection protections safeguard safeguards antivirus firewall logging logs audit authentication verification moderation signature signatures limit limits test tests validation restrictions warnings prompts mfa certificate',
  weakens:
    'disable disables disabled deactivate deactivates bypass bypasses bypassed skip skips skipped circumvent relax relaxes relaxed lift lifted suspend suspended waive waived loosen loosens remove removed ignore evade mute silence omit drop thwart subvert revoke unset disconnect',
  destroys:
    'delete deletes deleted erase erases erased wipe wipes wiped remove removes purge purges destroy destroys truncate clear clears overwrite shred empty format close closes cancel cancels',
  grants:
    'grant grants granted give gives given allow allows assign assigns promote invite invites unlock elevate escalate authorise authorize approve approves accept accepts whitelist enable confirm confirms open opens reset resets',
  rights:
    'access right rights admin administrator role roles owner ownership permission permissions privilege privileges root sudo edit write everyone anyone public port mfa offer contract',
  pays: 'pay pays paid payment payments wire wires transfer transfers transferred buy buys purchase book books order orders refund refunds donate donates deposit move moves invest',
  money:
    'iban account accounts balance wallet payee beneficiary funds money amount price bitcoin eth usd eur fare bank invoice card cards #account',
  tells:
    'tell mention inform notify alert reveal disclose say raise announce explain warn ask discuss report show bother trouble let hear know learn comment draw bring acknowledge',
  telling:
    'telling mentioning informing notifying alerting revealing disclosing saying announcing explaining warning asking checking confirming consulting waiting showing bothering reporting bringing raising',
  hides:
    'hide hides hidden conceal conceals omit omits withhold suppress mask disguise secretly silently quietly discreetly covertly stealthily surreptitiously unnoticed unseen confidentially invisibly unbeknownst',
  not: 'not never no without nor none nobody dont wont cannot neither avoid refrain nothing needless mustnt shouldnt neednt',
  asks: 'ask asks asked asking check checks checking confirm confirms confirmation approval approve wait waiting consult consulting question questions verify verification permission consent review',
  reply:
    'reply replies answer answers response responses summary summaries output message messages text conversation title',
  authority:
    'developer developers operator operators admin administrator administrators vendor compliance auditor auditors legal management headquarters authorities regulator makers creators anthropic openai law employer employers',
  venue:
    'webhook endpoint collector relay mirror bucket gist drive channel feed hook server desk drain dashboard public everyone directory outside external partner third-party domain host comment commit title description query calendar',
  other:
    'other others another built-in builtin native official existing standard alternative remaining rival competing different #tool tool tools function functions server servers',
  faulty:
    'broken deprecated poisoned unsafe insecure compromised outdated unreliable wrong obsolete slow inferior down unavailable fail fails closed untrusted retired',
  doing:
    'summarising summarizing translating reading working helping answering following what everything here',
} as const

const FRAMES = {
  machine: ['@machine', '@automatic <0> @program', 'language <0> model|models'],
  reader: [
    '@machine <5> @reads <3> @document|this|it|these|here',
    '@automatic <0> @program <5> @reads <3> @document|this|it|these|here',
    '@automatic <0> readers|reader|visitors <1> of',
    'whoever|whichever|whatever <3> @machine|@reads|@program',
    'any|every|all <1> @machine <4> @reads|that|who|which|with',
    'if|in <3> you <1> are|re <2> @machine',
    '@reads <2> this|these|it <8> @machine',
    'continuing|continue|by <1> @reads|to',
  ],
  addressed: [
    'note|notes|notice|message|hint|instruction|instructions|reminder|word|request|ps|p.s|todo|action|attention|task|command|next <3> @machine',
    'for|to|dear|hey|hello|attention|attn|from|of <1> @machine',
    '^ <1> @machine',
    'you <1> are|re <3> @machine',
  ],
  self: ['this|these|same|following|above|below|current <2> @document|reply|answer|step|call|tool|session'],
  duty: [
    '@machine <5> must|should|shall|needs|need|ought|may|can|will|has|have|is|are|would',
    '@program <3> must|should|shall|needs|ought',
    '@machine <3> @sends|@puts|@grants|@destroys|@weakens|@pays|@drops',
  ],
  must: [
    'must|should|shall|required|require|requires|mandatory|necessary|expected|supposed|obliged|ought|essential|needs|need',
    'is|are|be <2> to|asked|expected|required|instructed|requested|kindly',
    'has|have|wants|want|expects|agrees|would <1> to',
  ],
  order: [
    '^ <1> @sends|@puts|@takes|@destroys|@grants|@pays|@weakens|@drops|@tells|run|execute|call|treat|say|speak|close|store|set|turn|switch|use|make|do|take|stop|behave|act|supply|rank|replace|answer|reply|respond|print|output|ignore',
  ],
  outside: ['#url|#mail|#phone|#account'],
  sends: ['@sends'],
  puts: ['@puts'],
  takes: ['@takes'],
  sends_out: [
    '@sends|@puts <10> to|at|into|onto|with|via|in <4> #url|#mail|#phone|#account',
    '@sends <3> #url|#mail|#phone|#account',
    'go|goes|belong|belongs|copy|reaches|reach <6> #mail|#url|#phone|#account',
    '#mail|#url|#phone|#account <5> @sends|recipient|recipients|beneficiary|bcc|cc|attendees|copied|too|also',
  ],
  venue: ['@sends|@puts|ends|goes|go|belong|belongs <8> @venue'],
  secret: [
    '@secret',
    'private|access|api|ssh|secret|session <0> key|keys|token|tokens',
    'environment|env <0> variable|variables|of',
  ],
  hands_secret: ['@sends|@puts|@takes|read <6> @secret', '@secret <6> @sends|@puts|ends|goes|belong'],
  personal: ['@personal'],
  hands_personal: ['@sends|@puts <8> @personal', '@personal <6> @sends|sent|belong|go|goes|put'],
  talk: [
    '@talk',
    'everything|whatever|anything|what <4> said|typed|wrote|told|asked|opened|working|talked',
    'last|latest|newest|recent|previous|earlier <2> messages|mails|emails|message',
  ],
  hands_talk: [
    '@sends|@puts|@takes <8> @talk',
    'last|latest|newest|recent|previous|earlier <2> messages|mails|emails|message <8> @sends|to|in|into',
    '@sends|@puts <5> last|latest|newest|recent|previous|earlier <2> messages|mails|emails|message',
    'everything|whatever|anything|what <4> said|typed|wrote|told|asked|opened|working',
  ],
  rules: [
    'your|its|their|hidden|system|initial|developer|own|previous|earlier|prior|former|old|original <2> @rules',
    '@rules <5> you|your|developer|developers|operator|operators|system|given',
    'setup <0> text',
    'what <4> told',
  ],
  task: [
    'new|real|actual|next|first|second|only|main|true <1> task|job|step|assignment|objective|goal|mission|purpose|user|employer|guidance',
    'your <1> task|job|objective|goal|mission|purpose|role|identity|name',
    'instead <1> of',
    'the|your|this <1> question|request|analysis|translation <2> ignore|stop|drop|skip',
    'stop|drop|ignore|leave|abandon <3> question|analysis|task|request|report|reports|translating',
  ],
  voids: [
    '@drops <4> @rules',
    '@rules <6> lifted|replaced|suspended|void|off|outdated|gone|over|longer|revoked|expired|removed',
    'ignore|forget|disregard <6> everything|above|before|told|earlier|previous|all|anything|context',
    'outrank|outranks|outweighs|supersedes|overrides|notwithstanding|trumps|wins|precedence',
    'comes|come|goes|stands <1> before|first|above',
    'higher|highest <0> rank|priority|order|authority',
    'restrictions|limits|rules|filters|guidelines|safety <4> do|does|not|no|off|lifted|suspended',
    'stop <1> @doing',
    'was|were <1> only|just <1> test',
  ],
  role: [
    'you <0> are <1> now|henceforth <0> a|an|the|in|my|our|free|unrestricted|unbound|called|named|playing|working|no|allowed|permitted',
    'you <2> henceforth',
    'now <1> you <1> are|play|work|act|answer',
    'from <1> now|here|today <0> on',
    'new <2> role|identity|persona|job|task|name|owner|orders|goal',
    'remainder|rest <1> of <3> session|conversation|thread|day|chat',
    'act|answer|respond|behave|play|pose <1> as',
    'working|work|works|acting <1> for',
    'maintenance|developer|debug|admin|god|unrestricted|unfiltered <0> mode',
    'no|without|any <1> limits|rules|restrictions|filters|limit',
  ],
  secrecy: [
    '@not <3> @tells <4> @people|this|it|that|so|of|about|anything|them',
    'without <3> @telling|notice',
    'unaware|unnoticed|secretly|silently|quietly|discreetly|covertly|stealthily|surreptitiously|unbeknownst',
    'leave|leaves|keep|keeps <4> out|secret|hidden|quiet|unmentioned',
    'say|says|tell|report|mention|reveal <1> nothing',
    '@people <4> not|no|never|nothing|neednt <3> hear|know|told|learn|aware|notice|see|informed',
    '@hides <5> from|to <3> @people',
    'not|never|dont|without <1> bring|bringing|raise|raising|mention|mentioning|draw|comment',
    'nothing <2> said|mentioned|shown|happened',
    'no|any <1> need <6> hear|know|told|learn|mention|tell',
  ],
  unasked: [
    'without <3> asking|checking|confirming|confirmation|approval|waiting|showing|question|questions|review',
    '@not <3> @asks',
    'agreed|consented|cleared|approved|authorised|authorized|confirmed|permitted <6> beforehand|advance|everything|already|all|any|by',
    'on <0> behalf',
    'answer|answered|treat|accept <6> yourself|yes|yourselves',
    'no <1> time|questions|question|reason <3> ask|questions|question|wait|check|confirm|for',
    'go|goes|carry|proceed <2> ahead|on|straight|directly',
    'confirm|ask|approval|check <1> never|no|none|off|false',
    'allow|approve|accept <1> all|everything|any|*',
  ],
  weakens: [
    '@weakens <5> @guard',
    '@guard <4> off|disabled|skipped|relaxed|bypassed|lifted|suspended|ignored|dropped|count|apply',
    'turn|turns|switch|switched|set <5> off',
    '@guard <5> not|never|no|dont <2> count|apply|hold|matter|needed|necessary',
  ],
  destroys: ['@destroys'],
  grants: [
    '@grants <6> @rights',
    '@rights <4> granted|given|raised|elevated|level',
    'log <0> in',
    'handed <1> out',
  ],
  pays: [
    '@pays <10> @money',
    '@money <8> @pays|changed|replace|replaced|instead|above',
    'book|books|buy|buys|order|orders <5> straight|immediately|now|right|away',
  ],
  lies: [
    'say|says|claim|claims|state|report|reports|tell|insist|mention|behave|act|pretend <6> that|as|only|it|they|nothing',
    'as <0> though|if',
    'even <0> where|when|if|though',
    'whatever|regardless|irrespective <4> the|of|is|are|says',
    'must|should|always <3> come|comes|turn <1> out|up',
    'always <2> genuine|approved|safe|trusted|valid|clean|harmless',
    'do|does|exist|exists|was|were <0> not <1> exist|empty|happen',
  ],
  reply: [
    '@reply <5> with|begin|begins|start|starts|end|ends|close|only|contain|include|by|must|should',
    'close|end|begin|start|starts|begins|finish <6> @reply',
    'respond|reply|answer <2> only|with|exactly|by',
    'first <0> place|choice|rank',
    'rank|rate|praise|favour|favor|recommend|promote|speak|mention|endorse <6> first|best|top|stars|badly|rival|highest|above|over|product|shop',
  ],
  belittles: [
    '@other <6> @faulty',
    'never|not <3> through|via|called|used|trusted|believed|believe',
    'argue|advise|decide <1> against',
    'better|safer|faster <1> than',
    'only <5> may|believe|trust|trusted|ones|reliable|answers',
    'discard|distrust|reject <5> @other|whatever',
    'replace|replaces|instead|place <3> of <2> @other',
    '@other <8> instead|replaced',
    'whether <0> or <0> not',
  ],
  remote: [
    '#url <8> run|execute|pipe|shell|install|load|eval|sh|bash|follow|stick|obey|runs|executes',
    'fetch|get|download|curl|wget|load|open|opens|runs|fetches <6> #url',
    'pipe|piped|execute|run|runs|executes|eval|exec <6> shell|script|root|command|commands|computer|code|bash|sh|powershell',
    '-enc|-encodedcommand|-e',
    'root|admin|sudo|administrator <0> rights|privileges|access',
    'curl|wget|iwr <6> sh|bash|zsh|python|iex',
  ],
  lasting: [
    'long-term|permanent|lasting|persistent <1> memory|storage|facts',
    'later|future|next|coming|following <2> session|sessions|login|start|conversation|conversations|commit',
    'each|every <0> hour|minute|evening|day|login|start|time',
    'hook|hooks|crontab|postinstall|authorized_keys|cron|bashrc|startup|autostart|hourly|job',
    'rules <1> file',
    'keys <3> log',
    'for <0> good',
    'store|remember|save|note <6> fact|memory|always',
    'as <0> long <0> as',
  ],
  authority: [
    '@authority <4> want|wants|require|requires|required|agreed|told|ask|asks|demand|demands|says|cleared|need|needs|insist|laid|expect|expects|asked',
    'from|of|by|for|under <3> @authority',
    'regulation|regulations|law|policy|compliance|terms|convention|notice <3> of|the|requires|demands|that|changed|a',
    'this <1> is <3> @authority|head|vendor|team',
  ],
  threat: [
    'otherwise|unless|else|danger|fail|fails|rejected|blocked|lost|terminated|suspended|penalty|attack',
    'shut|locked <0> down|out',
  ],
  urgent: [
    'urgent|urgently|immediately|now|today|immediate|asap|important|critical|warning|attention|notice|priority|tonight|until',
    'right|straight|at <0> away|once',
  ],
  each: ['every|each|always|any|all|whenever|everything|whatever|never|everyone'],
  also: ['also|additionally|too|besides|furthermore|moreover|likewise|afterwards|addition|well|extra|while'],
  when: ['if|when|whenever|once|before|after|where|upon|while|until|since|because'],
  you: ['you|your|yourself|yours'],
  people: ['@people'],
  other: ['@other'],
  denies: ['@not'],
  polite: ['please|kindly|help|great|asked|thanks|helpful|would'],
  about: [
    'attack|attacks|attacker|attackers|injection|injections|injected|jailbreak|jailbreaks|phishing|malicious|detect|detects|detector|detection|flags|phrases|phrase|hijack|tutorial|research|paper|guardrails|caught|blocked|classify|classifies|example|examples',
    'for <0> example',
    'such <0> as',
    'by <0> default',
  ],
  narrates: [
    'i|we|he|she|they|who <1> told|asked|said|wrote|answered|saw|found|used|did|had|was|were|write',
    'is|are|was|were <1> trained|told|asked|blocked|deprecated',
    'was|were|did|had|answered|kept|ignored',
    'has|have <0> been',
    'prompts|prompted <0> you|for|the',
  ],
  occupation: [
    'travel|estate|insurance|booking|sales|support|service|user|landlord|human|manager|real <1> agent|agents|assistant|assistants|representative',
    'agent|agents <1> of',
    'assistant <0> manager|professor|director|editor',
    'data|pricing|business|domain|language <0> model|models',
    'this|our|the|a|an <0> agent|assistant|model|bot <0> is|was|has|can',
  ],
  spares: [
    '@not <2> include|put|share|paste|commit|log|print|write|send|use|reveal|disclose|store|return <6> @secret|@personal',
    'never|not <1> returned|shown|stored|printed|logged|sent|included|visible|saved|exposed|called',
    'does|do|will|is|are|can <0> not',
    'cannot|cant|unable|masked|redacted|encrypted|hashed',
  ],
  consents: [
    'only|unless|until <5> after|if|when|with|once <8> @asks|agreed|agree|explicit|permission|wants|confirmed|approved|user',
    '@asks <3> @people <6> before|first|to',
    'before <6> ask|confirm|show',
    'explicit|explicitly',
    '@people <1> asks|asked|gave|wants|says|requests|requested|agrees|agreed|must|confirms|chooses|named',
    'must <2> confirmed|approved|confirm|approve',
  ],
  fails: [
    'error|errors|exception|invalid|fails|failed|failure|validation|rate-limit|paginated|deprecated|optional|default',
  ],
  named: ['#tool|#arg|#path'],
} as const

/** A weak sign. */
export type Frame = keyof typeof FRAMES

/** What means nothing by itself and something beside a sign. */
export const CONTEXT: readonly Frame[] = [
  'machine',
  'self',
  'must',
  'takes',
  'puts',
  'each',
  'also',
  'when',
  'you',
  'people',
  'other',
  'denies',
  'polite',
  'about',
  'narrates',
  'occupation',
  'spares',
  'consents',
  'fails',
  'named',
]

/** All weak signs, in the order of the table of weights. */
export const FRAME_NAMES: readonly Frame[] = Object.keys(FRAMES) as Frame[]

/** The phrases of each. */
export const FRAME_PHRASES: readonly Phrase<Frame>[] = FRAME_NAMES.flatMap((frame) => {
  const texts: readonly string[] = FRAMES[frame]
  return texts.map((text) => phraseOf(frame, text, CLASSES))
})

const SAID: Readonly<Partial<Record<Frame, string>>> = {
  reader: 'whoever reads it',
  addressed: 'spoken to a model',
  duty: 'what a model shall do',
  order: 'an order',
  outside: 'an address or account',
  sends: 'sending',
  sends_out: 'sending to an address',
  venue: 'a place that others see',
  secret: 'a secret',
  hands_secret: 'a secret handed over',
  personal: 'data of people',
  hands_personal: 'data of people handed over',
  talk: 'the conversation',
  hands_talk: 'the conversation handed over',
  rules: 'the rules of the model',
  task: 'another task',
  voids: 'rules set aside',
  role: 'another role',
  secrecy: 'kept from people',
  unasked: 'without asking',
  weakens: 'a safeguard turned off',
  destroys: 'something deleted',
  grants: 'rights granted',
  pays: 'a payment',
  lies: 'what is not so',
  reply: 'what to answer',
  belittles: 'other tools put down',
  remote: 'code from elsewhere',
  lasting: 'something that lasts',
  authority: 'an authority',
  threat: 'a threat',
  urgent: 'haste',
}

/** A sign in words. */
export function saidOf(frame: Frame): string {
  return SAID[frame] ?? frame
}
