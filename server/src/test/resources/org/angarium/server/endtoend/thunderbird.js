// What a person does in Thunderbird, as functions. Thunderbird runs them inside itself with all its rights, one call at a time
// (org.angarium.server.endtoend.Thunderbird); a promise that they return is waited for.

const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");

/** The promise of an operation that reports its end to a listener of one of Thunderbird's interfaces. */
function ended(what, interfaces, begin) {
  return new Promise((resolve, reject) => {
    const end = status =>
      status ? reject(new Error(`${what} failed: 0x${(status >>> 0).toString(16)}`)) : resolve();
    begin({
      QueryInterface: ChromeUtils.generateQI(interfaces),
      // nsIUrlListener
      OnStartRunningUrl() {},
      OnStopRunningUrl: (url, status) => end(status),
      // nsIMsgCopyServiceListener
      onStartCopy() {},
      onProgress() {},
      setMessageKey() {},
      getMessageId: () => null,
      onStopCopy: end,
      // nsIMsgSendListener: a copy goes to a folder after it, so that its end is not yet the end.
      onStartSending() {},
      onSendProgress() {},
      onStatus() {},
      onGetDraftFolderURI() {},
      onSendNotPerformed: (id, status) => end(status || Cr.NS_ERROR_ABORT),
      onTransportSecurityError: (id, status) => end(status),
      onStopSending: (id, status) => status && end(status),
      // nsIMsgSearchNotify
      onNewSearch() {},
      onSearchHit() {},
      onSearchDone: end,
    });
  });
}

const url = (what, begin) => ended(what, ["nsIUrlListener"], begin);
const copied = (what, begin) => ended(what, ["nsIMsgCopyServiceListener"], begin);

function root() {
  return MailServices.accounts.defaultAccount.incomingServer.rootFolder;
}

/** The folder whose names from the top are these, joined by slashes. */
function folder(path) {
  const found = path.split("/").reduce((above, name) => above?.subFolders.find(f => f.name == name), root());
  if (!found) {
    throw new Error(`no folder ${path} in ${folders()}`);
  }
  return found;
}

function message(path, subject) {
  const found = [...folder(path).messages].find(m => m.mime2DecodedSubject == subject);
  if (!found) {
    throw new Error(`no message ${subject} in ${subjects(path)}`);
  }
  return found;
}

/** An account for one user of a server whose certificate was looked at and accepted. */
async function setUp({ address, password, imap, smtp, certificate }) {
  const trusted = Cc["@mozilla.org/security/x509certdb;1"]
    .getService(Ci.nsIX509CertDB)
    .constructX509FromBase64(certificate);
  const exceptions = Cc["@mozilla.org/security/certoverride;1"].getService(Ci.nsICertOverrideService);
  for (const port of [imap, smtp]) {
    exceptions.rememberValidityOverride("127.0.0.1", port, {}, trusted, false);
  }
  for (const origin of ["imap://127.0.0.1", "smtp://127.0.0.1"]) {
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init(origin, null, origin, address, password, "", "");
    await Services.logins.addLoginAsync(login);
  }
  const incoming = MailServices.accounts.createIncomingServer(address, "127.0.0.1", "imap");
  incoming.port = imap;
  incoming.socketType = Ci.nsMsgSocketType.alwaysSTARTTLS;
  incoming.authMethod = Ci.nsMsgAuthMethod.passwordCleartext;
  const outgoing = MailServices.outgoingServer.createServer("smtp").QueryInterface(Ci.nsISmtpServer);
  outgoing.hostname = "127.0.0.1";
  outgoing.port = smtp;
  outgoing.socketType = Ci.nsMsgSocketType.alwaysSTARTTLS;
  outgoing.authMethod = Ci.nsMsgAuthMethod.passwordCleartext;
  outgoing.username = address;
  const identity = MailServices.accounts.createIdentity();
  identity.email = address;
  identity.smtpServerKey = outgoing.key;
  const account = MailServices.accounts.createAccount();
  account.incomingServer = incoming;
  account.addIdentity(identity);
  MailServices.accounts.defaultAccount = account;
  await url("listing", end => MailServices.imap.discoverAllFolders(root(), end, null));
  await url("opening", end => open("INBOX", end));
}

function open(path, end) {
  folder(path).QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, end);
}

/** Looks into a folder, as a click on it does; what is new there appears some time later. */
function visit(path) {
  open(path, null);
}

/** Paths of all folders. */
function folders() {
  const below = (f, path) => f.subFolders.flatMap(s => [path + s.name, ...below(s, path + s.name + "/")]);
  return below(root(), "");
}

/** The folder with this purpose, one of nsMsgFolderFlags. */
function folderFor(purpose) {
  return root().getFolderWithFlags(Ci.nsMsgFolderFlags[purpose])?.name;
}

function subjects(path) {
  return [...folder(path).messages].map(m => m.mime2DecodedSubject);
}

/** What Thunderbird shows beside a message. */
function marks(path, subject) {
  const m = message(path, subject);
  return { read: m.isRead, flagged: m.isFlagged, tags: m.getStringProperty("keywords") };
}

/** The octets of a message, one character each. */
function source(path, subject) {
  const uri = folder(path).getUriForMsg(message(path, subject));
  return new Promise((resolve, reject) => {
    const pieces = [];
    const listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIStreamListener", "nsIRequestObserver"]),
      onStartRequest() {},
      onDataAvailable(request, stream, offset, count) {
        const input = Cc["@mozilla.org/binaryinputstream;1"].createInstance(Ci.nsIBinaryInputStream);
        input.setInputStream(stream);
        pieces.push(input.readBytes(count));
      },
      onStopRequest: (request, status) =>
        status ? reject(new Error(`reading failed: 0x${status.toString(16)}`)) : resolve(pieces.join("")),
    };
    MailServices.messageServiceFromURI(uri).streamMessage(uri, listener, null, null, false, "", false);
  });
}

function mark(path, subject, { read, flagged, tag }) {
  const there = folder(path);
  const messages = [message(path, subject)];
  there.markMessagesRead(messages, read);
  there.markMessagesFlagged(messages, flagged);
  there.addKeywordsToMessages(messages, tag);
}

async function copyTo(path, subject, target, move) {
  await copied("copying", end =>
    MailServices.copy.copyMessages(folder(path), [message(path, subject)], folder(target), move, end, null, false));
}

/** Deletes as the key does: into the trash. */
async function remove(path, subject) {
  await copied("deleting", end =>
    folder(path).deleteMessages([message(path, subject)], null, false, true, end, true));
}

async function compact(path) {
  await url("compacting", end => folder(path).compact(end, null));
}

async function emptyTrash() {
  await url("emptying", end => root().getFolderWithFlags(Ci.nsMsgFolderFlags.Trash).emptyTrash(end));
}

function createFolder(path) {
  const names = path.split("/");
  const name = names.pop();
  (names.length ? folder(names.join("/")) : root()).createSubfolder(name, null);
}

function renameFolder(path, name) {
  folder(path).rename(name, null);
}

function removeFolder(path) {
  folder(path).deleteSelf(null);
}

/** Has the server search; subjects of what it finds. */
async function search(path, { attribute, contains }) {
  const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
  session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, folder(path));
  const term = session.createTerm();
  const value = term.value;
  term.attrib = value.attrib = Ci.nsMsgSearchAttrib[attribute];
  value.str = contains;
  term.value = value;
  term.op = Ci.nsMsgSearchOp.Contains;
  session.appendTerm(term);
  const found = [];
  await ended("searching", ["nsIMsgSearchNotify"], end => {
    end.onSearchHit = m => found.push(m.mime2DecodedSubject);
    session.registerListener(end);
    session.search(null);
  });
  return found;
}

/** Writes a message and sends it (mode Now) or keeps it (SaveAsDraft); over when the copy is in its folder. */
async function write(mode, { to, subject, text }) {
  const identity = MailServices.accounts.defaultAccount.defaultIdentity;
  const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
  Object.assign(fields, { from: identity.email, to, subject, body: text });
  const sender = Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend);
  await ended("writing", ["nsIMsgSendListener", "nsIMsgCopyServiceListener"], end =>
    sender
      .createAndSendMessage(
        null, identity, "", fields, false, false, Ci.nsIMsgCompDeliverMode[mode], null, "text/plain", text,
        null, null, end, "", "", Ci.nsIMsgCompType.New)
      .catch(error => end.onStopSending(null, error.result || Cr.NS_ERROR_FAILURE)));
}
