"""The API server over HTTP/1.1 and TLS; a watch is a WebSocket (RFC 6455)."""

import base64
import hashlib
import http.server
import json
import socket
import ssl
import threading
import urllib.parse

from apiserver import PATH, Refused, selects

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, api, port, certificate):
        self.api = api
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)
        # Of the ciphers the client's first one is taken, as an API server does.
        self.tls.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request, client_address):
        pass  # a program that ends leaves its connections as they are


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        selectors = query.get("fieldSelector", []) + query.get("labelSelector", [])
        if "watch" in query:
            self.watch(PATH.match(url.path), int(query.get("resourceVersion", "0")[0]), selectors)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            code, said = 200, self.server.api.answer(self.command, url.path, selectors, body and json.loads(body))
        except Refused as refused:
            code, reason = refused.args
            said = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason}
        answer = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def watch(self, found, after, selectors):
        accept = base64.b64encode(hashlib.sha1(self.headers["Sec-WebSocket-Key"].encode() + MAGIC).digest()).decode()
        self.send_response(101)
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        for change in self.server.api.collection(found["resource"]).watch(after, selects(found["namespace"], selectors)):
            # An unsolicited pong is allowed, and fails once nobody is there (RFC 6455 5.5.3).
            self.wfile.write(frame(PONG, b"") if change is None else frame(TEXT, change))

    def log_message(self, *_):
        pass


def frame(kind, content):
    """An unmasked frame of its own (RFC 6455 5.2)."""
    size = len(content)
    if size < 126:
        return bytes((0x80 | kind, size)) + content
    if size < 1 << 16:
        return bytes((0x80 | kind, 126)) + size.to_bytes(2, "big") + content
    return bytes((0x80 | kind, 127)) + size.to_bytes(8, "big") + content
