"""Drives a program at a terminal of its own, as a person does.

terminal.py STEPS COMMAND…: STEPS is a JSON list of {"see": TEXT} and {"type": TEXT} and
{"signal": NUMBER}. After the steps it waits for the end. Prints all that the terminal showed, and
ends with the program's status; 97 if a text was not seen within a minute, or the end.
"""
import json, os, pty, re, select, signal, struct, sys, fcntl, termios, time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
shown, seen = b"", 0
patience = float(os.environ.get("PATIENCE", "60"))
deadline = time.monotonic() + patience


def plain(data):
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", b"", data)


def more():
    global shown
    # Not from the last output: a progress line goes on for ever.
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([terminal], [], [], left)[0]:
        return None
    try:
        data = os.read(terminal, 65536)
    except OSError:
        data = b""
    shown += data
    return data


def finish(note=b""):
    sys.stdout.buffer.write(plain(shown) + note)
    sys.stdout.flush()


def give_up(note):
    finish(note)
    os.kill(child, signal.SIGKILL)
    sys.exit(97)


for step in steps:
    deadline = time.monotonic() + patience
    if "type" in step:
        os.write(terminal, step["type"].encode())
    elif "signal" in step:
        os.kill(child, step["signal"])
    else:
        wanted = step["see"].encode()
        while True:
            found = plain(shown).find(wanted, seen)
            if found >= 0:
                seen = found + len(wanted)
                break
            if not more():
                give_up(b"\n<not seen: " + wanted + b">\n")
# An end of input that comes between the prompt and the editor is taken by the terminal; a person
# presses the key again.
ends = bool(steps) and steps[-1].get("type") == "\x04"
limit = time.monotonic() + patience
while True:
    deadline = min(limit, time.monotonic() + (1 if ends else patience))
    data = more()
    if data == b"":
        break
    if data is None:
        if time.monotonic() >= limit:
            give_up(b"\n<no end>\n")
        os.write(terminal, b"\x04")
finish()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
