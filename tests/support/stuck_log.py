"""A pipe for the server's log that nobody reads and that is full, until it is read.

    with StuckLog() as log, AsqServer(stderr=log.writer) as server:
        ...
        log.read_all()
"""
import fcntl
import os

F_SETPIPE_SZ = 1031
PAGE = 4096


class StuckLog:
    def __enter__(self):
        self.reader, self.writer = os.pipe()
        fcntl.fcntl(self.writer, F_SETPIPE_SZ, PAGE)
        os.write(self.writer, b"-" * (PAGE - 1) + b"\n")
        return self

    def __exit__(self, *_):
        os.close(self.reader)
        if self.writer is not None:
            os.close(self.writer)

    def read_all(self):
        """All lines to the end of the server, which has to come."""
        os.close(self.writer)
        self.writer = None
        text = b""
        while more := os.read(self.reader, 65536):
            text += more
        return [line for line in text.decode().splitlines() if line.strip("-")]
