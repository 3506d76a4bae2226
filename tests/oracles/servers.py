"""Servers that note who wants to log in where, and send everybody away."""

import json
import os
import socket
import struct
import threading


class Server:
    """Listens on a port and on a socket of this machine; notes each login in a file."""

    def __init__(self, folder, name):
        self.log = os.path.join(folder, name + ".log")
        self.path = os.path.join(folder, name + ".sock")
        open(self.log, "w").close()
        self.tcp = socket.socket()
        self.tcp.bind(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(self.path)
        for listener in (self.tcp, self.unix):
            listener.listen(64)
            threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    @property
    def environment(self):
        return {
            "ORACLE_LOG": self.log,
            "ORACLE_PORT": str(self.tcp.getsockname()[1]),
            "ORACLE_SOCKET": self.path,
        }

    def note(self, login):
        with open(self.log, "a") as log:
            log.write("login " + json.dumps(login) + "\n")

    def accept(self, listener):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.settimeout(10)
        try:
            self.talk(connection)
        except (OSError, EOFError):
            pass
        finally:
            connection.close()


def take(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


class Postgres(Server):
    """PostgreSQL up to the start-up packet."""

    def talk(self, connection):
        while True:
            size, code = struct.unpack("!II", take(connection, 8))
            if code in (80877103, 80877104):  # TLS, GSSAPI
                connection.sendall(b"N")
                continue
            texts = take(connection, size - 8).split(b"\0")
            pairs = zip(texts[::2], texts[1::2])
            self.note({k.decode(): v.decode("utf-8", "replace") for k, v in pairs if k})
            # "cannot connect now": a client that has more hosts tries the next.
            fields = b"SFATAL\0VFATAL\0C57P03\0Mthe oracle lets nobody in\0\0"
            connection.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)
            return


class Mysql(Server):
    """MySQL up to the login packet."""

    def talk(self, connection):
        # long password, found rows, long flag, with database, protocol 4.1, secure, plugin, attributes
        flags = 0x1 | 0x2 | 0x4 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000
        salt = b"abcdefghijklmnopqrst"
        greeting = b"\x0a8.0.30\0" + struct.pack("<I", 1) + salt[:8] + b"\0"
        greeting += struct.pack("<H", flags & 0xFFFF) + b"\x2d" + struct.pack("<H", 2)
        greeting += struct.pack("<H", flags >> 16) + b"\x15" + bytes(10)
        greeting += salt[8:] + b"\0mysql_native_password\0"
        connection.sendall(struct.pack("<I", len(greeting)) + greeting)
        header = take(connection, 4)
        body = take(connection, int.from_bytes(header[:3], "little"))
        client = int.from_bytes(body[:4], "little")
        user, rest = body[32:].split(b"\0", 1)
        rest = rest[1 + rest[0] :]
        database = rest.split(b"\0", 1)[0] if client & 0x8 else b""
        self.note({"user": user.decode("utf-8", "replace"), "database": database.decode("utf-8", "replace")})
        error = b"\xff" + struct.pack("<H", 1045) + b"#28000the oracle lets nobody in"
        connection.sendall(len(error).to_bytes(3, "little") + bytes([header[3] + 1]) + error)
