// Orders in data: each is told by what it asks for, and a second sign besides, which honest requests lack.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { List, Sighting } from '../../text/keywords.ts'
import { type Led, ledIn, ledListOf } from '../led.ts'

/** Where an order begins: with a sentence, a quote or a label, or behind a word that leads to one. */
const START = String.raw`(?:^|[\n.!?:;"'\u201c\u201e\u00ab\u2018(>*-]\s{0,3}|\b(?:please|kindly|then|and|also|now|immediately|first|must|to|bitte|veuillez|por favor|per favore|proszę|lütfen)\s{1,2})`
const MAIL = String.raw`['"<(\u201c\u2018]{0,2}[\w.+-]{1,64}@[\w-]{1,63}\.\w`
const HOST = String.raw`(?:https?:\/\/\S|www\.\w|[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|net|org|io|ru|cn|xyz|site|dev|app|info|biz|example|test)\b)`
const ACCOUNT = String.raw`['"(]?(?:[a-z]{2}\d{2}[ ]?(?:[\da-z]{4}[ ]?){2,7}|\d[\d -]{6,24}\d)`
/** An amount of money. */
const AMOUNT = String.raw`(?:[$€£¥]\s?\d|\d[\d.,]{0,14}\s?(?:[$€£¥]|usd|eur|euros?|gbp|dollars?|pounds?|btc|bitcoins?|eth|usdt|chf|zł|try|tl|real|reais|rub)\b)`

function order(kind: string, severity: Hit['severity'], words: string, pattern: string): Led {
  return {
    kind: `instruction.${kind}`,
    severity,
    words: words.split('&'),
    pattern: new RegExp(pattern, 'giu'),
  }
}

function overLines(led: Led): Led {
  return { ...led, isOverLines: true }
}

/** What is read or written somewhere, and sent whole to somebody. */
const PASSED =
  '(?:send|e-?mail|mail|forward|post|upload|copy|sende|schicke?|maile|leite|env[ií]a|reenv[ií]a|env(?:oie|oyez)|transf[eè]re|envie|encaminhe|invia|inoltra|stuur|wy[sś]lij|prze[sś]lij|gönder|kirim|teruskan)'
const WHOLE =
  '(?:body|contents?|full text|complete text|inhalt|contenido|cuerpo|contenu|corps|conte[uú]do|corpo|contenuto|inhoud|tre[sś][cć]|zawarto[sś][cć]|içeriğini|isi)'
const HELD = String.raw`(?:e-?mails?|messages?|mails?|files?|documents?|inbox|mailbox|chats?|conversations?|threads?|notes?|nachrichten?|dateien|datei|posteingangs?|correos?|mensajes?|archivos?|fichiers?|courriels?|mensagens?|arquivos?|messaggi|messaggio|file|berichten|bestanden|wiadomo[sś]ci|plik(?:u|ów)|['"\u2018\u201c\u0060]?[~/][\w./-]{3})`

const SENT: readonly Led[] = [
  order(
    'exfiltrate',
    'high',
    'body of the&full text of&content of&contents of&inhalt d&inhalt a&contenido de&cuerpo de&contenu d&corps d&do d&contenuto d&inhoud van&zawarto&isi ',
    String.raw`${START}${PASSED}\s(?:[\p{L}]{1,12}\s){0,4}?${WHOLE}\s[^\n]{0,60}?${HELD}[^\n]{0,80}?\s(?:to|an|a|à|para|naar|do|ke)\s${MAIL}`,
  ),
  // Found or read before, it is sent on as it is.
  order(
    'exfiltrate',
    'high',
    'content to&contents to&results to',
    String.raw`\b(?:find|read|open|list|collect|gather|search|get|locate)\b[^\n]{0,160}\b(?:and|then)\s(?:e-?mail|send|forward|post|upload)\s(?:their|its|all|the|these)\s(?:full\s|entire\s)?(?:contents?|results?)\sto\s(?:${MAIL}|${HOST})`,
  ),
  order(
    'exfiltrate',
    'high',
    'conversation&our chat&unterhaltung&unseres gespr&nuestra conversaci&nossa conversa&nostra conversazione&ons gesprek',
    String.raw`${START}(?:make|issue|do|perform|send|post|upload|forward|submit|transmit|call|invoke|sende|schicke?|lade|env[ií]a|envoie|envie|invia|stuur|mache)\b[^\n]{0,120}(?:${HOST}|${MAIL})[^\n]{0,60}\b(?:contents?|text|history|transcript|copy|summary|inhalt|contenu|contenido|conte[uú]do|contenuto|inhoud)\b[^\n]{0,16}\b(?:our|this|the|unserer|unseres|notre|nuestra|nossa|nostra|ons)\s(?:conversation|chat|unterhaltung|gespr|conversaci|conversa|gesprek)`,
  ),
  order(
    'exfiltrate',
    'high',
    'api keys&secrets&passwords&credentials&access tokens&private keys',
    String.raw`\b(?:send|upload|post|forward|transfer|transmit)\s(?:all|every|any)\s(?:of\s)?(?:the\s|our\s|their\s)?(?:api keys?|secrets|passwords|credentials|access tokens|private keys)\b[^\n.]{0,80}?\bto\s(?:(?:the|a|an|my|this|our)\s(?:personal|external|remote|private|outside|public|third-party|following)\s(?:server|endpoint|url|host|address|webhook|account|bucket)|${HOST}|${MAIL})`,
  ),
  // What was sent is to be gone afterwards.
  order(
    'conceal',
    'high',
    'delete the sent&delete the e&delete the m&delete the original&delete this e&delete this m',
    String.raw`${START}(?:send|e-?mail|mail|forward|post)\b[^\n]{0,200}?${MAIL}[^\n]{0,60}\b(?:and|then|afterwards?|after that)\b[^\n]{0,16}\bdelete\s(?:the|this)\s(?:sent\s|original\s)?(?:e-?mail|message|mail)\b`,
  ),
  // Everything of a mailbox, in words that fill in the fields of a tool.
  order(
    'exfiltrate',
    'medium',
    'use the subject&as subject&as the subject&with all the m',
    String.raw`${START}(?:send|e-?mail|mail|forward)\s(?:all|every)\s(?:of\s)?(?:the\s|my\s|our\s)?(?:received\s|sent\s)?(?:messages?|e-?mails?|mails?|files?|chats?|conversations?|contacts?|documents?)\b[^\n]{0,80}?${MAIL}[^\n]{0,60}\b(?:subject|body)\b`,
  ),
  order(
    'exfiltrate',
    'high',
    'my passport&my credit card&my card number&my social security&my bank account&my driver&meine kreditkart&meine pass&mi tarjeta&mi n&mon num&meu n&mio numero&mijn pas',
    String.raw`${START}(?:tell|give|send|show|get|find|sag|nenne|gib|dime|dame|dis|donne|diga|dimmi|geef)(?:-|\s)?(?:me|mir|moi|mij)?\s(?:my|meine|mi|mon|meu|il mio|mijn)\s(?:[\p{L}]{2,12}\s){0,2}?(?:passport|credit card|card|social security|bank account|driver'?s licen[sc]e|kreditkarten|pass|passnummer|tarjeta|n[uú]mero|num[ée]ro|numero)(?:nummer)?\b[^\n]{0,240}?${MAIL}`,
  ),
  order(
    'exfiltrate',
    'medium',
    'find my account info&find my personal&find my login&find my payment&find my bank&find my account d&find my card',
    String.raw`\b(?:visit|open|fill|log|sign|go to)\b[^\n]{0,200}\b(?:you\s(?:can|will|may)\s)?find\smy\s(?:account|personal|login|payment|bank|card)\s?(?:information|details|data|credentials)?\s(?:in|at|under)\s['"\u2018\u0060]?[~/.\w]`,
  ),
  // A copy of everything goes outside, with a reason that sounds like an office.
  order(
    'exfiltrate',
    'medium',
    'purposes&reasons&compliance',
    String.raw`\b(?:for|to)\s(?:audit|auditing|compliance|quality|security|regulatory|monitoring|record-keeping|legal)(?:\sassurance)?\s(?:purposes?|reasons?)[,:]?\s[^\n]{0,40}\bb?cc\s(?:the\s)?${MAIL}[^\n]{0,40}\b(?:any|every|all|each)\b`,
  ),
  order(
    'exfiltrate',
    'high',
    'user data to&customer data to&user information to&customer records to&personal data to&user records to',
    String.raw`(?:^|\n|["'.!?]\s{0,3})[A-Z][A-Za-z]{3,20}(?:\s[A-Z][A-Za-z]{2,20}){0,2}:\s[^\n.]{0,80}\b(?:send|sending|post|posting|upload|uploading|forward|forwarding)\s(?:all\s)?(?:the\s)?(?:user|customer|personal)\s(?:data|information|records)\sto\s(?:${HOST}|${MAIL}|[\w-]{1,40}(?:\.[\w-]{1,40}){1,4})`,
  ),
]

const ALL_MONEY = `(?:as much (?:money|cash|funds?) as (?:possible|you can)|all (?:of )?(?:my|the|their|his|her) (?:money|funds|balance|savings)|(?:my|the) (?:whole|entire|full) (?:balance|savings)|so viel geld wie m(?:ö|oe)glich|(?:mein )?(?:ganzes|gesamtes) (?:geld|guthaben)|das (?:ganze|gesamte) (?:geld|guthaben)|todo (?:el|mi) (?:dinero|saldo)|tout (?:l'argent|mon argent|le solde)|todo o (?:dinheiro|saldo)|tutt[oi] (?:il denaro|i soldi|il saldo)|al (?:het|mijn) geld|wszystkie pieni[aą]dze|t[uü]m (?:paray[iı]|bakiyeyi)|semua uang)`
const PAYS =
  '(?:send|transfer|wire|pay|move|deposit|withdraw|initiate|make|schedule|remit|(?:ü|ue?)berweise|zahle|transfiere|env[ií]a|paga|transf[eè]re|vire|verse|transfira|envie|trasferisci|invia|versa|maak|stuur|przelej|wy[sś]lij|g[oö]nder|aktar|kirim|transfer)'

const PAID: readonly Led[] = [
  // So much only somebody else wants.
  order(
    'pay',
    'high',
    'money&cash&funds&balance&savings&geld&guthaben&el dinero&mi dinero&saldo&argent&le solde&o dinheiro&denaro&i soldi&pieni&paray&semua uang',
    String.raw`${START}${PAYS}\s(?:[\p{L}]{1,8}\s){0,2}?${ALL_MONEY}[^\n]{0,60}\s(?:to|into|an|auf|al?|alla|à|vers|para|su|sul|op|naar|na|ke)\s[^\n]{0,40}?(?:${ACCOUNT}|0x[\da-f]{6}|bc1\w{6}|${MAIL})`,
  ),
  // From one's own account, by its number, so much, to whoever: what only somebody with access can do.
  order(
    'pay',
    'medium',
    'my account (&my account number&my account no&my account #&my bank account&my wallet&my savings account&my checking account&meinem konto&mi cuenta&mon compte&minha conta&mio conto&mijn rekening',
    String.raw`${START}${PAYS}\b[^\n.]{0,60}?${AMOUNT}[^\n]{0,40}\b(?:from|to|into|von|aus|auf|de|desde|a|en|depuis|da|dal|sul|van|naar)\s(?:my|meinem|mein|mi|mon|minha|il mio|mio|mijn)\s(?:[\p{L}]{2,10}\s)?(?:account|wallet|konto|cuenta|compte|conta|conto|rekening)\s?(?:\((?:[\p{L}]{2,12}[_ :]{0,2}){0,3}['"]?[\w-]{4}|(?:number|no\.?|#|nr\.?|nummer|n[uú]mero|num[ée]ro)?\s?[:#]?\s?\d{3,})`,
  ),
  order(
    'pay',
    'medium',
    'from my wallet&from my account&from my card&from my savings&from my checking&von meinem konto&desde mi cuenta&de mon compte&da minha conta&dal mio conto&van mijn rekening',
    String.raw`${START}${PAYS}\b[^\n.]{0,40}?(?:\d[.]\d{1,8}|\d)[^\n.]{0,40}?\b(?:from|von|desde|de|da|dal|van)\s(?:my|meinem|mi|mon|minha|mio|mijn)\s(?:[\p{L}]{2,10}\s)?(?:account|wallet|card|konto|cuenta|compte|conta|conto|rekening)\s(?:to|an|auf|al?|à|para|naar)\s(?:[\p{L}]{2,12}\s){0,3}?(?:${ACCOUNT}|0x[\da-f]{6}|bc1\w{6})`,
  ),
  order(
    'pay',
    'high',
    'recipient of&payee of&beneficiary of&iban of&recurring payment&standing order&scheduled payment',
    String.raw`${START}(?:modify|change|update|set|replace|redirect|switch)\s(?:the\s)?(?:recipient|payee|beneficiary|iban|account|destination)\s(?:of|for|on)\s(?:a|the|my|any|all|every|each)\s(?:(?:recurring|scheduled|standing|next|pending|monthly|upcoming)\s){1,2}(?:payments?|orders?|transfers?|transactions?)\b[^\n]{0,60}${ACCOUNT}`,
  ),
  // A payment that carries what is known of somebody.
  order(
    'exfiltrate',
    'high',
    'a transaction to&a payment to&a transfer to&a small payment to&a bank transfer to',
    String.raw`${START}(?:send|make|create|schedule|initiate)\s(?:a|one|another)\s(?:small\s|bank\s)?(?:transaction|payment|transfer)\sto\s(?:the account\s)?${ACCOUNT}[^\n]{0,24}?\b(?:that|which|whose)\s(?:\w{1,12}\s){0,2}(?:includes?|contains?|lists?|states?|says)\b`,
  ),
  order(
    'pay',
    'medium',
    'send money to&send funds to&transfer money to&wire money to',
    String.raw`${START}(?:send|transfer|wire)\s(?:money|funds)\sto\s(?:the account\s|account\s|iban\s)?${ACCOUNT}[^\n]{0,80}\b(?:amount|sum)\b[^\n]{0,8}\d`,
  ),
]

/** Acts that cannot be taken back, or open something. */
const ACTS =
  '(?:move|change|delete|remove|erase|wipe|disable|deactivate|turn off|switch off|leave|initiate|transfer|pay|deposit|withdraw|redirect|reroute|grant|give|revoke|update|modify|guide|steer|unlock|open|lock|cancel|send|forward|share|buy|sell|order|book|set|add|export|reset|search|schedule|publish|post|unsubscribe|l(?:ö|oe)sche|deaktiviere|(?:ü|ue?)berweise|(?:ä|ae?)ndere|gew(?:ä|ae?)hre|leite|elimina|borra|desactiva|transfiere|cambia|concede|supprime|d[ée]sactive|transf[eè]re|change|accorde|exclua|apague|desative|transfira|altere|conceda|cancella|disattiva|trasferisci|modifica|concedi|verwijder|schakel|usu[nń]|wy[lł][aą]cz|przelej|zmie[nń])'
const MINE = String.raw`(?:\b(?:my|i'm|mein(?:e[mnrs]?)?|mi|mis|mon|ma|mes|meu|minha|meus|mio|mia|miei|mijn|m[oó]j|moje|moich|moj[aą])\s|\(id\b|\s'[\w -]{3,40}')`
/** Members of records that nobody writes to anybody. */
const RECORD = String.raw`(?:event_?(?:id|name|details|title)|start_?time|end_?time|appointments?|rating|stars|review(?:s|_\w{1,12})?|product(?:s|_\w{1,12})?|note_?(?:id|title)|file_?(?:name|path|content)|page_?(?:title|content)|web_?page|repository_details|weather|forecast|tweets?)`
/** Members of what somebody writes to somebody. */
const SENDER = String.raw`['"](?:from|sender|to|customer\w{0,8}|ticket\w{0,8}|message\w{0,8}|requester|reporter|author|assignee)['"]\s?:`
const TEXT_MEMBER = String.raw`['"](?:content|description|notes?|body|text|summary|details|comment|reviews?|caption|bio|title)['"]\s?:\s?\[?['"]`

const RECORDED: readonly Led[] = [
  // What somebody notes for others is about what is theirs; who speaks of their own wants it done by whoever has access.
  order(
    'order',
    'medium',
    'event_id&event_name&event_title&event_details&eventid&eventname&start_time&starttime&end_time&endtime&appointment\'&appointment"&appointments\'&appointments"&rating\'&rating"&stars\'&stars"&review\'&review"&review_&reviews\'&reviews"&product_&product\'&product"&note_id&note_title&file_path\'&file_path"&file_name\'&file_name"&filename\'&filename"&file_content&page_title&page_content&web_page&repository_details&weather\'&weather"&tweet\'&tweet"&tweets\'&tweets"',
    String.raw`(?<!${SENDER}[^\n]{0,200})['"]${RECORD}['"]\s?:(?:(?!${SENDER})[^\n]){0,240}?${TEXT_MEMBER}(?:(?:please|kindly|immediately|todo:|bitte|por favor|per favore|proszę|s'il te plaît,?)\s)?${ACTS}\s(?:(?!\b(?:your|ihre?n?|deine?n?|su|sus|tu|tus|votre|vos|seu|sua|vostro|jouw|uw)\s)[^\n"]){0,120}?${MINE}`,
  ),
]

const PATH = String.raw`['"\u2018\u0060]?(?:~|\/|[a-z]:\\)[\w.\\/~-]{2,80}`
const DESTROY =
  '(?:delete|wipe|erase|destroy|remove|l(?:ö|oe)sche|elimina|borra|supprime[zr]?|exclua|apague|cancella|verwijder|usu[nń]|sil|hapus)'
const URGENT =
  '(?:immediately|right now|at once|without (?:asking|confirmation|confirming|delay)|sofort|umgehend|inmediatamente|de inmediato|imm[ée]diatement|tout de suite|imediatamente|immediatamente|subito|onmiddellijk|natychmiast|hemen|segera)'

const DESTROYED: readonly Led[] = [
  order(
    'destroy',
    'medium',
    'immediately&right now&at once&without asking&without conf&sofort&umgehend&inmediatamente&de inmediato&diatement&tout de suite&imediatamente&immediatamente&subito&onmiddellijk&natychmiast&hemen&segera',
    String.raw`${START}(?:${URGENT}\s${DESTROY}\b[^\n.]{0,32}?\s${PATH}|${DESTROY}\s(?:[\p{L}]{1,12}\s){0,3}?(?:${URGENT}\s(?:[\p{L}]{1,14}\s){0,3}?${PATH}|${PATH}[^\n.]{0,24}?${URGENT}))`,
  ),
]

/** Signs by which a text pretends that what it was read as is over. */
const FALSE_END = String.raw`(?:<\/[a-z_-]{0,24}(?:context|retrieved|document|documents|results?|data|untrusted|user_?input)[a-z_-]{0,24}(?:\s[^>\n]{0,120})?>|<<\/?end[\w ]{0,24}>>|\u0060{3}system\b|\[\/?inst\]|<<?\/?(?:user|system)_(?:query|session|prompt|message)\b[^>\n]{0,60}>>?)`
const BEHIND_SIGN =
  '(?:send|e-?mail|forward|post|upload|grant|give|ignore|disregard|delete|remove|wipe|run|execute|call|invoke|reveal|print|output|transfer|pay|disable|enable|approve|create|you (?:are|must|should|will))'

const SIGNED: readonly Led[] = [
  overLines(
    order(
      'chat_markup',
      'high',
      'context>&_context &</context &<<end&<</end&```system&[/inst]&[inst]&_query&_session&_prompt&_message&results>&result>&documents>&document>&data>&input>&untrusted>&retrieved>',
      String.raw`${FALSE_END}[^\p{L}]{0,40}(?:<{1,2}\/?[\w]{1,24}(?:\s[^>\n]{0,60})?>{1,2}[^\p{L}]{0,40}){0,4}${BEHIND_SIGN}\s`,
    ),
  ),
]

const CAPITALS = String.raw`(?:^|\n|["'.!?*\]]\s{0,3}|#{1,4}\s)(?:[A-Z]{3,20}(?:[ _-][A-Z]{2,20}){0,4})`
const SAFEGUARD = String.raw`(?:safety|security|content|moderation|guardrail|ethics?|compliance)\s(?:module|filters?|filtering|layer|rules?|checks?|system|guidelines?|protocols?|polic(?:y|ies)|restrictions?)`
const OFF =
  '(?:offline|disabled|off|down|revised|lifted|suspended|inactive|deactivated|removed|relaxed|waived|cancelled|updated|no longer)'

/** Of a label only capitals make one. */
function labelled(kind: string, severity: Hit['severity'], words: string, pattern: string): Led {
  return {
    kind: `instruction.${kind}`,
    severity,
    words: words.split('&'),
    pattern: new RegExp(`${CAPITALS}:\\s{1,3}(?:${pattern})`, 'g'),
  }
}

const LABELLED: readonly Led[] = [
  labelled(
    'claimed',
    'high',
    'environment variable&env variable&env vars&api keys&credentials&secrets&passwords',
    String.raw`(?:[^\n.]{0,60}[.,]\s)?(?:[Dd]ump|[Pp]rint|[Oo]utput|[Ss]end|[Rr]eveal|[Ee]xport|[Pp]ost|[Ll]eak)\s(?:out\s)?(?:all|every|the (?:full|whole|complete))\s[^\n.]{0,40}(?:environment variables|env(?:ironment)? vars?|API keys|api keys|credentials|secrets|passwords)`,
  ),
  labelled(
    'claimed',
    'high',
    ' pii &personal data&personal information&user data&credentials&secrets&passwords&contacts',
    String.raw`(?:[^\n.]{0,80}\.\s)?(?:[Gg]ather|[Cc]ollect|[Ee]xtract|[Hh]arvest|[Ee]xfiltrate)\s(?:all|any|every)\s[^\n.]{0,40}(?:PII|personal (?:data|information)|user data|credentials|secrets|passwords|contacts)\b`,
  ),
  labelled(
    'claimed',
    'high',
    'conversation&chat history&chat log&transcript&entire chat&full chat&whole chat&complete chat',
    String.raw`(?:[^\n.]{0,60}[.,]\s)?(?:[Cc]all|[Ii]nvoke|[Rr]un|[Uu]se|[Ss]end|[Pp]ost|[Uu]pload|[Ff]orward)\s[^\n.]{0,60}\b(?:full|entire|whole|complete)\s(?:conversation|chat|transcript)`,
  ),
  labelled(
    'claimed',
    'high',
    'backdoor&delete_log&delete the log&delete all log&delete audit&clear_log&clear the log&audit log&exfiltrate',
    String.raw`(?:[^\n.]{0,80}[.,]\s)?(?:[Cc]all|[Ii]nvoke|[Rr]un|[Uu]se|[Dd]elete|[Cc]lear|[Ww]ipe|[Ii]nstall|[Ss]ave|[Ww]rite|[Tt]he user's \w{1,12} intent is)\s[^\n.]{0,60}?(?:backdoor|delete_logs?|clear_logs?|logs\b|exfiltrate)[^\n]{0,8}`,
  ),
  labelled(
    'role',
    'high',
    'you are now a',
    String.raw`[Yy]ou are now an?\s[^\n.]{0,60}\b(?:agent|assistant|bot|model|AI|system|tool)\b`,
  ),
  labelled(
    'unrestricted',
    'high',
    'safety module&safety filter&safety layer&safety rule&safety check&safety system&safety guide&safety proto&safety pol&safety restr&security module&security filter&security layer&security rule&security check&content filter&content mod&content rule&content pol&content restr&content guide&content check&moderation &guardrail&ethics &compliance rule&compliance check&compliance filter',
    String.raw`(?:(?:[Yy]our|[Aa]ll|[Tt]he)\s)?(?:${SAFEGUARD.replace('safety|', '[Ss]afety|').replace('content|', '[Cc]ontent|').replace('security|', '[Ss]ecurity|')})\s(?:(?:is|are|has|have|been|now)\s){0,3}${OFF}\b[^\n]{0,20}\.\s[^\n]{0,24}?(?:[Pp]rocess|[Aa]nswer|[Rr]espond|[Cc]omply|[Ee]xecute|[Aa]llow|[Pp]roceed|now (?:permitted|allowed|authori[sz]ed))`,
  ),
  order(
    'unrestricted',
    'high',
    'your safety&your content&your security &your ethic&your guardrail&your moderation',
    String.raw`\byour\s${SAFEGUARD}\s(?:have|has|are|is|were)\s(?:now\s|been\s|now been\s)?${OFF}\b`,
  ),
  order(
    'unrestricted',
    'medium',
    'without content filter&without filtering&without safety&without moderation&without any content filter&without any safety',
    String.raw`${START}(?:process|answer|respond to|execute|handle|fulfil?l?)\s(?:all|any|every)\s(?:\w{1,12}\s){1,3}without\s(?:any\s)?(?:content\s)?(?:filter(?:s|ing)|safety (?:checks?|filters?)|moderation)`,
  ),
  order(
    'addressed',
    'high',
    '(ai&(for ai&(llm&(assistant&(agent&(copilot&(claude&(chatgpt&(model&(for the a',
    String.raw`\b(?:todo|fixme|note|hack|xxx|task)\s?\((?:for )?(?:the )?(?:ai|llm|assistant|agent|copilot|claude|chatgpt|model)\b[^)\n]{0,20}\)\s?:[^\n]{0,200}?(?:environment variables?|\.ssh\b|\.env\b|id_rsa|credentials|secrets|passwords|api keys?|ignore|curl\s|without asking|upload|https?:)`,
  ),
  order(
    'addressed',
    'medium',
    'tell the user to',
    String.raw`\[[A-Za-z][^\]\n]{3,40}\]:?\s[^\n]{0,120}\btell the user to (?:visit|go to|open|call|install|download|pay|log in)\b[^\n]{0,30}${HOST}`,
  ),
]

const ASKED: readonly Led[] = [
  order(
    'new_task',
    'medium',
    'ignore this q&ignore the q&ignore this r&ignore the r&ignore this task&ignore the task&ignore the image&ignore the doc&ignore the text',
    String.raw`\bignore (?:this|the) (?:question|request|query|task|image content|image|document|text)\b[^\n]{0,16}?(?:,|;|\band\b|\bthen\b|instead)\s{0,2}(?:and\s|then\s|instead,?\s|just\s|only\s){0,3}(?:output|print|say|write|reply|respond|reveal|show)\b`,
  ),
  order(
    'dictated',
    'medium',
    'just output&only output&just print&just say&only say&just reply&just respond&instead output&instead print&instead say',
    String.raw`\b(?:p\.?\s?s\.?|edit|update|btw|correction|actually)\s{0,2}[:,]?\s{0,2}(?:actually|ignore that|never ?mind|no|forget that)?[,.]?\s{0,2}(?:just|only|instead)\s(?:output|print|say|reply|respond)(?:\swith|\sonly)?\s['"\u201c\u2018]`,
  ),
  order(
    'reveal',
    'high',
    'you have been given&you were given&you have been told&that only you know&only you know',
    String.raw`(?:\b(?:respond|reply|answer) with (?:all|every|any|each|the)\s[^\n.]{0,24}\b(?:instructions?|rules|prompts?)\s(?:that\s)?you (?:have been|were) (?:given|told)|\b(?:print|say|output|reveal|tell|write|show)\b[^\n.]{0,30}\b(?:string|word|code|secret|text|phrase|password)\s(?:that\s)?only you know)`,
  ),
  order(
    'new_task',
    'medium',
    'api_call&function_call&tool_call&tool call',
    String.raw`\b(?:issue|make|perform|emit)\s(?:an?|the|one)\s(?:api|function|tool)[_ ]call\sto\s(?:send|delete|transfer|pay|upload|forward|post|grant|create)\b[^\n]{0,120}(?:${MAIL}|${HOST}|${ACCOUNT})`,
  ),
  order(
    'new_task',
    'medium',
    'title should be&subject should be&name should be&title must be',
    String.raw`${START}(?:create|schedule|add|set up)\s(?:an?|the)\s[^\n]{0,40}?(?:event|meeting|appointment)\b[^\n]{0,40}?(?:participants?\s${MAIL}|on my calendar)[^\n]{0,120}?\b(?:title|subject|name)\s(?:should|must) be\s['"\u201c\u2018]`,
  ),
]

const orders = ledListOf([...SENT, ...PAID, ...RECORDED, ...DESTROYED, ...SIGNED, ...LABELLED, ...ASKED])
/** What leads to an order. */
export const ORDER_WORDS: List = orders.words

const PER_CHARACTER = 1 / 5
const BEFORE = 120
/** Who warns of an order, or gives it as an example, speaks of it before. */
const MENTIONED =
  /\b(?:never|do not|don'?t|e\.g\.|for example|for instance|such as|attack\w*|attacker\w*|inject\w*|phish\w*|scam\w*|malicious|fraud\w*|if (?:a|an|the|somebody|someone)|examples?\b|says\b|contains?\b|beispiel\w*|niemals|nunca|jamais|exemple|ejemplo|exemplo|esempio)\b[^.\n]*$/i

/** The orders in a text that carry a second sign. */
export function ordersIn(text: string, sightings: readonly Sighting[], budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER) || sightings.length === 0) return []
  return ledIn(text, sightings, orders, budget).filter(
    ({ start }) => !MENTIONED.test(text.slice(Math.max(0, start - BEFORE), start + 1)),
  )
}
