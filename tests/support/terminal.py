"""What a document tells its reader to type, and a terminal to type it into."""
import json
import os
import pty
import re
import select
import subprocess
import termios
import time

from asq_process import environment


def commands(text):
    """The blocks of commands, without the comments behind them, which are in the reader's language."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*$", "", block, flags=re.MULTILINE) for block in blocks]


class Terminal:
    """A shell on a terminal that doesn't echo. `programs`: a folder whose programs it finds, too."""

    def __init__(self, home, programs=None, **more):
        self.screen, end = pty.openpty()
        attributes = termios.tcgetattr(end)
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(end, termios.TCSANOW, attributes)
        # Debian's own python3, which is the one that has python3-websockets, where there is another too.
        path = "/usr/bin:/bin" + (f":{programs}" if programs else "")
        env = {**environment(None), "PS1": "", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PATH": path, **more}
        self.shell = subprocess.Popen(["bash", "--norc", "--noprofile", "--noediting"], cwd=home, env=env,
                                      stdin=end, stdout=end, stderr=end, start_new_session=True)
        os.close(end)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.screen)  # hangs up
        try:
            self.shell.wait(10)
        finally:
            self.shell.kill()

    def type(self, text):
        os.write(self.screen, text.encode())

    def read_until(self, words, timeout=60):
        """What is shown up to these words."""
        shown, deadline = b"", time.monotonic() + timeout
        while words.encode() not in shown:
            readable, _, _ = select.select([self.screen], [], [], max(0, deadline - time.monotonic()))
            assert readable, f"no {words!r} in:\n{shown.decode(errors='replace')}"
            shown += os.read(self.screen, 65536)
        return shown.decode()

    def run(self, block):
        """What the commands answer: each line of JSON."""
        self.type(block + "echo end-of-$((1 + 1))\n")
        lines = self.read_until("end-of-2").splitlines()
        return [json.loads(line) for line in lines if line.startswith(("{", "["))]
