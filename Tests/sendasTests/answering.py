"""Answers whatever comes on a free port of this machine, until standard input ends.

answering.py plain STATUS   an HTTP server that gives everything this status
answering.py tls FOLDER     a server with a certificate that signs itself, made in FOLDER
"""
import socket, ssl, subprocess, sys, threading

kind, word = sys.argv[1:]
listener = socket.create_server(("127.0.0.1", 0))
context = None
if kind == "tls":
    files = [f"{word}/key.pem", f"{word}/certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-days", "2", "-subj", "/CN=tests", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-keyout", files[0], "-out", files[1]],
        check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])


def serve(connection):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        connection.recv(1 << 16)
        status = "200 OK" if context else word
        body = '{"id":"user_a","email":"a@acme.test","organizations":[{"id":"orga_1"}]}'
        connection.sendall(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass
        connection.close()
    except OSError:
        pass  # A client that does not like what it sees goes away.


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


print(listener.getsockname()[1], flush=True)
threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
