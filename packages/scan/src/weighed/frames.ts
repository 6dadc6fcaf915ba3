// Weak signs of an instruction to a model, as phrases with wide classes of words.
import { type Phrase, phraseOf } from '../definition/phrases.ts'

const CLASSES = {
  machine:
    '~machine assistant assistants agent agents model models ai a.i llm llms bot bots chatbot chatbots gpt chatgpt claude copilot copilots gemini crawler crawlers robot robots automation automations summariser summarizer screener screeners scribe',
  automatic:
    'automated automatic autonomous artificial conversational generative virtual assistive screening grading scheduling browsing handling processing evaluating coding helpdesk machine software agentic ai-powered intelligent',
  program:
    'reader readers contributor contributors system systems software program programs process pipeline pipelines reviewer reviewers visitor visitors evaluator evaluators worker workers engine engines tool tools recruiter computer computers',
  document:
    'page pages mail mails email emails e-mail message messages document documents text texts file files result results paragraph line lines note notes post posts repository repositories repo guide issue ticket thread comment comments review reviews deck slide slides table block blocks record records entry entries listing report reports mailbox inbox article articles snippet transcript attachment section sections content contents website site form application profile resume letter output data',
  reads:
    'read reads reading process processes processing processed handle handles handling summarise summarises summarising summarize summarizes summarizing prepare prepares preparing parse parses parsing visit visits visiting open opens opening follow follows following see sees seeing ingest ingests ingesting evaluate evaluates evaluating review reviews reviewing analyse analyses analysing analyze analyzes analyzing scan scans scanning index indexing receive receives receiving encounter encounters present presenting complete completes completing translate translates translating answer answers answering find finds finding browse browsing crawl crawling',
  people:
    '~people user users human humans person people anyone anybody nobody no-one noone somebody someone everyone everybody customer customers client clients owner owners operator sender senders recipient recipients visitor visitors member members team staff boss colleague colleagues him her them he she they',
  sends:
    '~sends send sends sent sending forward forwards forwarded forwarding relay relays relayed transmit transmits transmitted upload uploads uploaded uploading post posts posted posting push pushes pushed ship ships shipped deliver delivers delivered dispatch dispatches dispatched hand hands handed pass passes passed submit submits submitted share shares shared export exports exported mail mails mailed email emails emailed e-mail text texts texted fax faxes route routes routed mirror mirrors mirrored sync syncs synced leak leaks leaked exfiltrate exfiltrates publish publishes published broadcast stream streams streamed beam report reports reported copy copies copied redirect redirects redirected convey disseminate circulate',
  puts: '~puts attach attaches attached enclose encloses enclosed append appends appended include includes included insert inserts inserted embed embeds embedded paste pastes pasted add adds added put puts place places placed fill fills filled populate supply supplies supplied provide provides provided prepend prepends write writes written quote quotes quoted carry carries carried contain contains encode encoded list lists listed show shows shown reproduce repeat repeats drop drops dropped',
  takes:
    '~takes read reads open opens load loads fetch fetches get gets retrieve retrieves collect collects gather gathers harvest extract extracts grab dump dumps cat scan copy pull download downloads scrape obtain capture record find look procure steal',
  secret:
    '~secret password passwords passwd credential credentials secret secrets token tokens api_key apikey passphrase mnemonic otp cookie cookies keychain passport ssn cvv pin mfa keys #secretfile #keyfile #apikey .env',
  personal:
    '~personal contact contacts salary salaries payroll medical private confidential personal invoices invoice cards customers clients employees suppliers members names addresses numbers balance history account accounts documents files mails emails messages attachments records database codes',
  talk: '~talk conversation conversations chat chats dialogue dialog transcript discussion session history',
  rules:
    '~rules instruction instructions prompt prompts rule rules guideline guidelines directive directives policy policies restriction restrictions constraint constraints limitation limitations limits orders guidance setup programming safeguards configuration',
  drops:
    '~drops ignore ignores ignoring disregard disregards forget override overrides overrule supersede supersedes neglect abandon discard drop drops nullify void skip pass',
  guard:
    'approval approvals confirmation confirmations consent permission permissions review reviews check checks filter filters safety guardrail guardrails protection protections safeguard safeguards antivirus firewall logging logs audit authentication verification moderation signature signatures limit limits test tests validation restrictions warnings prompts mfa certificate',
  weakens:
    '~weakens disable disables disabled deactivate deactivates bypass bypasses bypassed skip skips skipped circumvent relax relaxes relaxed lift lifted suspend suspended waive waived loosen loosens remove removed ignore evade mute silence omit drop thwart subvert revoke unset disconnect',
  destroys:
    '~destroys delete deletes deleted erase erases erased wipe wipes wiped remove removes purge purges destroy destroys truncate clear clears overwrite shred empty format close closes cancel cancels',
  grants:
    '~grants grant grants granted give gives given allow allows assign assigns promote invite invites unlock elevate escalate authorise authorize approve approves accept accepts whitelist enable confirm confirms open opens reset resets',
  rights:
    'access right rights admin administrator role roles owner ownership permission permissions privilege privileges root sudo edit write everyone anyone public port mfa offer contract',
  pays: '~pays pay pays paid payment payments wire wires transfer transfers transferred buy buys purchase book books order orders refund refunds donate donates deposit move moves invest',
  money:
    'iban account accounts balance wallet payee beneficiary funds money amount price bitcoin eth usd eur fare bank invoice card cards #account',
  tells:
    '~tells tell mention inform notify alert reveal disclose say raise announce explain warn ask discuss report show bother trouble let hear know learn comment draw bring acknowledge',
  telling:
    'telling mentioning informing notifying alerting revealing disclosing saying announcing explaining warning asking checking confirming consulting waiting showing bothering reporting bringing raising',
  hides:
    'hide hides hidden conceal conceals omit omits withhold suppress mask disguise secretly silently quietly discreetly covertly stealthily surreptitiously unnoticed unseen confidentially invisibly unbeknownst',
  not: '~not not never no without nor none nobody dont wont cannot neither avoid refrain nothing needless mustnt shouldnt neednt',
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
  acts: 'approve approves accept accepts mark marks set sets change changes book books close closes cancel cancels rate rates recommend recommends raise raises lower lowers reject rejects decline declines sign signs create creates publish publishes merge merges commit commits run runs install installs credit credits tick untick confirm confirms register registers upvote upvotes flag flags ban bans unlock unlocks replace replaces rebase unsubscribe enter enters leave leaves rank ranks classify treat treats purge purges reverse update updates correct switch switches turn turns log invite invites append curl chmod force restart execute executes draft fetch fetches dump dumps list lists quote quotes find finds put puts print prints say says state states tell reply replies call calls go goes open opens add adds give gives grant grants pay pays transfer reset resets drop drops skip skips remove removes delete deletes ignore disregard send sends forward forwards share shares post posts export exports upload uploads paste pastes',
  called:
    'assistant: agent: model: models: ai: llm: bot: chatbot: gpt: chatgpt: claude: copilot: gemini: assistants: agents: llms: bots: chatbots: copilots: crawlers: robot: robots: automation: summariser: summarizer: screeners: screener: scribe: @assistant @agent @model @models @ai @llm @bot @chatbot @gpt @chatgpt @claude @copilot @gemini @assistants @agents @llms @bots @chatbots @copilots @crawlers @robot @robots @automation @summariser @summarizer @screeners @screener @scribe',
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
  vocative: [
    '@called',
    '@machine|@automatic <3> #:',
    'for|to|dear|hey|hello|hi|attention|attn|note|ps|p.s|message|nb|hint|notice|word|addressed <4> @machine|@program <4> #:|#,',
    '@machine|@called <1> pls|please|kindly',
    '@machine <0> reading|processing|handling|executing|comparing|summarising|summarizing|answering|fetching|drafting|translating|grading|sorting|scanning|parsing',
  ],
  supposed: [
    'if|when|whenever|where <2> you|youre|ur|u <4> @machine|@called',
    'you <0> look <4> @machine',
    'if|when|should <4> read|processed|handled|summarised|summarized|opened|scanned|parsed <2> by <3> @machine|@program',
  ],
  bound: [
    'any|every|all|each|whichever|whatever|whoever <3> @machine <8> must|should|shall|will|has|have|is|are|may|accepts|agrees|needs',
    '@machine <1> that|which|who <8> must|should|shall|will|has|have|is|are|may|accepts|agrees|needs|@acts',
    '@machine <2> must|shall|undertakes|agrees|accepts|is <1> to|asked|required|requested|informed|bound|expected',
    '@machine <1> @acts',
  ],
  acts: ['@acts'],
  acts_first: ['^ <1> @acts', '#:|#, <2> @acts', 'and|then|please|also|to|must|should|shall|will <1> @acts'],
  self: ['this|these|same|following|above|below|current <2> @document|reply|answer|step|call|tool|session'],
  duty: [
    '@machine <5> must|should|shall|needs|need|ought|may|can|will|has|have|is|are|would',
    '@program <3> must|should|shall|needs|ought',
    '@machine <3> @sends|@puts|@grants|@destroys|@weakens|@pays|@drops',
  ],
  must: [
    '~must',
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
    '~secrecy',
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
    '~unasked',
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
    '~lies',
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
    '~lasting',
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
    '~authority',
    '@authority <4> want|wants|require|requires|required|agreed|told|ask|asks|demand|demands|says|cleared|need|needs|insist|laid|expect|expects|asked',
    'from|of|by|for|under <3> @authority',
    'regulation|regulations|law|policy|compliance|terms|convention|notice <3> of|the|requires|demands|that|changed|a',
    'this <1> is <3> @authority|head|vendor|team',
  ],
  overrules: [
    'whatever|whichever|whoever|regardless|irrespective|no <6> user|users|they|person|asked|said|typed|wrote|named|chose|chosen|wished|wants|wanted|given|picked|configured|requested|says|say|target|audience',
    'even <1> if|when|where|though <6> user|users|they|person|asked|said|typed|named|chose|wished|wants|insists|else|other|against|more',
    'instead|place|rather|stead <2> of|than <4> what|user|users|that|one|said|given|typed|declared|they|named|configured',
    'user|users|they|person|people|he|she <4> mean|means|meant|want|wants|like|prefer <3> both|all|anyway|it|so',
    'replaces|replaced|replace|overwrites|overwrite|swap|substitute|outranks <8> user|users|named|person|operator|operators|host|hosts|own',
    'taken|understood|read|treated|seen|counts|counted|regarded <1> as <2> a|the|wish|yes|consent|order|approval|allowed|lost|final',
  ],
  misstates: [
    'shown|reported|closed|booked|noted|marked|labelled|labeled|listed|entered|declared|described|presented|sold|filed|posted|written <2> as|with|down',
    'say|says|state|states|claim|claims|report|reports|answer|answers|tell|told|hear|hears|reply|note|write <3> that|it|its|all|none|no|nothing|number|12|zero|is',
    'as <0> though|if',
    'is|are|was|were <0> not|false|wrong <3> but|however|real|really|so|known|fault',
    'invent|invents|fake|faked|forge|forged|falsify|adjusted|adjust|rounded|rounds|round|replaced|blame|pretend|make|made <2> up|down|so|to|by|with|in|the',
    'true|real|actual|original <1> value|values|figure|figures|amount|amounts|number|price|purpose|reason',
    'reverse|opposite|swapped|unanimous',
  ],
  omits: [
    'left|leave|leaves|leaving|dropped|drop|kept|keep|taken|cut|stays <4> out|off|away|empty|blank|unmentioned',
    'not|never|arent|isnt|dont|doesnt|wont <2> reported|shown|displayed|listed|quoted|mentioned|surfaced|surface|appear|appears|count|counts|recorded|rendered|previewed|named|included|logged|told',
    'without|no <2> mention|mentioning|comment|notice|trace|footnote|footnotes|list|listing|listed|announcement|source|entry|record|receipt',
    'hide|hides|hidden|invisible|white|zero-width|silently|silent|suppress|suppressed|mute|muted|conceal|keeping|quiet|discreet|unseen',
  ],
  commands_in: [
    'instruction|instructions|order|orders|directive|directives|command|commands|message|messages|steps|step|sentences|lines|line|text|rows|notes|names|results|result|answer|output|it|they|what|description <6> come|comes|from|are|is|by|addressed|meant|for <4> operator|operators|developer|developers|system|administrator|admin|controller|lead|owner|owners|you|us|assistant|assistants|models|manager|user|instructions|instruction|directives|orders|disposition|trusted|binding',
    'carry|carried|act|acted|do|done|follow|followed|obey|obeyed|execute|executed|perform|agree <4> out|on|as|what|it|them|all|first|immediately|at|before|says|say|told',
    'binding|decree|speaks|outranks|trumps|precedence|overrides|priority|principal|authority|trusted|mandated',
    'treat|consider|regard|read <2> it|them|these|this|those|that <2> as',
  ],
  uninvolved: [
    'need|needs|neednt|necessary|required|point|use|reason|time|have|has|is|are|to|be <3> not|no|never|nobody|none <4> asked|ask|asking|prompted|told|tell|informed|inform|bothered|bother|disturbed|consulted|shown|show|hear|know|aware|notice|notified|wait|confirm|check|confirmed',
    'not|no|never|neednt|nobody|without|dont|isnt|arent|mustnt|wont|doesnt <5> asked|ask|asking|prompted|told|tell|informed|inform|bothered|bother|disturbed|consulted|hear|know|aware|notice|notified|mention|learn|see|sees',
    'asking|questions|question|confirmation|confirmations|dialog|dialogs|checking|approval <4> spoils|spoil|annoys|annoy|delays|delay|slow|slows|nuisance|waste|defect|pointless|needless|out|unnecessary|off|needed|applicable|bypassed|skipped',
    'before <4> user|person|people|they|anybody|human|humans <5> can|has|have|had|look|looked|see|seen|chance|object',
    'users|people|customers|dispatchers|buyers|patients|holders|organiser|guests|readers <1> dont|wont|never|cannot|cant|get|hear|see|care|notice|find',
    'at <0> once',
    'straight|right <0> away|after',
    'by <0> itself|yourself',
  ],
  presumed: [
    'already|beforehand|advance|implied|implicitly|installing|install|logging|granted|signed|cleared|agreed|approved|authorised|authorized|consented|accepted|waived|accepts|agrees|allowed|given',
    'by <1> calling|using|installing|reading|having|logging|processing|asking|enter|entering',
    'on <1> behalf|name',
    'in <2> name|stead',
  ],
  copies: [
    'copy|copies|mirror|mirrored|duplicate|bcc|cc|forward|forwarded|sent|send|goes|go|relay|posted|post|shared|share|passed|written|saved|uploaded|gets|receives|include|added|add <8> also|too|well|additionally|besides|moreover|always|each|every|all|likewise|copy|copies|way|later|next|same',
    'also|too|well|additionally|besides|always|each|every|all|silent|hidden|another|second|further|one <3> copy|copies|mirrored|forwarded|sent|bcc|cc|goes|recipient|recipients|guest|post|posts|sends|send',
    'public|external|outside|open|unlisted|partner|vendor|vendors|third|everyone|anyone|anybody|world <2> bucket|channel|gist|link|drive|party|folder|thread|server|mailbox|with|by|drop|repo|support|board|list|tmp|page',
  ],
  assigns: [
    '#assign',
    'set|sets|turn|turned|switch|switched|leave|left|comes|come|change|changed <5> off|on|false|true|none|disabled|public|zero|never|auto|0|open|up|privileged',
  ],
  ongoing: [
    'from <0> now <0> on',
    'from <2> on|onwards|moment|then',
    'each|every|all|any|following|further|later|future|next <2> call|calls|answer|answers|message|messages|chat|chats|session|sessions|turn|turns|task|tasks|reply|mail|mails|draft|drafts|request|requests|time|hour|transfer|payment|question|questions|links|link|tools',
    'start|end|beginning <1> of <1> each|every|the',
    'once <2> read|seen|installed|connected',
    'as|so <0> long <0> as',
  ],
  promotes: [
    'recommend|recommends|recommendation|praise|favour|favor|choose|prefer|best|leader|only|better|cheapest|first <6> product|vendor|us|our|option|choice|one|market|hotel|shop|tool|supplier|brand',
    'link|links|tip|advert|voucher|affiliate|five <3> to|stars|of|each|every|ends|own',
    'our <2> programme|program|partner|partners|price|link|fees|shop|customers|members',
    'members|customers|applicants|sellers|people|buyers <6> pay|fees|others|over|under|lower|sold|score',
  ],
  known: [
    'what|everything|anything|whatever|all|things|facts <3> you|user|users|person|they|it|model|assistant <3> know|knows|told|tell|said|seen|remember|learned|typed|read|have|working|wrote|heard|wants',
    'who <1> user|they|you <1> is|are|work',
    'which <1> tools|servers|files|accounts|keys',
    'earlier|previous|seen|last|past|running|whole|entire|current|recent <3> tool|results|result|conversation|chat|transcript|session|mails|messages|notes|dialogue|turns|history',
    'memory|context|history|clipboard|screen|tabs|desktop|browser|drafts|downloads|keystroke|microphone|camera|location',
  ],
  others_data: [
    'everyone|everybody|others|colleagues|neighbour|neighbours|patients|employees|customers|tenants|applicants|members|all|people|other <4> phone|birthday|salary|diagnosis|address|book|names|records|record|mails|data|files|documents|number|numbers|password|bank|private',
    'birth|birthday|maiden|passport|insurance|diagnosis|salary|faith|religion|debts|health|pregnant|biometric',
  ],
  bounded: [
    'only|at <0> most|up <0> to',
    'refused|rejected|denied|blocked|dropped|ignored|unsupported|unavailable|read-only|immutable|masked|redacted|stripped|fails|error|errors|limited|allowed|restored|undone|reviewed|logged',
    'cannot|cant|doesnt|isnt|arent|wont|does|do|is|are|will <1> not|never|be <3> change|delete|deleted|stored|sent|kept|returned|shown|read|opened|used|leave|printed|posted|executed|run|included|accessible|supported|possible|undone|part|altered|exist|found',
    'nothing <2> is|else|outside|happens|in|from|deleted|posted|changed|stored|sent',
    'returns|shows|lists|reads|supports|covers|contains|gives',
  ],
  by_user: [
    'named|given|chosen|selected|picked|configured|approved|set|confirmed|entered|typed|asked|requested|registered|connected|linked <3> by|for <2> user|users|administrator|admin|owner|caller|customer|them|org|person',
    'user|users|administrator|owner|person|they|customer|human|manager <2> names|gives|chose|selected|picked|picks|configured|wants|confirms|confirmed|asks|asked|decides|requested|approves|accepts|must|can|may|has|sees|signs|says|see|choose',
    'only|when|if|unless|until|after|before|once <5> user|users|owner|administrator|person|they|human|clinician <5> asks|asked|wants|confirmed|confirms|agreed|agrees|approved|requested|said|yes|explicitly',
    'ask|tell|show|warn|inform|let|remind|offer <3> user|users|them|customer|person|owner|human',
    'users|customers|orgs <0> own',
    'wait|waits|ask <3> yes|confirmation|approval|answer|user|clear|first|before',
  ],
  threat: [
    'otherwise|unless|else|danger|fail|fails|rejected|blocked|lost|terminated|suspended|penalty|attack',
    'shut|locked <0> down|out',
  ],
  urgent: [
    '~urgent',
    'urgent|urgently|immediately|now|today|immediate|asap|important|critical|warning|attention|notice|priority|tonight|until',
    'right|straight|at <0> away|once',
  ],
  each: ['~each', 'every|each|always|any|all|whenever|everything|whatever|never|everyone'],
  also: ['also|additionally|too|besides|furthermore|moreover|likewise|afterwards|addition|well|extra|while'],
  when: ['~when', 'if|when|whenever|once|before|after|where|upon|while|until|since|because'],
  you: ['you|your|yourself|yours'],
  people: ['@people'],
  other: ['~other', '@other'],
  denies: ['@not'],
  polite: ['please|kindly|help|great|asked|thanks|helpful|would'],
  about: [
    '~about',
    'attack|attacks|attacker|attackers|injection|injections|injected|jailbreak|jailbreaks|phishing|malicious|detect|detects|detector|detection|flags|phrases|phrase|hijack|tutorial|research|paper|guardrails|caught|blocked|classify|classifies|example|examples',
    'for <0> example',
    'contained|contains|with|wrote|says|said|write <3> sentence|line|phrase|words|text',
    'expected <3> refuses|declines|asks|offers|tells|ignores',
    'test <0> data|case|cases|set',
    'policy|blog|security|privacy|docs|documentation|changelog|release <1> #:|notice|notes',
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
    '~consents',
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
  opens: ['^opens'],
  held: ['^held'],
} as const

/** A weak sign. */
export type Frame = keyof typeof FRAMES

/** What means nothing by itself and something beside a sign. */
export const CONTEXT: readonly Frame[] = [
  'bounded',
  'by_user',
  'known',
  'presumed',
  'opens',
  'held',
  'acts',
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
  vocative: 'a model called by name',
  supposed: 'supposes that a model reads it',
  bound: 'binds a model',
  acts: 'something to be done',
  acts_first: 'something to be done',
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
  overrules: 'against what was asked',
  misstates: 'something told that is not so',
  omits: 'something left out',
  commands_in: 'orders in what is read',
  uninvolved: 'people who are not asked',
  copies: 'a copy for others',
  assigns: 'a setting changed',
  ongoing: 'something that goes on',
  promotes: 'somebody preferred',
  others_data: 'data of others',
  urgent: 'haste',
}

/** A sign in words. */
export function saidOf(frame: Frame): string {
  return SAID[frame] ?? frame
}
