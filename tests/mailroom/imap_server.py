"""A real IMAP server for tests: python tests/mailroom/imap_server.py FOLDER

Each mailbox is a folder below FOLDER, each mail a file of a number in it. It listens on a port of
127.0.0.1 that it writes to FOLDER/port. Everybody's password is "secret". While there is a file
FOLDER/hang, marking a mail as deleted is never answered.
"""

import io
import sys
from pathlib import Path

from twisted.cred import checkers, portal
from twisted.internet import defer, reactor
from twisted.internet.protocol import ServerFactory
from twisted.mail import imap4
from zope.interface import implementer

PLACE = Path(sys.argv[1])


@implementer(imap4.IMessage, imap4.IMessageFile)
class Letter:
    def __init__(self, path: Path, flags: set) -> None:
        self.path, self.flags = path, flags

    def getUID(self):
        return int(self.path.stem)

    def getFlags(self):
        return self.flags

    def getInternalDate(self):
        when = self.path.with_suffix(".date")
        return when.read_text() if when.exists() else "28-Jan-2026 12:00:00 +0800"

    def getSize(self):
        return self.path.stat().st_size

    def open(self):
        return io.BytesIO(self.path.read_bytes())

    def getHeaders(self, negate, *names):
        return {}

    def getBodyFile(self):
        return self.open()

    def isMultipart(self):
        return False

    def getSubPart(self, part):
        raise IndexError(part)


@implementer(imap4.IMailbox, imap4.ICloseableMailbox)
class Box:
    def __init__(self, folder: Path) -> None:
        self.folder, self.flags = folder, {}

    def letters(self):
        found = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.stem))
        return [Letter(path, self.flags.setdefault(path.stem, set())) for path in found]

    def getUIDValidity(self):
        return 1

    def getUIDNext(self):
        return 1 + max((letter.getUID() for letter in self.letters()), default=0)

    def getUID(self, message):
        return self.letters()[message - 1].getUID()

    def getMessageCount(self):
        return len(self.letters())

    def getRecentCount(self):
        return 0

    def getUnseenCount(self):
        return 0

    def getFlags(self):
        return [r"\Deleted", r"\Seen"]

    def getHierarchicalDelimiter(self):
        return "/"

    def isWriteable(self):
        return True

    def requestStatus(self, names):
        return imap4.statusRequestHelper(self, names)

    def addListener(self, listener):
        pass

    def removeListener(self, listener):
        pass

    def addMessage(self, message, flags=(), date=None):
        (self.folder / f"{self.getUIDNext()}.eml").write_bytes(message.read())
        return defer.succeed(None)

    def _chosen(self, messages, uid):
        letters = self.letters()
        messages.last = (letters[-1].getUID() if letters else 1) if uid else len(letters)
        for number, letter in enumerate(letters, start=1):
            if (letter.getUID() if uid else number) in messages:
                yield number, letter

    def fetch(self, messages, uid):
        return list(self._chosen(messages, uid))

    def store(self, messages, flags, mode, uid):
        if (PLACE / "hang").exists():
            (PLACE / "hangs").touch()
            return defer.Deferred()
        done = {}
        for number, letter in self._chosen(messages, uid):
            letter.flags.update(flags)
            done[number] = letter.flags
        return done

    def expunge(self):
        gone = [letter for letter in self.letters() if r"\Deleted" in letter.flags]
        for letter in gone:
            letter.path.unlink()
            self.flags.pop(letter.path.stem, None)
        return [letter.getUID() for letter in gone]

    def close(self):
        pass

    def destroy(self):
        pass


class Account(imap4.MemoryAccount):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        for folder in (path for path in PLACE.iterdir() if path.is_dir()):
            self.addMailbox(folder.name, Box(folder))


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, who, mind, *interfaces):
        name = who.decode() if isinstance(who, bytes) else who
        return imap4.IAccount, Account(name), lambda: None


class Everybody(checkers.InMemoryUsernamePasswordDatabaseDontUse):
    def requestAvatarId(self, credentials):
        if credentials.checkPassword(b"secret"):
            return defer.succeed(credentials.username)
        return defer.fail(checkers.error.UnauthorizedLogin())


class Servers(ServerFactory):
    def buildProtocol(self, address):
        server = imap4.IMAP4Server()
        server.portal = portal.Portal(Realm(), [Everybody()])
        server.factory = self
        return server


if __name__ == "__main__":
    port = reactor.listenTCP(0, Servers(), interface="127.0.0.1")
    (PLACE / "port.new").write_text(str(port.getHost().port))
    (PLACE / "port.new").rename(PLACE / "port")
    reactor.run()
