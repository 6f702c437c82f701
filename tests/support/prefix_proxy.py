"""A reverse proxy that serves a server below a path and takes the path away, as nginx does."""
import socket
import socketserver
import threading

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class PrefixProxy(socketserver.ThreadingTCPServer):
    """with PrefixProxy("/chat-server") as proxy: proxy.target = port; ... proxy.url

    A connection carries one request or one socket.
    """

    daemon_threads = True

    def __init__(self, prefix):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.prefix = prefix
        self.target = None
        self.url = f"http://127.0.0.1:{self.server_address[1]}{prefix}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class _Connection(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().split(b" ", 2)
        prefix = self.server.prefix.encode()
        if len(line) != 3 or not line[1].startswith(prefix + b"/"):
            self.wfile.write(NOT_FOUND)
            return
        line[1] = line[1].removeprefix(prefix)
        with socket.create_connection(("127.0.0.1", self.server.target)) as peer:
            peer.sendall(b" ".join(line))
            back = threading.Thread(target=_pass, args=(peer.recv, self.connection), daemon=True)
            back.start()
            _pass(self.rfile.read1, peer)
            back.join()


def _pass(read, sink):
    """Until the end, which it passes on, or until one side is gone."""
    try:
        while data := read(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
